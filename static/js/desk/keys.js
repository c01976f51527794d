/**
 * Keys for those who work through a list: a letter presses the element that carries it (`data-key`). They can
 * be switched off (WCAG 2.1.4), and never act while one writes.
 */

const STORED = "strak-desk-keys";
const WRITES = "input, select, textarea, [contenteditable]";

function areOn() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

function show(button) {
  const on = areOn();
  button.setAttribute("aria-pressed", String(on));
  button.textContent = on ? button.dataset.on : button.dataset.off;
}

function turn(button) {
  try {
    localStorage.setItem(STORED, areOn() ? "off" : "on");
  } catch {
    return;
  }
  show(button);
}

/** Opens a fold, or presses a link or button. The first that is to be seen has the key. */
export function press(key, root = document) {
  const found = [...root.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(
    (element) => element.checkVisibility?.() ?? true,
  );
  if (!found) return false;
  if (found.tagName === "SUMMARY") {
    const fold = found.parentElement;
    fold.open = true;
    fold.scrollIntoView({ block: "nearest" });
    (fold.querySelector("input:not([type=hidden]), select, textarea, button") ?? found).focus();
  } else found.click();
  return true;
}

/** @param {(key: string) => boolean} act whether the key meant something */
export function listen(act) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1)
      return;
    if (event.target.closest?.(WRITES) || !areOn()) return;
    if (act(event.key.toLowerCase())) event.preventDefault();
  });
}

/** The line of help, which is of no use without a script; made anew when the page was. */
export function help() {
  for (const line of document.querySelectorAll("#keys")) line.hidden = false;
  for (const button of document.querySelectorAll("[data-keys-switch]")) show(button);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-keys-switch]");
  if (button) turn(button);
});
