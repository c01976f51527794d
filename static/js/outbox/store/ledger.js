/**
 * The items as they lie in the store, read once and from then on one by one as they are written, here or in
 * another tab: what a screen or the sender asks costs the same with a thousand waiting as with one. Who
 * changes an item reads it anew in the transaction that writes it.
 */
import { losses } from "./database.js";
import { all, get, hear, hearsOthers } from "./store.js";

/** A tab that dies between its write and its word is heard of by then. */
const OLD = 300_000;
/** @type {Map<string, import("../item/item.js").Item>} */
let rows = new Map();
/** @type {Set<string> | null} to be read anew; null: all of them */
let due = null;
let readAt = 0;
let lost = 0;
/** @type {Promise<void>} */
let reading = Promise.resolve();

hear(({ items }) => {
  if (items) for (const id of items) due?.add(id);
  else due = null;
});

/**
 * Every item on the phone, whosever it is; for looking at, not for changing.
 * @returns {Promise<import("../item/item.js").Item[]>}
 */
export async function ledger() {
  reading = reading.then(read, read);
  await reading;
  return [...rows.values()];
}

/** One reading after another, so that an older row never comes after a newer one. */
async function read() {
  const ids = due && hearsOthers && lost === losses && Math.abs(Date.now() - readAt) < OLD ? [...due] : null;
  due = new Set();
  try {
    if (ids)
      for (const [i, row] of (await Promise.all(ids.map((id) => get("items", id)))).entries())
        enter(ids[i], row);
    else await readAll();
  } catch (error) {
    due = null;
    throw error;
  }
}

function enter(id, row) {
  if (row) rows.set(id, row);
  else rows.delete(id);
}

async function readAll() {
  [readAt, lost] = [Date.now(), losses];
  rows = new Map((await all("items")).map((row) => [row.id, row]));
}
