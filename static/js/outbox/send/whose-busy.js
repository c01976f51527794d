/**
 * Whose "busy" an answer is. The first for an item is taken for the whole server's, and everything waits; the
 * second in a row is that item's own, and the others go past it.
 */

/** @type {Map<string, number>} busy answers in a row, by item */
const inRow = new Map();

/**
 * @param {string} id
 * @param {import("./answer.js").Answer} answer
 * @returns {boolean} is it busy for this item alone?
 */
export function isItsOwn(id, { verdict }) {
  if (verdict === "busy") inRow.set(id, (inRow.get(id) ?? 0) + 1);
  else if (verdict !== "unreachable") inRow.delete(id);
  return verdict === "busy" && inRow.get(id) > 1;
}
