/**
 * What stands around a screen: the bar with a way back, the tabs, the number to call in danger, buttons that
 * open a screen.
 */
import { go } from "../router.js";
import { isFollowUp } from "../state.js";
import { button, el, icon } from "../../small/dom.js";
import { t } from "../../small/texts.js";

/** @param {"" | "list" | "map" | "stops" | "checks"} current */
export function tabs(current) {
  const last = isFollowUp() ? ["checks", "tab_checks", "repeat"] : ["stops", "tab_stops", "flag"];
  const all = [["", "tab_capture", "camera"], ["list", "tab_list", "list"], ["map", "tab_map", "map"], last];
  return el(
    "nav",
    { class: "tabs", "aria-label": t("tabs") },
    all.map(([name, words, drawing]) =>
      el(
        "a",
        { href: `#${name}`, "aria-current": name === current ? "page" : null },
        icon(drawing),
        el("span", null, t(words)),
      ),
    ),
  );
}

/**
 * The top of an inner screen.
 * @param {string} title
 * @param {{ over?: any, back?: () => void, end?: any }} [more]
 */
export function bar(title, { over = null, back = () => history.back(), end = null } = {}) {
  return el(
    "header",
    { class: "bar" },
    el(
      "button",
      { type: "button", class: "button square quiet", "aria-label": t("back"), onclick: back },
      icon("arrow-left", "onward"),
    ),
    el("div", { class: "grow" }, over && el("p", { class: "over" }, over), el("h1", null, title)),
    end,
  );
}

export const danger = () =>
  el("p", { class: "danger" }, t("danger_now"), " ", el("a", { href: "tel:112" }, t("call_112")));

/** Opens a screen from a button. @param {string} name @param {string} [argument] */
const opens = (name, argument) => () => go(name, argument);

/**
 * A wide button that opens a screen.
 * @param {string} classes
 * @param {string} name
 * @param {string} argument
 * @param {...any} children
 */
export const door = (classes, name, argument, ...children) =>
  button(classes, opens(name, argument), ...children);
