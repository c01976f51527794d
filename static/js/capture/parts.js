/** Pieces that several screens share: the lit path, the line of truth, the tabs, the bar with a way back, a picture from the store. */
import { counts, link, onStatus, word } from "../outbox/status.js";
import { get, onChange } from "../outbox/store.js";
import { button, el, icon } from "../small/dom.js";
import { t, tn } from "../small/texts.js";
import { isFollowUp, kindOf, state } from "./state.js";
import { go } from "./router.js";

const MOST_LAMPS = 48;

/** Draws now and whenever the store or the sending has changed; the answer stops it. @param {() => void | Promise<void>} draw @returns {() => void} */
export function live(draw) {
  let timer = 0;
  const redraw = () => keepingFocus(draw);
  const soon = () => { clearTimeout(timer); timer = setTimeout(redraw, 60); };
  const stops = [onChange(soon), onStatus(soon)];
  redraw();
  return () => { clearTimeout(timer); for (const stop of stops) stop(); };
}

/** Draws anew and puts the focus back on what had it, known by its address or its words. @param {() => void | Promise<void>} draw */
export async function keepingFocus(draw) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const name = nameOf(before);
  await draw();
  if (!before || before.isConnected || !name) return;
  const same = [...document.querySelectorAll("main a, main button")].find((each) => nameOf(each) === name);
  /** @type {HTMLElement | undefined} */ (same)?.focus({ preventScroll: true });
}

const nameOf = (element) => (element?.matches("main a, main button") ? element.getAttribute("href") ?? element.getAttribute("aria-label") ?? element.textContent : null);

let lit = -1;

/** A lamp for each kept thing, a ring for each waiting one, a square for each that needs a person. @param {{ kept: number, waiting: number, needs: number }} count */
export function lampPath(count) {
  const shown = Math.min(count.kept, MOST_LAMPS);
  const fresh = lit >= 0 && count.kept > lit;
  lit = count.kept;
  const dots = [
    ...Array.from({ length: shown }, (_, i) => el("span", { class: `lamp-dot lit${fresh && i === shown - 1 ? " new" : ""}` })),
    ...Array.from({ length: Math.min(count.waiting, 24) }, () => el("span", { class: "lamp-dot" })),
    ...Array.from({ length: Math.min(count.needs, 12) }, () => el("span", { class: "lamp-dot trouble" })),
  ];
  if (dots.length === 0) dots.push(...Array.from({ length: 5 }, () => el("span", { class: "lamp-dot faint" })));
  return el("div", { class: "path", "aria-hidden": "true" }, dots);
}

/** The line of truth: "12 saved · 3 waiting on this phone · no signal". @param {{ kept: number, waiting: number, needs: number }} count */
export function truth(count) {
  const off = link() === "down" || link() === "busy";
  return el("p", { class: "truth" },
    el("strong", { class: "number" }, tn("kept", count.kept)),
    count.waiting > 0 && [" · ", el("span", { class: "number" }, tn("waiting", count.waiting))],
    count.kept > 0 && count.waiting + count.needs === 0 && [" ", el("span", { class: "nowrap" }, "· ", el("span", { class: "safe" }, icon("check"), " ", t("all_is_safe")))],
    off && [" ", el("span", { class: "nowrap" }, "· ", icon("wifi-off"), " ", t(link() === "busy" ? "server_busy" : "no_signal"))],
    count.needs > 0 && [" · ", el("a", { href: "#list", class: "needs" }, icon("triangle-alert"), " ", tn("needs_you", count.needs))]);
}

/** The truth in words, for announcing. @param {{ kept: number, waiting: number, needs: number }} count */
export const truthWords = (count) => [tn("kept", count.kept), count.waiting > 0 && tn("waiting", count.waiting), count.needs > 0 && tn("needs_you", count.needs)].filter(Boolean).join(", ");
export const countHere = () => counts(state.walk);

/** @param {"" | "list" | "map" | "stops" | "checks"} current */
export function tabs(current) {
  const last = isFollowUp() ? ["checks", "tab_checks", "repeat"] : ["stops", "tab_stops", "flag"];
  const all = [["", "tab_capture", "camera"], ["list", "tab_list", "list"], ["map", "tab_map", "map"], last];
  return el("nav", { class: "tabs", "aria-label": t("tabs") },
    all.map(([name, words, drawing]) => el("a", { href: `#${name}`, "aria-current": name === current ? "page" : null }, icon(drawing), el("span", null, t(words)))));
}

/** The top of an inner screen. @param {string} title @param {{ over?: any, back?: () => void, end?: any }} [more] */
export function bar(title, { over = null, back = () => history.back(), end = null } = {}) {
  return el("header", { class: "bar" },
    el("button", { type: "button", class: "button square quiet", "aria-label": t("back"), onclick: back }, icon("arrow-left", "onward")),
    el("div", { class: "grow" }, over && el("p", { class: "over" }, over), el("h1", null, title)), end);
}

export const danger = () => el("p", { class: "danger" }, t("danger_now"), " ", el("a", { href: "tel:112" }, t("call_112")));

/** The name and drawing of a kind. @param {string | null | undefined} code @param {string} [type] */
export function kindName(code, type) {
  if (type === "feeling" && !code) return t("feeling");
  return kindOf(code)?.name ?? (code === "positive" ? t("good_keep") : t("no_kind"));
}

/** @param {string | null | undefined} code @param {string} [type] @param {string} [classes] */
export const kindIcon = (code, type, classes = "big") => icon(type === "feeling" && !code ? "feeling" : (code && (kindOf(code) || code === "positive")) ? code : "other", classes, "kinds");

const STATE = { draft: ["pencil", ""], phone: ["smartphone", ""], sending: ["cloud-upload", "info"], kept: ["cloud-check", "good"], needs: ["triangle-alert", "unsafe"] };

/** The state of an item in words. @param {import("../outbox/item.js").Item} item */
export function stateChip(item) {
  const [drawing, colour] = STATE[word(item)];
  return el("span", { class: `chip ${colour}` }, icon(drawing), t(`state_${word(item)}`));
}

const addresses = new Map();

/** An address for bytes in the store (`thumb` of a photo row, or `small` of the server's), made once. @param {string} key @param {ArrayBuffer | null | undefined} bytes @param {string} [type] */
export function address(key, bytes, type = "image/jpeg") {
  if (!bytes) return null;
  const known = addresses.get(key);
  if (known && known.size === bytes.byteLength) return known.url;
  if (known) URL.revokeObjectURL(known.url);
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  addresses.set(key, { url, size: bytes.byteLength });
  return url;
}

/** @param {string} id of the server's photo @returns {Promise<string | null>} */
export const smallPhoto = async (id) => address(`small:${id}`, (await get("small", id))?.bytes);

/** Opens a screen from a button. @param {string} name @param {string} [argument] */
export const opens = (name, argument) => () => go(name, argument);

/** A wide button that opens a screen. @param {string} classes @param {string} name @param {string} argument @param {...any} children */
export const door = (classes, name, argument, ...children) => button(classes, opens(name, argument), ...children);
