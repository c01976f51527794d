/** The walked way on the leader's home: the question, once for each walk, and the mark while it is on. */
import { again } from "../router.js";
import { phase } from "./phase.js";
import { announce } from "../../small/announce.js";
import { button, el, icon } from "../../small/dom.js";
import { t } from "../../small/texts.js";

/** The question, or the mark, for the home screen; nothing on other phones. */
export async function card() {
  const now = await phase();
  if (now === "ask") {
    return el(
      "section",
      { class: "card stack tight track-ask", "aria-label": t("track_ask") },
      el("p", null, icon("footprints"), " ", el("strong", null, t("track_ask"))),
      el("p", { class: "over" }, t("track_short")),
      el(
        "div",
        { class: "buttons even" },
        button("", () => decide(false), t("track_no")),
        button("", () => decide(true), t("track_yes")),
      ),
    );
  }
  return now === "on" || now === "waits"
    ? el(
        "a",
        { class: `track-mark${now === "on" ? " on" : ""}`, href: "#track" },
        el(
          "span",
          { class: "chip good" },
          icon("footprints"),
          t(now === "on" ? "track_is_on" : "track_waits"),
        ),
      )
    : null;
}

/** @param {boolean} yes @param {boolean} [byHand] do not wait for the walk's time */
export async function decide(yes, byHand = false) {
  await (await import("./record.js")).answer(yes, byHand);
  announce(t(yes ? "track_is_on" : "track_is_off"));
  await again();
}
