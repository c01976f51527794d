/** Screens that draw themselves anew when something has changed, and leave the focus where it was. */
import { onStatus } from "../../outbox/send/status.js";
import { onChange } from "../../outbox/store/store.js";

/**
 * Draws now and whenever the store or the sending has changed; the answer stops it.
 * @param {() => void | Promise<void>} draw
 * @returns {() => void}
 */
export function live(draw) {
  let timer = 0;
  const redraw = () => keepingFocus(draw);
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(redraw, 60);
  };
  const stops = [onChange(soon), onStatus(soon)];
  redraw();
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

/**
 * Draws anew and puts the focus back on what had it, known by its address or its words.
 * @param {() => void | Promise<void>} draw
 */
export async function keepingFocus(draw) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const name = nameOf(before);
  await draw();
  if (!before || before.isConnected || !name) return;
  const same = [...document.querySelectorAll("main a, main button")].find((each) => nameOf(each) === name);
  /** @type {HTMLElement | undefined} */ (same)?.focus({ preventScroll: true });
}

const nameOf = (element) =>
  element?.matches("main a, main button")
    ? (element.getAttribute("href") ?? element.getAttribute("aria-label") ?? element.textContent)
    : null;
