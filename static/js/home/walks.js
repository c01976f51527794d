/** "Your walks": those that this phone has joined, from its own store; nobody else is asked. */
import { all } from "../outbox/store/store.js";
import { el, icon } from "../small/dom.js";

const card = document.querySelector("[data-walks]");

async function show() {
  // Only a phone that has joined a walk has a store; none is made for whoever just reads.
  if (!card || !(await navigator.serviceWorker?.getRegistration())) return;
  const titles = new Map((await all("walks")).map(({ walk, data }) => [walk, data.title]));
  const walks = (await all("passes")).filter(({ walk, left }) => !left && titles.has(walk));
  card.querySelector("ul")?.replaceChildren(...walks.map(({ walk }) => door(walk, titles.get(walk))));
  card.toggleAttribute("hidden", walks.length === 0);
}

const door = (walk, title) =>
  el(
    "li",
    null,
    el(
      "a",
      { class: "button wide", href: `/walk/${walk}` },
      el("bdi", null, title),
      " ",
      icon("arrow-right", "onward"),
    ),
  );

show().catch(() => {});
