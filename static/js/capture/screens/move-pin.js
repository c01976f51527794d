/** The pin, moved by buttons: north, south, east, west, in steps one chooses. No dragging needed. */
import { bar } from "../parts/frame.js";
import { drawInto, frame } from "../place/draw-map.js";
import { layGround } from "../place/lay-ground.js";
import { mapContent } from "../place/map-content.js";
import { here, watchPosition } from "../place/position.js";
import { state } from "../state.js";
import { edit } from "../../outbox/item/items.js";
import { get } from "../../outbox/store/store.js";
import { announce } from "../../small/announce.js";
import { button, el, icon, swap } from "../../small/dom.js";
import { metres, moved } from "../../small/geo.js";
import { distance, t } from "../../small/texts.js";

const STEPS = [5, 25, 100];

/** @param {HTMLElement} root @param {string} id */
export async function show(root, id) {
  const item = await get("items", id);
  root.classList.add("inner");
  const drawn = await mapContent();
  const began = item.body.position ?? here() ?? frame(drawn).centre;
  let pin = { lat: began.lat, lon: began.lon };
  let step = STEPS[0];
  const map = el("div", { class: "pin-map", dir: "ltr" });
  const words = el("p", { class: "over", role: "status" });
  const steps = el("div", { class: "buttons three", role: "group", "aria-label": t("pin_step") });
  const ground = await layGround(map);
  const draw = () => {
    const view = { centre: pin, width: Math.max(step * 16, 80) };
    map.querySelector(".pin")?.remove();
    drawInto(
      map,
      { ...drawn, points: drawn.points.filter((point) => metres(point.position ?? pin, pin) > 1) },
      view,
    );
    map.append(el("span", { class: "pin" }, icon("map-pin", "big")));
    ground.show(view);
    swap(words, t("pin_moved", { distance: distance(metres(began, pin)) }));
    swap(
      steps,
      STEPS.map((size) =>
        el(
          "button",
          {
            type: "button",
            class: "button",
            "aria-pressed": String(size === step),
            onclick: () => {
              step = size;
              draw();
            },
          },
          distance(size),
        ),
      ),
    );
  };
  const go = (east, north, name) =>
    button(
      "square-tall",
      () => {
        pin = moved(pin, east * step, north * step);
        draw();
        announce(t(name));
      },
      icon(
        name === "north"
          ? "arrow-up"
          : name === "south"
            ? "arrow-down"
            : name === "east"
              ? "arrow-right"
              : "arrow-left",
      ),
      el("span", null, t(name)),
    );
  root.append(
    bar(t("move_pin")),
    el(
      "div",
      { class: "inner-body stack" },
      map,
      words,
      steps,
      el(
        "div",
        { class: "cross", dir: "ltr" },
        go(0, 1, "north"),
        go(-1, 0, "west"),
        go(1, 0, "east"),
        go(0, -1, "south"),
      ),
      button(
        "wide",
        () => {
          const fix = here();
          if (fix) {
            pin = { lat: fix.lat, lon: fix.lon };
            draw();
          }
        },
        icon("locate-fixed"),
        t("pin_here"),
      ),
    ),
    el(
      "div",
      { class: "dock" },
      button(
        "lamp grow",
        async () => {
          await edit(id, {
            position: {
              lat: Number(pin.lat.toFixed(6)),
              lon: Number(pin.lon.toFixed(6)),
              source: "pin",
              taken_at: new Date().toISOString(),
            },
            ...measured(item.body.position),
          });
          history.back();
        },
        icon("check"),
        t("pin_set"),
      ),
    ),
  );
  draw();
  const stopWatching = watchPosition(() => {
    drawn.me = here();
    state.data && draw();
  });
  return () => {
    stopWatching();
    ground.stop();
  };
}

/**
 * The device's own fix goes along beside the pin: both are kept, and the coordinator sees how far apart they
 * are.
 * @param {any} position
 */
const measured = (position) => (position?.source === "device" ? { positions: [position] } : {});
