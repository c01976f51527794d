/**
 * Lays before and after over each other, under a range control: a tap, a drag or the arrow keys show more of
 * one or the other.
 */
import { el } from "./dom.js";

/** Every pair that is not ready yet. @param {ParentNode} [root] */
export function pairs(root = document) {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (
    root.querySelectorAll("[data-pair]:not([data-ready])")
  ))
    enhance(place);
}

/**
 * @param {HTMLElement} place holds its words: what the control is called, its value in words, and the way
 *   back to side by side
 */
function enhance(place) {
  const { pair: label, value: words = "{n}", apart } = place.dataset;
  const control = /** @type {HTMLInputElement} */ (
    el("input", { type: "range", min: 0, max: 100, step: 5, value: "50", "aria-label": label, oninput: show })
  );
  const button = el(
    "button",
    { type: "button", class: "button", "aria-pressed": "false", onclick: toggle },
    apart,
  );
  function show() {
    place.style.setProperty("--shown", `${control.value}%`);
    control.setAttribute("aria-valuetext", words.replace("{n}", control.value));
  }
  function toggle() {
    const over = place.classList.toggle("overlaid");
    button.setAttribute("aria-pressed", String(!over));
  }
  place.dataset.ready = "";
  place.querySelector(".pair")?.append(control);
  place.append(button);
  show();
  toggle();
}

pairs();
document.addEventListener("htmx:after:swap", () => pairs());
