/** The walked way: how it is kept, and the buttons to turn it on and off, or to take it back. */
import { bar } from "../parts/frame.js";
import { live } from "../parts/live.js";
import { positionAccess, watchPosition } from "../place/position.js";
import { again } from "../router.js";
import { state } from "../state.js";
import { decide } from "../track/card.js";
import { phase } from "../track/phase.js";
import { pause, takeBack, walkedMetres } from "../track/record.js";
import { announce } from "../../small/announce.js";
import { button, el, icon, swap } from "../../small/dom.js";
import { date, distance, t } from "../../small/texts.js";

/** @param {HTMLElement} root */
export function show(root) {
  root.classList.add("inner");
  const body = el("div", { class: "inner-body stack" });
  const foot = el("div", { class: "dock" });
  root.append(bar(t("track_title")), body, foot);
  const draw = async () => {
    const now = await phase();
    swap(
      body,
      el(
        "ul",
        { class: "promises plain" },
        ["track_line", "track_ends", "track_screen", "track_what_for"].map((key, i) =>
          el("li", null, icon(["route", "eye-off", "smartphone", "map"][i]), " ", el("span", null, t(key))),
        ),
      ),
      el("p", { class: "card", role: "status" }, await stands(now)),
      positionAccess() === "denied" &&
        now === "on" &&
        el(
          "div",
          { class: "note unsafe" },
          icon("map-pin-off"),
          el("div", null, el("p", null, t("track_denied"))),
        ),
      ["on", "off", "over"].includes(now) &&
        button(
          "quiet unsafe-text",
          async () => {
            await takeBack();
            announce(t("track_is_gone"));
            await again();
          },
          icon("trash-2"),
          t("track_take_back"),
        ),
    );
    swap(foot, buttons(now));
  };
  const stop = live(draw);
  const stopWatching = watchPosition(draw);
  return () => {
    stop();
    stopWatching();
  };
}

async function stands(now) {
  if (now === "on") return [t("track_is_on"), " · ", distance(await walkedMetres())].join("");
  if (now === "waits")
    return t("track_from", {
      when: date(state.data.startsAt, {
        weekday: "long",
        day: "numeric",
        month: "long",
        hour: "2-digit",
        minute: "2-digit",
      }),
    });
  if (now === "off") return [t("track_is_paused"), " · ", distance(await walkedMetres())].join("");
  return t(now === "over" ? "track_is_over" : "track_is_off");
}

function buttons(now) {
  if (now === "on")
    return button(
      "grow",
      async () => {
        await pause();
        await again();
      },
      icon("square"),
      t("track_stop"),
    );
  if (now === "waits")
    return [
      button("", () => decide(false), t("track_no")),
      button("lamp grow", () => decide(true, true), icon("footprints"), t("track_now")),
    ];
  if (now === "ask")
    return [
      button("", () => decide(false), t("track_no")),
      button("lamp grow", () => decide(true), icon("footprints"), t("track_yes")),
    ];
  return now === "over"
    ? button("lamp grow", () => history.back(), icon("check"), t("done"))
    : button(
        "lamp grow",
        () => decide(true, true),
        icon("footprints"),
        t(now === "off" ? "track_again" : "track_yes"),
      );
}
