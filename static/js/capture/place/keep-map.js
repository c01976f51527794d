/**
 * The walk's piece of the map, kept on the phone: all of its area from afar, and as near as there is room for
 * along its way. It is fetched when nothing waits to be sent, it has a cache of its own, and it is the first
 * to go when the phone is full.
 */
import { state } from "../state.js";
import { squares } from "../../map/choose.js";
import { addressOf } from "../../map/square.js";
import { counts } from "../../outbox/send/status.js";
import { hasRoom } from "../../outbox/store/has-room.js";
import { all, changed } from "../../outbox/store/store.js";

const MOST_BYTES = 8_000_000;
const ROOM = 12_000_000;
const AT_ONCE = 2;
const AGAIN = 4;
const MARK = "/tiles/kept";
const nameOf = (walk) => `map-${walk}`;

/** @typedef {{ squares: number, bytes: number, address: string, whole: boolean }} Kept */

/** @type {Promise<void> | null} */
let running = null;

/**
 * Fetches what is missing, as long as nothing more important waits; what was begun goes on next time.
 * @returns {Promise<void>}
 */
export function keep() {
  running ??= bring().finally(() => {
    running = null;
  });
  return running;
}

async function bring() {
  await forgetOthers();
  const { tiles } = state.data;
  if (!tiles || !globalThis.caches || navigator.connection?.saveData) return;
  const before = await kept();
  if (before?.whole && before.address === tiles.address) return;
  if (before && before.address !== tiles.address) await caches.delete(nameOf(state.walk));
  if ((await counts()).waiting > 0 || !(await hasRoom(ROOM))) return;
  const cache = await caches.open(nameOf(state.walk));
  const done = await fill(cache, tiles);
  if (!done) return;
  await cache.put(MARK, Response.json({ ...done, address: tiles.address }));
  if (done.whole) changed();
}

/** What this phone has of the walk's map; null when it has nothing. @returns {Promise<Kept | null>} */
export async function kept() {
  if (!globalThis.caches || !(await caches.has(nameOf(state.walk)))) return null;
  const mark = await (await caches.open(nameOf(state.walk))).match(MARK);
  return mark ? mark.json() : null;
}

/** Of walks that this phone has left. */
async function forgetOthers() {
  const walks = new Set((await all("passes")).filter((pass) => !pass.left).map((pass) => nameOf(pass.walk)));
  for (const name of (await globalThis.caches?.keys()) ?? [])
    if (name.startsWith("map-") && !walks.has(name)) await caches.delete(name);
}

/**
 * @returns {Promise<{ squares: number, bytes: number, whole: boolean } | null>} null when nothing could be
 *   fetched now
 */
async function fill(cache, tiles) {
  const wanted = squares(tiles, state.data).map((square) => addressOf(tiles.address, square));
  let [bytes, here] = [0, 0];
  for (let i = 0; i < wanted.length && bytes < MOST_BYTES; i += AT_ONCE) {
    const sizes = await Promise.all(wanted.slice(i, i + AT_ONCE).map((address) => one(cache, address)));
    if (sizes.includes(-1) || (await counts()).waiting > 0)
      return here ? { squares: here, bytes, whole: false } : null;
    bytes += sizes.reduce((sum, size) => sum + size, 0);
    here += sizes.length;
  }
  return { squares: here, bytes, whole: true };
}

/** @returns {Promise<number>} its bytes; -1 when it could not be had */
async function one(cache, address, tries = 0) {
  const there = await cache.match(address, { ignoreVary: true });
  if (there) return (await there.arrayBuffer()).byteLength;
  try {
    const answer = await fetch(address, { credentials: "omit", priority: "low" });
    if (answer.status === 503 && tries < AGAIN && Number(answer.headers.get("retry-after")) <= 5) {
      await new Promise((go) => {
        setTimeout(go, 1000 * (1 + tries + Math.random()));
      });
      return one(cache, address, tries + 1);
    }
    if (
      !answer.ok ||
      !/^(image\/|application\/vnd\.mapbox)|^$/.test(answer.headers.get("content-type") ?? "")
    )
      return -1;
    const body = await answer.arrayBuffer();
    await cache.put(
      address,
      new Response(answer.status === 204 ? null : body, {
        status: answer.status,
        headers: { "Content-Type": answer.headers.get("content-type") ?? "" },
      }),
    );
    return body.byteLength;
  } catch {
    return -1;
  }
}
