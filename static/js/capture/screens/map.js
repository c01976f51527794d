/**
 * The map in full: moved and enlarged by buttons, or by fingers; the same things as a list are one tap away.
 */
import { tabs } from "../parts/frame.js";
import { keepingFocus, live } from "../parts/live.js";
import { drawInto, frame } from "../place/draw-map.js";
import { layGround } from "../place/lay-ground.js";
import { mapContent } from "../place/map-content.js";
import { here, watchPosition } from "../place/position.js";
import { isFollowUp } from "../state.js";
import { gestures } from "../../map/gestures.js";
import { button, el, icon } from "../../small/dom.js";
import { moved } from "../../small/geo.js";
import { t } from "../../small/texts.js";

/** @param {HTMLElement} root */
export async function show(root) {
  root.classList.add("tabbed");
  let things = await mapContent();
  let view = frame(things);
  const start = view;
  const sheet = el("div", { class: "map-sheet" });
  const ground = await layGround(sheet);
  const redraw = () => {
    drawInto(sheet, things, view);
    ground.show(view);
  };
  const draw = async () => {
    things = await mapContent();
    redraw();
  };
  const look = (centre, width = view.width) => {
    view = { centre, width: Math.min(Math.max(width, 40), 20_000) };
    redraw();
  };
  const shift = (east, north) => () =>
    look(moved(view.centre, east * view.width * 0.25, north * view.width * 0.25));
  const zoom = (factor) => () => look(view.centre, view.width * factor);
  const me = () => {
    const fix = here();
    if (fix) look(fix, Math.min(view.width, 300));
    else look(start.centre, start.width);
  };
  gestures(sheet, {
    drag: (x, y) => {
      const metres = view.width / sheet.clientWidth;
      look(moved(view.centre, -x * metres, y * metres));
    },
    zoom: (factor) => zoom(1 / factor)(),
  });
  const act = (drawing, words, press) =>
    button("square glass", press, icon(drawing), el("span", { class: "unseen" }, t(words)));
  root.append(
    el("h1", { class: "unseen" }, t("tab_map")),
    sheet,
    el(
      "div",
      { class: "map-tools", dir: "ltr" },
      el(
        "div",
        { class: "cross small" },
        act("arrow-up", "map_north", shift(0, 1)),
        act("arrow-left", "map_west", shift(-1, 0)),
        act("arrow-right", "map_east", shift(1, 0)),
        act("arrow-down", "map_south", shift(0, -1)),
      ),
      el(
        "div",
        { class: "column" },
        act("plus", "zoom_in", zoom(0.6)),
        act("minus", "zoom_out", zoom(1 / 0.6)),
        act("locate-fixed", "map_me", me),
      ),
    ),
    legend(),
    tabs("map"),
  );
  const stop = live(draw);
  const stopWatching = watchPosition(() => keepingFocus(draw));
  return () => {
    stop();
    stopWatching();
    ground.stop();
  };
}

const legend = () =>
  el(
    "ul",
    { class: "legend", role: "list" },
    [
      ["kept", "legend_kept"],
      ["phone", "legend_waiting"],
      isFollowUp() ? ["check", "legend_check"] : ["stop", "legend_stop"],
      ["me", "legend_me"],
    ].map(([mark, words]) => el("li", null, el("span", { class: `legend-mark ${mark}` }), t(words))),
  );
