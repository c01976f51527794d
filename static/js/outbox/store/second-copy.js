/**
 * A second copy of what must not be lost, in the browser's other store (its caches). Chromium throws a whole
 * database away when it finds it damaged, and a browser that is killed while it writes can leave it so.
 * Copied after each write, read only when the database comes up empty.
 */
import { isFull } from "./full.js";

const NAME = "outbox-copy";
const MARK = "x-version";

/** @typedef {{ store: string, key: string }} Place */
/** @typedef {(store: string, key: string) => Promise<any>} Reader of the database as it is by now */

const open = (store) => caches.open(`${NAME}-${store}`);
const address = (key) => `/${NAME}/${encodeURIComponent(key)}`;
const keyOf = (url) => decodeURIComponent(new URL(url).pathname.split("/")[2]);
const isHere = () => "caches" in globalThis;
/** One tab at a time, so that an older row never comes after a newer one. */
const alone = (work) => (navigator.locks ? navigator.locks.request(NAME, work) : work());
let queue = Promise.resolve();
let isTight = false;
let lately = 0;

/**
 * What was written there, or that it was deleted. Never fails: what could not be copied is at the next start.
 * @param {Place[]} places
 * @param {Reader} read
 * @returns {Promise<void>}
 */
export function copy(places, read) {
  lately = performance.now();
  return queued(places, read);
}

/**
 * The same for what was written long ago.
 * @param {Place[]} places
 * @param {Reader} read
 * @returns {Promise<void>}
 */
export function queued(places, read) {
  if (isHere() && !isTight)
    queue = queue
      .then(() => alone(() => apply(places, read)))
      .catch((error) => {
        if (isFull(error)) return dropCopies();
      });
  return queue;
}

const apply = (places, read) =>
  Promise.all(
    [...new Map(places.map((place) => [`${place.store}/${place.key}`, place])).values()].map((place) =>
      one(place, read),
    ),
  );

/** As the database has it by now. */
async function one({ store, key }, read) {
  const [cache, value] = [await open(store), await read(store, key)];
  if (value === undefined) await cache.delete(address(key));
  else
    await cache.put(
      new Request(address(key), { headers: { [MARK]: mark(value) } }),
      new Response(body(value)),
    );
}

/** Small pictures are left out: they can be drawn again. */
const body = (value) =>
  value instanceof ArrayBuffer
    ? value
    : JSON.stringify(value, (_name, part) => (part instanceof ArrayBuffer ? null : part));

/** When all that was written so far is copied. @returns {Promise<void>} */
export const copied = () => queue;

/** Milliseconds since something was written last. */
export const quietFor = () => performance.now() - lately;

/**
 * The copies of a table: key and version of each.
 * @param {string} store
 * @returns {Promise<Map<string, string | null>>}
 */
export async function versions(store) {
  if (!isHere()) return new Map();
  return new Map(
    (await (await open(store)).keys()).map(({ url, headers }) => [keyOf(url), headers.get(MARK)]),
  );
}

/** Tells one version from another without reading the copy. @param {any} value */
export function mark(value) {
  if (value instanceof ArrayBuffer) return "";
  let sum = 0;
  for (const sign of body(value)) sum = (sum * 31 + sign.codePointAt(0)) | 0;
  return String(sum);
}

/**
 * Puts all back: first the bytes, one by one (without their rows they are nothing), then the rows and the
 * mark of a whole database, together.
 * @param {any} db
 * @param {Iterable<string>} stores
 * @returns {Promise<void>}
 */
export async function putBack(db, stores) {
  for await (const { key, value } of copies("bytes"))
    await db.transaction("bytes", "readwrite", { durability: "strict" }).store.put(value, key);
  const rows = [];
  for (const store of stores) if (store !== "bytes") for await (const row of copies(store)) rows.push(row);
  const tx = db.transaction([...db.objectStoreNames], "readwrite", { durability: "strict" });
  for (const { store, value } of rows) tx.objectStore(store).put(value);
  tx.objectStore("settings").put(true, "whole");
  await tx.done;
}

/** A row that cannot be read is left out; a store that cannot be read is an error. */
async function* copies(store) {
  if (!isHere() || !(await caches.has(`${NAME}-${store}`))) return;
  const cache = await open(store);
  for (const request of await cache.keys()) {
    const answer = await cache.match(request);
    const value = await (store === "bytes" ? answer?.arrayBuffer() : answer?.json().catch(unreadable));
    if (value) yield { store, key: keyOf(request.url), value };
  }
}

function unreadable(error) {
  if (error.name !== "SyntaxError") throw error;
}

/**
 * The phone is full: gives the room back, and makes no more until the next start.
 * @returns {Promise<boolean>} whether there was any
 */
export async function dropCopies() {
  isTight = true;
  const names = isHere() ? await caches.keys().catch(() => []) : [];
  const dropped = await Promise.all(
    names.filter((name) => name.startsWith(NAME)).map((name) => caches.delete(name).catch(() => false)),
  );
  return dropped.includes(true);
}
