/**
 * A second copy of what must not be lost, in the browser's other store (its caches). Chromium throws a whole database away when it finds it
 * damaged, and a browser that is killed while it writes can leave it so. Copied after each write, read only when the database comes up empty.
 */

const NAME = "outbox-copy";
const JUST_NOW = 600_000;

/** @typedef {{ store: string, key: string, value?: any }} Change no value: deleted */

const address = (store, key) => `/${NAME}/${store}/${encodeURIComponent(key)}`;
const isHere = () => "caches" in globalThis;
let queue = Promise.resolve();

/** Rows and bytes as they were written, in the order they were. Never fails: a copy that could not be made is made at the next start. @param {Change[]} changes @returns {Promise<void>} */
export function copy(changes) {
  if (isHere()) queue = queue.then(() => apply(changes)).catch(() => {});
  return queue;
}

async function apply(changes) {
  const cache = await caches.open(NAME);
  const last = new Map(changes.map((change) => [address(change.store, change.key), change.value]));
  await Promise.all([...last].map(([where, value]) => (value === undefined ? cache.delete(where) : cache.put(where, new Response(body(value))))));
}

/** Small pictures are left out: they can be drawn again. */
const body = (value) => (value instanceof ArrayBuffer ? value : JSON.stringify(value, (_name, part) => (part instanceof ArrayBuffer ? null : part)));

/** All that has been copied. @returns {Promise<Change[]>} */
export async function copied() {
  if (!isHere() || !(await caches.has(NAME))) return [];
  const cache = await caches.open(NAME);
  return Promise.all((await cache.keys()).map(async ({ url }) => {
    const [store, key] = new URL(url).pathname.split("/").slice(2).map(decodeURIComponent);
    const answer = await cache.match(url);
    return { store, key, value: await (store === "bytes" ? answer?.arrayBuffer() : answer?.json()) };
  }));
}

/** Makes up for copies that a crash or a full phone has left out: what has none, and what was changed just before the crash. @param {any} db an open database @param {Iterable<string>} stores */
export async function catchUp(db, stores) {
  if (!isHere()) return;
  const cache = await caches.open(NAME);
  const known = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  for (const store of stores) {
    for (const key of await db.getAllKeys(store)) {
      const isCopied = known.delete(address(store, key));
      if (isCopied && store !== "items") continue;
      const value = await db.get(store, key);
      if (value && !(isCopied && Math.abs(Date.now() - value.changed) > JUST_NOW)) await copy([{ store, key, value }]);
    }
  }
  for (const where of known) await cache.delete(where);
}

/** Gives the room back: the phone is full. */
export const dropCopies = () => (isHere() ? caches.delete(NAME).catch(() => false) : Promise.resolve(false));
