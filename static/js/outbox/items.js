/** What the screens ask of the outbox: begin, keep, change, release, take back. Each is one transaction in the store. */
import { edited, newItem, released, withdrawn } from "./item.js";
import { all, get, write } from "./store.js";

/** @typedef {import("./item.js").Item} Item */
/** @typedef {{ id: string, item: string, walk: string, sha256: string, type: string, size: number, thumb: ArrayBuffer | null, shrink: "due" | "done" | "failed" | "none", tries: number, sent: boolean, refused: string | null, taken: number }} Photo */

/** @param {{ id: string, walk: string, what: import("./item.js").What, body: Record<string, any>, state?: "draft" | "waiting", releaseAt?: number }} facts @returns {Promise<Item>} */
export async function begin(facts) {
  const item = newItem({ ...facts, now: Date.now() });
  await write(["items"], ({ items }) => items.put(item));
  return item;
}

/** The shutter's transaction: the row and the bytes together, or neither. @param {Item} item @param {Photo} photo @param {ArrayBuffer} bytes */
export function keepShot(item, photo, bytes) {
  return write(["items", "photos", "bytes"], async ({ items, photos, bytes: store }) => {
    const row = (await items.get(item.id)) ?? item;
    const next = row.state === "draft" ? { ...row, state: "waiting", releaseAt: item.releaseAt, changed: Date.now() } : edited(row, {}, Date.now());
    store.put(bytes, photo.id);
    photos.put(photo);
    items.put({ ...next, body: { ...next.body, ...item.body } });
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

/** @param {string} id @param {(row: Photo) => Photo} change */
export function updatePhoto(id, change) {
  return write(["photos"], async ({ photos }) => {
    const row = await photos.get(id);
    if (row) photos.put(change(row));
  });
}

/** Swaps a picture's bytes for smaller ones. @param {string} id @param {ArrayBuffer} bytes @param {Partial<Photo>} facts */
export function replaceBytes(id, bytes, facts) {
  return write(["photos", "bytes"], async ({ photos, bytes: store }) => {
    const row = await photos.get(id);
    if (!row || row.sent || row.shrink !== "due") return;
    store.put(bytes, id);
    photos.put({ ...row, ...facts });
  });
}

/** A picture that was refused is tried again with the words: the refusal may have been a gateway's. @param {string} id @param {Record<string, any>} patch @returns {Promise<Item | undefined>} */
export function edit(id, patch) {
  return write(["items", "photos"], async ({ items, photos }) => {
    const row = await items.get(id);
    if (!row) return undefined;
    for (const photo of await photos.index("item").getAll(id)) if (photo.refused) photos.put({ ...photo, refused: null });
    const next = edited(row, patch, Date.now());
    items.put(next);
    return next;
  });
}

/** Ends all pauses between tries. */
export function wake() {
  return write(["items"], async ({ items }) => {
    for (const row of await items.getAll()) if (row.state === "waiting" && row.nextAt) items.put({ ...row, nextAt: 0 });
  });
}

/** The server does not take this pass any more. One that was given since is left alone. @param {{ walk: string, pass: string }} used */
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
  else await update(id, withdrawn);
}

/** Taken back by mistake, and not yet told to the server. @param {string} id */
export const restore = (id) => update(id, (row) => ({ ...edited({ ...row, gone: false }, {}, Date.now()), state: "waiting" }));

/** A finding of the team taken up to be changed on this phone; its pictures stay where they are. @param {any} row as the server tells it @param {string} walk @returns {Promise<Item>} */
export async function adopt(row, walk) {
  const { id, revision, photos, flags, state: _state, mine: _mine, number: _number, key: _key, walk: _walk, ...body } = row;
  const item = { ...newItem({ id, walk, what: "finding", body, now: Date.parse(row.noted_at) || Date.now() }), revision, sent: revision, state: /** @type {const} */ ("kept"), flags, foreign: !row.mine, there: photos.map((photo) => photo.sha256), keptAt: Date.now() };
  await write(["items"], ({ items }) => items.put(item));
  return item;
}

/** Removes a picture from its finding. @param {string} item @param {string} photo */
export function dropPhoto(item, photo) {
  return write(["items", "photos", "bytes"], async ({ items, photos, bytes }) => {
    photos.delete(photo);
    bytes.delete(photo);
    const row = await items.get(item);
    if (row) items.put(edited(row, {}, Date.now()));
  });
}

/** A picture exchanged for another made of it: the old bytes leave the phone in the same transaction. @param {Photo} old @param {Photo} made @param {ArrayBuffer} bytes */
export function replacePhoto(old, made, bytes) {
  return write(["items", "photos", "bytes"], async ({ items, photos, bytes: store }) => {
    photos.delete(old.id);
    store.delete(old.id);
    photos.put(made);
    store.put(bytes, made.id);
    const row = await items.get(old.item);
    if (row) items.put(edited({ ...row, there: row.there?.filter((sha) => sha !== old.sha256) }, {}, Date.now()));
  });
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
    if (row?.state !== "kept") return;
    for (const photo of await photos.index("item").getAll(id)) photos.put({ ...photo, sent: false });
    items.put({ ...row, state: "waiting", sent: 0, nextAt: 0, tries: 0 });
  });
}

/** Lets go of an item's bytes that a receipt has named; writes nothing, so it also works on a full phone. @param {Item} item as it was named @param {(row: Item) => boolean} may @returns {Promise<boolean>} */
export function letGo(item, may) {
  return write(["items", "photos", "bytes"], async ({ items, photos, bytes }) => {
    const row = await items.get(item.id);
    if (!row || row.gone || row.revision !== item.revision || !may(row)) return false;
    for (const photo of await photos.index("item").getAll(item.id)) if (!photo.refused) bytes.delete(photo.id);
    return true;
  });
}

/** @param {string} item @returns {Promise<Photo[]>} oldest first */
export const photosOf = async (item) => (await all("photos", "item", item)).sort((a, b) => a.taken - b.taken);
/** @param {string} walk @returns {Promise<Item[]>} newest first, without those taken back */
export const itemsOf = async (walk) => (await all("items", "walk", walk)).filter((item) => !item.gone).sort((a, b) => b.made - a.made);
