/** The pictures and voice notes of items: their rows and bytes are changed together, or not at all. */
import { edited } from "./item.js";
import { all, write } from "../store/store.js";

/**
 * @typedef {{ id: string, item: string, walk: string, sha256: string, type: string, size: number, thumb:
 *   ArrayBuffer | null, shrink: "due" | "done" | "failed" | "none", tries: number, sent: boolean, refused:
 *   string | null, taken: number }} Photo
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

/** Removes a picture from its finding. @param {string} item @param {string} photo */
export function dropPhoto(item, photo) {
  return write(["items", "photos", "bytes"], async ({ items, photos, bytes }) => {
    photos.delete(photo);
    bytes.delete(photo);
    const row = await items.get(item);
    if (row) items.put(edited(row, {}, Date.now()));
  });
}

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
    items.put(edited({ ...row, there: row.there?.filter((sha) => sha !== old.sha256) }, {}, Date.now()));
  });
}

/** @param {string} item @returns {Promise<Photo[]>} oldest first */
export const photosOf = async (item) => (await all("photos", "item", item)).sort((a, b) => a.taken - b.taken);
