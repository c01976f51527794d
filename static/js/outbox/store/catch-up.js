/**
 * Makes up for second copies that a crash or a full phone has left out. It takes its time: there may be a
 * thousand, and what is new is copied first.
 */
import { idle } from "./idle.js";
import { mark, queued, quietFor, versions } from "./second-copy.js";

const AT_ONCE = 20;
const CALM = 2_000;

/**
 * What has no copy or an older one, and what is there no more.
 * @param {any} db an open database
 * @param {Iterable<string>} stores
 */
export async function catchUp(db, stores) {
  const read = (store, key) => db.get(store, key);
  for (const store of "caches" in globalThis ? stores : []) {
    const copied = await versions(store);
    for await (const [key, row] of slowly(db, store)) {
      const version = copied.get(key);
      copied.delete(key);
      if (version === undefined || (row && version !== mark(row)))
        await calm().then(() => queued(placesOf(store, key), read));
    }
    for (const key of copied.keys()) await queued([{ store, key }], read);
  }
}

/** Keys and rows, of bytes the keys alone; a few at a time. */
async function* slowly(db, store) {
  const keys = await db.getAllKeys(store);
  const { keyPath } = db.transaction(store).store;
  for (let i = 0; i < keys.length; i += AT_ONCE) {
    await calm();
    const these = keys.slice(i, i + AT_ONCE);
    const rows = keyPath ? await db.getAll(store, IDBKeyRange.bound(these[0], these[these.length - 1])) : [];
    const known = new Map(rows.map((row) => [row[keyPath], row]));
    for (const key of these) yield [key, known.get(key)];
  }
}

/** A picture's row tells of its bytes: they are copied together. */
const placesOf = (store, key) =>
  (store === "photos" ? [store, "bytes"] : [store]).map((each) => ({ store: each, key }));

/** A moment in which the page has nothing to do, and nobody takes one picture after another. */
async function calm() {
  for (let left = 1; left > 0; left = CALM - quietFor())
    await new Promise((go) => {
      setTimeout(go, left);
    });
  return idle();
}
