/** Says each change of state once to a screen reader; the same words twice in a row are said once. */

let last = "";
let since = 0;

/** @param {string} words @param {{ urgent?: boolean }} [how] */
export function announce(words, { urgent = false } = {}) {
  const now = Date.now();
  if (words === last && now - since < 8000) return;
  last = words;
  since = now;
  const region = document.getElementById(urgent ? "alarm" : "announce");
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = words;
  });
}
