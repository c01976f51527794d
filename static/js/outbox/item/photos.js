/** The pictures and voice notes of items: their rows and bytes are changed together, or not at all. */
import { edited, UNDO } from "./item.js";
import { all, write } from "../store/store.js";

/**
 * @typedef {{ id: string, item: string, walk: string, sha256: string, type: string, size: number, thumb:
 *   ArrayBuffer | null, shrink: "due" | "done" | "failed" | "none", tries: number, sent: boolean, refused:
 *   string | null, taken: number, offAt?: number }} Photo
 *   `offAt`: taken off its finding then, and kept until undo has passed
 */

/** @param {string} id @param {(row: Photo) => Photo} change */
export function updatePhoto(id, change) {
  return write(["photos"], async ({ photos }) => {
    const row = await photos.get(id);
    if (row) photos.put(change(row));
  });
}

/**
 * Swaps a picture's bytes for smaller ones.
 * @param {string} id
 * @param {ArrayBuffer} bytes
 * @param {Partial<Photo>} facts
 */
export function replaceBytes(id, bytes, facts) {
  return write(["photos", "bytes"], async ({ photos, bytes: store }) => {
    const row = await photos.get(id);
    if (!row || row.sent || row.shrink !== "due") return;
    store.put(bytes, id);
    photos.put({ ...row, ...facts });
  });
}

/**
 * Takes a picture off its finding, or puts it back; the bytes stay until undo has passed.
 * @param {Photo} photo
 * @param {boolean} isOff
 * @returns {Promise<boolean>} false when it is too late
 */
export function takeOff({ id, item }, isOff) {
  return write(["items", "photos"], async ({ items, photos }) => {
    const [row, photo] = [await items.get(item), await photos.get(id)];
    if (!row || row.gone || !photo) return false;
    const now = Date.now();
    photos.put({ ...photo, offAt: isOff ? now : 0 });
    const off = [...(row.off ?? []).filter((sha) => sha !== photo.sha256), ...(isOff ? [photo.sha256] : [])];
    items.put({ ...edited(without(row, photo.sha256), {}, now), off, undoUntil: now + UNDO });
    return true;
  });
}

/** All pictures leave an item, and the phone, for good. @param {string} item */
export function dropPhotos(item) {
  return write(["items", "photos", "bytes"], async ({ items, photos, bytes }) => {
    const keys = await photos.index("item").getAllKeys(item);
    const row = await items.get(item);
    if (row && keys.length) items.put(edited(row, {}, Date.now()));
    for (const key of keys) {
      photos.delete(key);
      bytes.delete(key);
    }
  });
}

/** What the server has of it is not named any more. */
const without = (row, sha256) => ({ ...row, there: row.there?.filter((sha) => sha !== sha256) });

/**
 * A picture exchanged for another made of it: the old bytes leave the phone in the same transaction.
 * @param {Photo} old
 * @param {Photo} made
 * @param {ArrayBuffer} bytes
 */
export function replacePhoto(old, made, bytes) {
  return write(["items", "photos", "bytes"], async ({ items, photos, bytes: store }) => {
    const row = await items.get(old.item);
    if (!row || row.gone) return;
    photos.delete(old.id);
    store.delete(old.id);
    photos.put(made);
    store.put(bytes, made.id);
    const off = [...(row.off ?? []), old.sha256];
    items.put({ ...edited(without(row, old.sha256), {}, Date.now()), off });
  });
}

const every = async (item) => (await all("photos", "item", item)).sort((a, b) => a.taken - b.taken);

/** @param {string} item @returns {Promise<Photo[]>} oldest first, without those taken off */
export const photosOf = async (item) => (await every(item)).filter((photo) => !photo.offAt);

/** Those taken off that can still be put back. @param {string} item @returns {Promise<Photo[]>} */
export const takenOff = async (item) => (await every(item)).filter((photo) => photo.offAt);
