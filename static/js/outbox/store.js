/**
 * The phone's store: the only module that opens IndexedDB. Every write is one strict transaction, so that "saved on the phone" is
 * said when the bytes are on the disk and not before. Bytes are ArrayBuffers: Safari loses Blobs.
 */
import { openDB } from "../../vendor/idb-8.0.4.js";

const NAME = "strak";
const VERSION = 1;
/** What has a second copy: all that the server may not have yet, and what is needed to send it. */
const COPIED = new Set(["passes", "walks", "items", "photos", "bytes"]);
const second = () => import("./second.js");
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(NAME) : null;
const listeners = new Set();

/** @type {Promise<any> | null} */
let opening = null;

function database() {
  opening ??= begin().catch((error) => { opening = null; throw error; });
  return opening;
}

async function begin() {
  const open = () => openDB(NAME, VERSION, {
    upgrade,
    blocking: (_current, _wanted, event) => event.target.close(),
    terminated: () => { opening = null; },
  });
  // "Unknown": the browser has found it damaged and thrown it away; the next try makes a new one.
  const db = await open().catch((error) => { if (error.name === "UnknownError") return open(); throw error; });
  if (await isWhole(db) || await alone(() => isMadeWhole(db))) setTimeout(() => second().then(({ catchUp }) => catchUp(db, COPIED)).catch(() => {}), 3_000);
  return db;
}

/** A database without its mark is new, or the browser has thrown the old one away. */
const isWhole = (db) => db.get("settings", "whole");

/** The second copy comes back, all of it or nothing; one tab at a time. */
const isMadeWhole = async (db) => Boolean(await isWhole(db)) || second().then(({ putBack }) => putBack(db, COPIED)).then(() => true, () => false);
const alone = (work) => (navigator.locks ? navigator.locks.request("store", work) : work());

function upgrade(db) {
  db.createObjectStore("passes", { keyPath: "walk" });
  db.createObjectStore("walks", { keyPath: "walk" });
  db.createObjectStore("items", { keyPath: "id" }).createIndex("walk", "walk");
  const photos = db.createObjectStore("photos", { keyPath: "id" });
  photos.createIndex("item", "item");
  photos.createIndex("walk", "walk");
  db.createObjectStore("bytes");
  db.createObjectStore("small", { keyPath: "id" }).createIndex("walk", "walk");
  db.createObjectStore("feed", { keyPath: "key" }).createIndex("walk", "walk");
  db.createObjectStore("settings");
}

/** Runs `work` again once when the browser has closed the database behind our back (Safari does, after sleep). */
async function sturdy(work) {
  try {
    return await work(await database());
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== "InvalidStateError") throw error;
    opening = null;
    return work(await database());
  }
}

/** @param {string} store @param {IDBValidKey} key */
export const get = (store, key) => sturdy((db) => db.get(store, key));

/** All rows, or those of an index. @param {string} store @param {string} [index] @param {IDBValidKey} [key] @returns {Promise<any[]>} */
export const all = (store, index, key) => sturdy((db) => (index ? db.getAllFromIndex(store, index, key) : db.getAll(store)));

/**
 * One strict transaction over these stores; resolves when it is complete, rejects (QuotaExceededError and others) with nothing written.
 * `work` gets the object stores by name and may only await requests to them.
 * @template T @param {string[]} stores @param {(tables: Record<string, any>) => Promise<T> | T} work @param {{ quiet?: boolean }} [how] @returns {Promise<T>}
 */
export async function write(stores, work, how = {}) {
  try {
    return await writeOnce(stores, work, how);
  } catch (error) {
    // Second copies are the first to make way.
    if (!isFull(error) || !(await second().then(({ dropCopies }) => dropCopies(), () => false))) throw error;
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
      try { tx.abort(); } catch { /* it has ended already */ }
      await done.catch(() => {});
      throw tx.error ?? error;
    }
    await done;
    if (told.length) second().then(({ copy }) => copy(told)).catch(() => {});
    if (stores.includes("items")) flag(true);
    if (!quiet) changed();
    return result;
  });
}

/** An object store that tells what is written to it. */
function noting(store, table, told) {
  if (!COPIED.has(store)) return table;
  const put = (value, key) => { told.push({ store, key: key ?? value[table.keyPath] }); return key === undefined ? table.put(value) : table.put(value, key); };
  const erase = (key) => { told.push({ store, key }); return table.delete(key); };
  return new Proxy(table, { get: (target, name) => (name === "put" ? put : name === "delete" ? erase : typeof target[name] === "function" ? target[name].bind(target) : target[name]) });
}

/** @param {string} store @param {any} value @param {IDBValidKey} [key] */
export const put = (store, value, key) => write([store], (tables) => tables[store].put(value, key));

/** Small remembered things: last used kinds, cursors, choices. @param {string} name */
export const setting = (name) => get("settings", name);
/** @param {string} name @param {any} value */
export const remember = (name, value) => write(["settings"], (tables) => tables.settings.put(value, name), { quiet: true });

/** Calls back when any tab has written. @param {() => void} listener @returns {() => void} stops */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells all tabs. */
export function changed() {
  channel?.postMessage("changed");
  for (const listener of listeners) listener();
}
channel?.addEventListener("message", () => { for (const listener of listeners) listener(); });

/** A mark that pages without the store can read: this device may hold something unsent. @param {boolean} on */
export function flag(on) {
  try {
    if (on) localStorage.setItem("strak-waiting", "1");
    else localStorage.removeItem("strak-waiting");
  } catch { /* no mark then: the walk's own page sends */ }
}

/** Is there room for this many bytes? Asked by writing: the browser's own estimate is a guess. @param {number} size */
export async function hasRoom(size) {
  try {
    await write(["bytes"], (tables) => tables.bytes.put(new ArrayBuffer(size), "probe"), { quiet: true });
    await write(["bytes"], (tables) => tables.bytes.delete("probe"), { quiet: true });
    return true;
  } catch {
    return false;
  }
}

/** @param {any} error */
export const isFull = (error) => error?.name === "QuotaExceededError" || error?.inner?.name === "QuotaExceededError";
