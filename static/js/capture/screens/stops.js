/** The stops of the walk, nearest first, each with its place rating. */
import { door, tabs } from "../parts/frame.js";
import { keepingFocus, live } from "../parts/live.js";
import { byDistance } from "../place/draw-map.js";
import { here, watchPosition } from "../place/position.js";
import { isLeader, state } from "../state.js";
import { itemsOf } from "../../outbox/item/items.js";
import { el, icon, swap } from "../../small/dom.js";
import { distance, t } from "../../small/texts.js";

/** @param {HTMLElement} root */
export function show(root) {
  root.classList.add("tabbed");
  const list = el("div", { class: "inner-body stack" });
  root.append(
    el(
      "header",
      { class: "list-head" },
      el("h1", null, t("tab_stops")),
      el("p", { class: "over" }, t("stops_hint")),
    ),
    list,
    tabs("stops"),
  );
  const draw = async () => {
    const rated = new Map(
      (await itemsOf(state.walk))
        .filter((item) => item.what === "rating")
        .map((item) => [item.body.place, item]),
    );
    const stops = state.data.stops.length
      ? state.data.stops
      : [{ id: "here", name: t("here_now"), position: null }];
    swap(
      list,
      el(
        "ul",
        { class: "points", role: "list" },
        byDistance(here(), stops).map(({ thing, metres }) =>
          el("li", null, row(thing, metres, rated.get(thing.name))),
        ),
      ),
      isLeader() && door("wide", "finish", "", icon("flag"), t("finish_walk")),
    );
  };
  const stop = live(draw);
  const stopWatching = watchPosition(() => keepingFocus(draw));
  return () => {
    stop();
    stopWatching();
  };
}

function row(stop, metres, rating) {
  return el(
    "a",
    { class: "point", href: `#rate/${encodeURIComponent(stop.id)}` },
    el("span", { class: `thumb${rating ? " lit" : ""}` }, icon(rating ? "check" : "flag", "big")),
    el(
      "span",
      { class: "grow" },
      el("span", { class: "what" }, stop.name),
      el(
        "span",
        { class: "over" },
        [Number.isFinite(metres) && distance(metres), t(rating ? "stop_rated" : "stop_unrated")]
          .filter(Boolean)
          .join(" · "),
      ),
    ),
    icon("chevron-right", "onward"),
  );
}
