/**
 * What the screens ask of the outbox: begin, keep, change, release, take back. Each is one transaction in the
 * store.
 */
import { edited, isOver, newItem, released, restored, withdrawn } from "./item.js";
import { ledger } from "../store/ledger.js";
import { get, write } from "../store/store.js";

/** @typedef {import("./item.js").Item} Item */
/** @typedef {import("./photos.js").Photo} Photo */

/**
 * @param {{ id: string, walk: string, what: import("./item.js").What, body: Record<string, any>, state?:
 *   "draft" | "waiting", releaseAt?: number }} facts
 * @returns {Promise<Item>}
 */
export async function begin(facts) {
  const item = newItem({ ...facts, now: Date.now() });
  await write(["items"], ({ items }) => items.put(item));
  return item;
}

/**
 * The shutter's transaction: the row as it is by now and the bytes together, or neither. What has been taken
 * back meanwhile does not rise.
 * @param {Item} item as the screen has it
 * @param {Photo} photo
 * @param {ArrayBuffer} bytes
 * @param {(row: Item) => Item} [first] what its first picture does to a draft
 * @returns {Promise<Item | undefined>} nothing, when there is nothing to keep it for
 */
export function keepShot(item, photo, bytes, first = (row) => row) {
  return write(["items", "photos", "bytes"], async ({ items, photos, bytes: store }) => {
    const now = Date.now();
    const row = (await items.get(item.id)) ?? (item.state === "draft" ? item : undefined);
    if (!row || row.gone) return undefined;
    const next =
      row.state === "draft" ? { ...first(row), state: "waiting", changed: now } : edited(row, {}, now);
    store.put(bytes, photo.id);
    photos.put(photo);
    items.put(next);
    return next;
  });
}

/** @param {string} id @param {(row: Item) => Item} change @returns {Promise<Item | undefined>} */
export function update(id, change) {
  return write(["items"], async ({ items }) => {
    const row = await items.get(id);
    if (!row) return undefined;
    const next = change(row);
    items.put(next);
    return next;
  });
}

/**
 * A picture that was refused is tried again with the words: the refusal may have been a gateway's.
 * @param {string} id
 * @param {Record<string, any>} patch
 * @returns {Promise<Item | undefined>}
 */
export function edit(id, patch) {
  return write(["items", "photos"], async ({ items, photos }) => {
    const row = await items.get(id);
    if (!row) return undefined;
    for (const photo of await photos.index("item").getAll(id))
      if (photo.refused) photos.put({ ...photo, refused: null });
    const next = edited(row, patch, Date.now());
    items.put(next);
    return next;
  });
}

/** Ends all pauses between tries. */
export function wake() {
  return write(["items"], async ({ items }) => {
    for (const row of await items.getAll())
      if (row.state === "waiting" && row.nextAt) items.put({ ...row, nextAt: 0 });
  });
}

/**
 * The server does not take this pass any more. One that was given since is left alone.
 * @param {{ walk: string, pass: string }} used
 */
export function expire(used) {
  return write(["passes"], async ({ passes }) => {
    const row = await passes.get(used.walk);
    if (row?.pass === used.pass) passes.put({ ...row, expired: true });
  });
}

/** @param {string} id */
export const release = (id) => update(id, released);

/** Taken back: a draft vanishes, anything else is withdrawn at the server too. @param {string} id */
export async function takeBack(id) {
  const row = await get("items", id);
  if (!row) return;
  if (row.state === "draft") await erase(id);
  else await update(id, (now) => withdrawn(now, Date.now()));
}

/** Taken back by mistake, whether the server has been told or not. @param {string} id */
export const restore = (id) => update(id, (row) => restored(row, Date.now()));

/**
 * Undo has passed: what the server has been told of leaves the phone, and pictures taken off do.
 * @param {number} now
 */
export async function forgetTakenBack(now) {
  for (const { id } of (await ledger()).filter((row) => isUndoOver(row, now))) await forgetOne(id, now);
}

function forgetOne(id, now) {
  return write(["items", "photos", "bytes"], async ({ items, photos, bytes }) => {
    const row = await items.get(id);
    if (!row || !isUndoOver(row, now)) return;
    const rows = await photos.index("item").getAll(id);
    for (const photo of rows.filter((each) => row.gone || each.offAt)) {
      photos.delete(photo.id);
      bytes.delete(photo.id);
    }
    if (row.gone) items.delete(id);
    else items.put({ ...row, undoUntil: 0 });
  });
}

/** What the server has not been told of stays until it has. */
const isUndoOver = (row, now) =>
  row.undoUntil > 0 && isOver(row.undoUntil, now) && (!row.gone || row.state === "kept");

/**
 * A finding of the team taken up to be changed on this phone; its pictures stay where they are.
 * @param {any} row as the server tells it
 * @param {string} walk
 * @returns {Promise<Item>}
 */
export async function adopt(row, walk) {
  const {
    id,
    revision,
    photos,
    flags,
    state: _state,
    mine: _mine,
    number: _number,
    key: _key,
    walk: _walk,
    ...body
  } = row;
  const item = {
    ...newItem({ id, walk, what: "finding", body, now: Date.parse(row.noted_at) || Date.now() }),
    revision,
    sent: revision,
    state: /** @type {const} */ ("kept"),
    flags,
    foreign: !row.mine,
    there: photos.map((photo) => photo.sha256),
    keptAt: Date.now(),
  };
  await write(["items"], ({ items }) => items.put(item));
  return item;
}

/** Out of the phone, with its pictures. @param {string} id */
export function erase(id) {
  return write(["items", "photos", "bytes"], async ({ items, photos, bytes }) => {
    for (const photo of await photos.index("item").getAllKeys(id)) {
      photos.delete(photo);
      bytes.delete(photo);
    }
    items.delete(id);
  });
}

/** As if it had never been sent: the server has lost it. @param {string} id */
export function sendAnew(id) {
  return write(["items", "photos"], async ({ items, photos }) => {
    const row = await items.get(id);
    if (row?.state !== "kept" || row.gone) return;
    for (const photo of await photos.index("item").getAll(id)) photos.put({ ...photo, sent: false });
    items.put({ ...row, state: "waiting", sent: 0, nextAt: 0, tries: 0 });
  });
}

/**
 * Lets go of an item's bytes that a receipt has named; writes nothing, so it also works on a full phone.
 * @param {Item} item as it was named
 * @param {(row: Item) => boolean} may
 * @returns {Promise<boolean>}
 */
export function letGo(item, may) {
  return write(["items", "photos", "bytes"], async ({ items, photos, bytes }) => {
    const row = await items.get(item.id);
    if (!row || row.gone || row.revision !== item.revision || !may(row)) return false;
    for (const photo of await photos.index("item").getAll(item.id))
      if (!photo.refused && !photo.offAt) bytes.delete(photo.id);
    return true;
  });
}

/** @param {string} walk @returns {Promise<Item[]>} newest first, without those taken back */
export const itemsOf = async (walk) =>
  (await ledger()).filter((item) => item.walk === walk && !item.gone).sort((a, b) => b.made - a.made);
