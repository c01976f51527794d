/** The map in full: moved and enlarged by buttons; the same things as a list are one tap away. */
import { button, el, icon } from "../small/dom.js";
import { moved } from "../small/geo.js";
import { t } from "../small/texts.js";
import { drawInto, frame } from "./draw-map.js";
import { keepingFocus, live, tabs } from "./parts.js";
import { here, watchPosition } from "./position.js";
import { scene } from "./scene.js";
import { isFollowUp } from "./state.js";

/** @param {HTMLElement} root */
export async function show(root) {
  root.classList.add("tabbed");
  let view = frame(await scene());
  const start = view;
  const sheet = el("div", { class: "map-sheet" });
  const draw = async () => drawInto(sheet, await scene(), view);
  const shift = (east, north) => () => { view = { ...view, centre: moved(view.centre, east * view.width * 0.25, north * view.width * 0.25) }; draw(); };
  const zoom = (factor) => () => { view = { ...view, width: Math.min(Math.max(view.width * factor, 40), 20_000) }; draw(); };
  const me = () => { const fix = here(); view = fix ? { centre: fix, width: Math.min(view.width, 300) } : start; draw(); };
  const act = (drawing, words, press) => button("square glass", press, icon(drawing), el("span", { class: "unseen" }, t(words)));
  root.append(el("h1", { class: "unseen" }, t("tab_map")), sheet,
    el("div", { class: "map-tools", dir: "ltr" },
      el("div", { class: "cross small" }, act("arrow-up", "map_north", shift(0, 1)), act("arrow-left", "map_west", shift(-1, 0)), act("arrow-right", "map_east", shift(1, 0)), act("arrow-down", "map_south", shift(0, -1))),
      el("div", { class: "column" }, act("plus", "zoom_in", zoom(0.6)), act("minus", "zoom_out", zoom(1 / 0.6)), act("locate-fixed", "map_me", me))),
    legend(), tabs("map"));
  const stop = live(draw);
  const stopWatching = watchPosition(() => keepingFocus(draw));
  return () => { stop(); stopWatching(); };
}

const legend = () => el("ul", { class: "legend", role: "list" }, [["kept", "legend_kept"], ["phone", "legend_waiting"], isFollowUp() ? ["check", "legend_check"] : ["stop", "legend_stop"], ["me", "legend_me"]].map(([mark, words]) => el("li", null, el("span", { class: `legend-mark ${mark}` }), t(words))));
