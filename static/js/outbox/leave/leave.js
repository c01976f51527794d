/**
 * What stays on a phone when its user leaves the walk: nothing but the unsent, under a label where the next
 * person does not find it, with a pass that the server narrows to delivering.
 */
import { write } from "../store/store.js";
import { uuid7 } from "../../small/uuid.js";

const TABLES = ["passes", "walks", "items", "photos", "bytes", "feed", "small", "settings"];

/**
 * One transaction: pass, pages and all that the server has go; the unsent gets its label.
 * @param {string} walk
 */
export function leave(walk) {
  const label = `left:${uuid7()}`;
  return write(TABLES, async (tables) => {
    const { passes, walks, items, settings } = tables;
    const pass = await passes.get(walk);
    let unsent = 0;
    for (const item of await items.index("walk").getAll(walk)) unsent += await part(tables, item, label);
    passes.delete(walk);
    walks.delete(walk);
    for (const table of [tables.feed, tables.small])
      for (const key of await table.index("walk").getAllKeys(walk)) table.delete(key);
    for (const name of ["cursor", "team", "held", "track"]) settings.delete(`${name}:${walk}`);
    settings.delete("last-kinds");
    if (pass && unsent)
      passes.put({
        walk: label,
        of: walk,
        pass: pass.pass,
        participant: pass.participant,
        mode: pass.mode,
        expired: pass.expired,
        left: true,
        narrow: false,
      });
  });
}

/**
 * What is unsent keeps its bytes and loses what shows it.
 * @returns {Promise<number>} 1 for something unsent
 */
async function part({ items, photos, bytes }, item, label) {
  const own = await photos.index("item").getAll(item.id);
  const isUnsent = item.state !== "kept" && (item.state !== "draft" || own.length > 0);
  const id = item.id.includes(":") ? `${item.what}:${label}` : item.id;
  if (!isUnsent || id !== item.id) items.delete(item.id);
  if (isUnsent)
    items.put({
      ...item,
      id,
      walk: label,
      of: item.walk,
      over: true,
      state: item.state === "draft" ? "waiting" : item.state,
      releaseAt: 0,
    });
  for (const photo of own) {
    if (isUnsent && !photo.offAt) photos.put({ ...photo, walk: label, thumb: null });
    else {
      photos.delete(photo.id);
      bytes.delete(photo.id);
    }
  }
  return isUnsent ? 1 : 0;
}
