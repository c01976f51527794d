/** What is safe and what is not: the lit path, the line of truth, and the state of one item. */
import { state } from "../state.js";
import { counts, link, word } from "../../outbox/send/status.js";
import { el, icon } from "../../small/dom.js";
import { t, tn } from "../../small/texts.js";

const MOST_LAMPS = 48;

let lit = -1;

/**
 * A lamp for each kept thing, a ring for each waiting one, a square for each that needs a person.
 * @param {{ kept: number, waiting: number, needs: number }} count
 */
export function lampPath(count) {
  const shown = Math.min(count.kept, MOST_LAMPS);
  const fresh = lit >= 0 && count.kept > lit;
  lit = count.kept;
  const dots = [
    ...Array.from({ length: shown }, (_, i) =>
      el("span", { class: `lamp-dot lit${fresh && i === shown - 1 ? " new" : ""}` }),
    ),
    ...Array.from({ length: Math.min(count.waiting, 24) }, () => el("span", { class: "lamp-dot" })),
    ...Array.from({ length: Math.min(count.needs, 12) }, () => el("span", { class: "lamp-dot trouble" })),
  ];
  if (dots.length === 0)
    dots.push(...Array.from({ length: 5 }, () => el("span", { class: "lamp-dot faint" })));
  return el("div", { class: "path", "aria-hidden": "true" }, dots);
}

/**
 * The line of truth: "12 saved · 3 waiting on this phone · no signal".
 * @param {{ kept: number, waiting: number, needs: number }} count
 */
export function truth(count) {
  const off = link() === "down" || link() === "busy";
  return el(
    "p",
    { class: "truth" },
    el("strong", { class: "number" }, tn("kept", count.kept)),
    count.waiting > 0 && [" · ", el("span", { class: "number" }, tn("waiting", count.waiting))],
    count.kept > 0 &&
      count.waiting + count.needs === 0 && [
        " ",
        el(
          "span",
          { class: "nowrap" },
          "· ",
          el("span", { class: "safe" }, icon("check"), " ", t("all_is_safe")),
        ),
      ],
    off && [
      " ",
      el(
        "span",
        { class: "nowrap" },
        "· ",
        icon("wifi-off"),
        " ",
        t(link() === "busy" ? "server_busy" : "no_signal"),
      ),
    ],
    count.needs > 0 && [
      " · ",
      el("a", { href: "#list", class: "needs" }, icon("triangle-alert"), " ", tn("needs_you", count.needs)),
    ],
  );
}

/** The truth in words, for announcing. @param {{ kept: number, waiting: number, needs: number }} count */
export const truthWords = (count) =>
  [
    tn("kept", count.kept),
    count.waiting > 0 && tn("waiting", count.waiting),
    count.needs > 0 && tn("needs_you", count.needs),
  ]
    .filter(Boolean)
    .join(", ");

export const countHere = () => counts(state.walk);

const STATE = {
  draft: ["pencil", ""],
  phone: ["smartphone", ""],
  sending: ["cloud-upload", "info"],
  kept: ["cloud-check", "good"],
  needs: ["triangle-alert", "unsafe"],
};

/** The state of an item in words. @param {import("../../outbox/item/item.js").Item} item */
export function stateChip(item) {
  const [drawing, colour] = STATE[word(item)];
  return el("span", { class: `chip ${colour}` }, icon(drawing), t(`state_${word(item)}`));
}
