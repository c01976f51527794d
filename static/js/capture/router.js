/**
 * Which screen is shown: the part after # in the address, so that the phone's own back button works. Screens
 * are fetched when first needed.
 */
import { swap } from "../small/dom.js";

/**
 * @typedef {(root: HTMLElement, argument: string) => void | (() => void) | Promise<void | (() => void)>}
 *   Screen
 */

/** @type {Record<string, () => Promise<{ show: Screen }>>} */
let screens = {};
/** @type {void | (() => void)} */
let leave;
let shown = 0;
let first = true;

/**
 * Shows the screen of the address, and follows it from then on.
 * @param {typeof screens} table by their names in the address; "" is the first
 */
export function startRouter(table) {
  screens = table;
  addEventListener("hashchange", show);
  return show();
}

/**
 * Goes to a screen.
 * @param {string} name
 * @param {string} [argument]
 * @param {{ instead?: boolean }} [how] without a step back to here
 */
export function go(name, argument = "", { instead = false } = {}) {
  const hash = name ? `#${name}${argument ? `/${argument}` : ""}` : "#";
  if (instead) {
    history.replaceState(null, "", hash === "#" ? location.pathname : hash);
    return show();
  }
  location.hash = hash;
  return Promise.resolve();
}

/** Shows the screen of the address again. */
export const again = () => show();

async function show() {
  shown += 1;
  const mine = shown;
  const [name, argument = ""] = decodeURIComponent(location.hash.slice(1)).split("/");
  const module = await (screens[name] ?? screens[""])();
  if (mine !== shown) return;
  leave?.();
  leave = undefined;
  const root = /** @type {HTMLElement} */ (document.getElementById("main"));
  swap(root);
  root.className = "screen";
  scrollTo(0, 0);
  const left = await module.show(root, argument);
  if (mine !== shown) {
    left?.();
    return;
  }
  leave = left;
  focusTitle(root);
}

/** A new screen begins at its heading, for those who hear it. */
function focusTitle(root) {
  if (first) {
    first = false;
    return;
  }
  const title = root.querySelector("h1") ?? root;
  title.setAttribute("tabindex", "-1");
  title.focus({ preventScroll: true });
}
