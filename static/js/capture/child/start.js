/**
 * The children's way (5–7 with a grown-up, 8–9 in pairs): one thing on each screen, a picture and a voice;
 * nothing can be written.
 */
import { cards, picture, thanks, things } from "./screens.js";
import { choose } from "../finding/kind.js";
import { keepPicture } from "../photo/keep-picture.js";
import { watchPosition } from "../place/position.js";
import { state } from "../state.js";
import { begin, itemsOf, takeBack } from "../../outbox/item/items.js";
import { announce } from "../../small/announce.js";
import { el, swap } from "../../small/dom.js";
import { t, tn } from "../../small/texts.js";
import { uuid7 } from "../../small/uuid.js";

/** @param {HTMLElement} root */
export function show(root) {
  root.classList.add("child");
  const stopWatching = watchPosition();
  /** @type {() => void} */
  let stop = () => {};
  let left = false;
  const step = (made) => {
    stop();
    if (!left) {
      stop = made(place) ?? (() => {});
      place.querySelector("h1")?.focus();
    }
  };
  const place = el("div", { class: "child-step" });
  root.append(place);

  const feel = async () => {
    const found = await count();
    step((into) => cards(into, found, (good) => look(good)));
  };

  async function look(good) {
    const item = await begin({
      id: uuid7(),
      walk: state.walk,
      what: "finding",
      state: "draft",
      body: {
        type: good ? "positive" : "feeling",
        ...(good ? { kind: "positive" } : {}),
        noted_at: new Date().toISOString(),
        perspective: [state.pass.mode],
      },
    });
    step((into) =>
      picture(
        into,
        async (shot) => {
          if (shot) await keepPicture(item, { ...shot, own: true });
          what(item, good);
        },
        async () => {
          await takeBack(item.id);
          await feel();
        },
      ),
    );
  }

  function what(item, good) {
    step((into) =>
      things(into, good, async (code) => {
        await choose(item.id, code, { type: good ? "positive" : "feeling" });
        const found = await count();
        announce(`${t("child_thanks")} ${tn("child_found", found)}`);
        step((next) => thanks(next, found, feel));
      }),
    );
  }

  feel();
  return () => {
    left = true;
    stop();
    stopWatching();
    swap(place);
  };
}

const count = async () =>
  (await itemsOf(state.walk)).filter((item) => item.what === "finding" && item.state !== "draft").length;
