/**
 * The phone's store. Every write is one strict transaction, so that "saved on the phone" is said when the
 * bytes are on the disk and not before. Bytes are ArrayBuffers: Safari loses Blobs.
 */
import { COPIED, database, lose, secondCopy } from "./database.js";
import { isFull } from "./full.js";

/**
 * @typedef {{ items: string[] | null, quiet?: boolean }} News ids of the items that were written; null: any
 *   of them may have been
 */

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("strak") : null;
const listeners = new Set();
/** Without it a tab does not hear of what the others write. */
export const hearsOthers = channel !== null;

/**
 * Runs `work` again once when the browser has closed the database behind our back (Safari does, after sleep).
 */
async function sturdy(work) {
  try {
    return await work(await database());
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== "InvalidStateError") throw error;
    lose();
    return work(await database());
  }
}

/** @param {string} store @param {IDBValidKey} key */
export const get = (store, key) => sturdy((db) => db.get(store, key));

/**
 * All rows, or those of an index.
 * @param {string} store
 * @param {string} [index]
 * @param {IDBValidKey} [key]
 * @returns {Promise<any[]>}
 */
export const all = (store, index, key) =>
  sturdy((db) => (index ? db.getAllFromIndex(store, index, key) : db.getAll(store)));

/**
 * One strict transaction over these stores; resolves when it is complete, rejects (QuotaExceededError and
 * others) with nothing written. `work` gets the object stores by name and may only await requests to them.
 * @template T
 * @param {string[]} stores
 * @param {(tables: Record<string, any>) => Promise<T> | T} work
 * @param {{ quiet?: boolean }} [how]
 * @returns {Promise<T>}
 */
export async function write(stores, work, how = {}) {
  try {
    return await writeOnce(stores, work, how);
  } catch (error) {
    // Second copies are the first to make way.
    if (
      !isFull(error) ||
      !(await secondCopy().then(
        ({ dropCopies }) => dropCopies(),
        () => false,
      ))
    )
      throw error;
    return writeOnce(stores, work, how);
  }
}

function writeOnce(stores, work, { quiet = false }) {
  return sturdy(async (db) => {
    const tx = db.transaction(stores, "readwrite", { durability: "strict" });
    const told = [];
    const tables = Object.fromEntries(stores.map((name) => [name, noting(name, tx.objectStore(name), told)]));
    const done = tx.done;
    done.catch(() => {});
    let result;
    try {
      result = await work(tables);
    } catch (error) {
      try {
        tx.abort();
      } catch {
        /* it has ended already */
      }
      await done.catch(() => {});
      throw tx.error ?? error;
    }
    await done;
    if (told.length) copyAside(told);
    if (stores.includes("items")) flag(true);
    const items = told.filter((place) => place.store === "items").map((place) => place.key);
    if (items.length || !quiet) tell({ items, quiet });
    return result;
  });
}

const copyAside = (places) =>
  secondCopy().then(
    ({ copy }) => copy(places, get),
    () => {},
  );

/** An object store that tells what is written to it. */
function noting(store, table, told) {
  if (!COPIED.has(store)) return table;
  const put = (value, key) => {
    told.push({ store, key: key ?? value[table.keyPath] });
    return key === undefined ? table.put(value) : table.put(value, key);
  };
  const erase = (key) => {
    told.push({ store, key });
    return table.delete(key);
  };
  return new Proxy(table, {
    get: (target, name) =>
      name === "put"
        ? put
        : name === "delete"
          ? erase
          : typeof target[name] === "function"
            ? target[name].bind(target)
            : target[name],
  });
}

/** @param {string} store @param {any} value @param {IDBValidKey} [key] */
export const put = (store, value, key) => write([store], (tables) => tables[store].put(value, key));

/** Small remembered things: last used kinds, cursors, choices. @param {string} name */
export const setting = (name) => get("settings", name);
/** @param {string} name @param {any} value */
export const remember = (name, value) =>
  write(["settings"], (tables) => tables.settings.put(value, name), { quiet: true });

/**
 * Hears of everything that any tab has written.
 * @param {(news: News) => void} listener
 * @returns {() => void} stops
 */
export function hear(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Calls back when any tab has written what a screen may show.
 * @param {() => void} listener
 * @returns {() => void} stops
 */
export const onChange = (listener) =>
  hear(({ quiet }) => {
    if (!quiet) listener();
  });

const spread = (news) => {
  for (const listener of listeners) listener(news);
};
// A page of an older version does not say what it has written.
channel?.addEventListener("message", ({ data }) =>
  spread(Array.isArray(data?.items) ? data : { items: null }),
);

function tell(news) {
  channel?.postMessage(news);
  spread(news);
}

/** Something else than items is new: tells all tabs. */
export const changed = () => tell({ items: [] });

/**
 * A mark that pages without the store can read: this device may hold something unsent.
 * @param {boolean} on
 */
export function flag(on) {
  try {
    if (on) localStorage.setItem("strak-waiting", "1");
    else localStorage.removeItem("strak-waiting");
  } catch {
    /* no mark then: the walk's own page sends */
  }
}
