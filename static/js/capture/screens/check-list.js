/** The follow-up's list: what to look at again, nearest first, with what the owner has said. */
import { kindIcon, kindName } from "../finding/kind-words.js";
import { ownerAnswer } from "../finding/owner-answer.js";
import { arrow } from "../parts/arrow.js";
import { tabs } from "../parts/frame.js";
import { keepingFocus, live } from "../parts/live.js";
import { noticeBar } from "../parts/notice.js";
import { smallPhoto } from "../photo/address.js";
import { byDistance } from "../place/draw-map.js";
import { here, watchPosition } from "../place/position.js";
import { state } from "../state.js";
import { checksMade } from "../walk/checks-made.js";
import { el, icon, swap } from "../../small/dom.js";
import { distance, t, tn } from "../../small/texts.js";

/** @param {HTMLElement} root */
export function show(root) {
  root.classList.add("tabbed");
  const top = el("div");
  const list = el("div", { class: "inner-body" });
  root.append(
    el("header", { class: "list-head" }, el("h1", null, t("tab_checks")), top),
    list,
    el("div", { class: "above-tabs" }, noticeBar()),
    tabs("checks"),
  );
  const draw = async () => {
    const done = await checksMade();
    const left = state.data.checks.filter((check) => !done.has(check.finding));
    swap(
      top,
      el(
        "div",
        { class: "path", "aria-hidden": "true" },
        state.data.checks.map((_check, i) =>
          el("span", { class: `lamp-dot${i < state.data.checks.length - left.length ? " lit" : ""}` }),
        ),
      ),
      el("p", { class: "truth" }, tn("checks_left", left.length)),
    );
    const rows = [
      ...byDistance(here(), left),
      ...byDistance(
        here(),
        state.data.checks.filter((check) => done.has(check.finding)),
      ),
    ];
    swap(
      list,
      el(
        "ul",
        { class: "points", role: "list" },
        await Promise.all(rows.map(({ thing, metres }) => row(thing, metres, done.get(thing.finding)))),
      ),
    );
  };
  const stop = live(draw);
  const stopWatching = watchPosition(() => keepingFocus(draw));
  return () => {
    stop();
    stopWatching();
  };
}

async function row(check, metres, item) {
  const url = check.photos[0] ? await smallPhoto(check.photos[0]) : null;
  return el(
    "li",
    null,
    el(
      "a",
      { class: "point", href: `#check/${check.finding}` },
      url
        ? el("img", { class: "thumb", src: url, alt: "" })
        : el("span", { class: "thumb" }, kindIcon(check.kind)),
      el(
        "span",
        { class: "grow" },
        el(
          "span",
          { class: "over" },
          el("bdi", null, check.number),
          Number.isFinite(metres) && [" · ", distance(metres), " ", arrow(here(), check.position, "")],
        ),
        el("span", { class: "what" }, kindName(check.kind)),
        el("span", { class: "over two-lines", dir: "auto" }, check.text || check.landmark),
        !item && el("span", { class: "chip" }, t("owner_short", { claim: ownerAnswer(check.claim) })),
        item && el("span", { class: "chip good" }, icon("check"), t(`outcome_${item.body.outcome}`)),
      ),
      icon("chevron-right", "onward"),
    ),
  );
}
