/**
 * Words typed within the last second before the page goes: the store cannot be waited for then, so they are
 * put where writing takes no time, and taken up when the walk is opened again.
 */
const NAME = "strak-typed";
/** @type {Set<() => void>} */
const pending = new Set();
const flush = () => {
  for (const save of pending) save();
};
addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", () => document.hidden && flush());

/** Called when the page goes, unless `done` before. @param {() => void} save */
export const hurryWhenLeft = (save) => pending.add(save);
/** @param {() => void} save */
export const done = (save) => pending.delete(save);

/**
 * Kept aside until `kept` is.
 * @param {string} id of the item
 * @param {Record<string, any>} patch
 * @param {Promise<any>} kept
 */
export function holdUntil(id, patch, kept) {
  const key = `${NAME}:${id}`;
  try {
    localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key) ?? "{}"), ...patch }));
    kept.then(() => localStorage.removeItem(key)).catch(() => {});
  } catch {
    /* no room there either */
  }
}

/** @returns {[string, Record<string, any>][]} ids and their patches, which are held no more */
export function heldWords() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(`${NAME}:`));
    return keys.map((key) => {
      const patch = JSON.parse(localStorage.getItem(key) ?? "{}");
      localStorage.removeItem(key);
      return [key.slice(NAME.length + 1), patch];
    });
  } catch {
    return [];
  }
}
