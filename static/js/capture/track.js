/**
 * The way that is walked: the leader's phone alone, after a yes for this walk, while its screen is on. A line without times or person; the
 * server cuts its ends. The points lie in the outbox and leave the phone when the server has the whole line.
 */
import { edited, newItem } from "../outbox/item.js";
import { erase } from "../outbox/items.js";
import { get, remember, write } from "../outbox/store.js";
import { metres } from "../small/geo.js";
import { here, watchPosition } from "./position.js";
import { state } from "./state.js";
import { key, phase, said } from "./track-phase.js";

export const APART = 5;
export const SURE = 30;
const MOST = 4_000;
const LOOK = 30_000;
const GATHER = 5_000;
const SEND_EVERY = 600_000;

const id = key;

/** @param {{ lat: number, lon: number, accuracy_m: number } | null} fix @param {{ lat: number, lon: number } | null} last */
export const isStep = (fix, last) => Boolean(fix) && fix.accuracy_m <= SURE && (!last || metres(last, fix) >= APART);

/** @type {number[][]} */
let fresh = [];
/** @type {{ lat: number, lon: number } | null} */
let last = null;
/** @type {null | (() => void)} */
let stopWatching = null;
/** @type {any} */
let light = null;
let gathering = 0;
let looking = 0;

/** Goes on where it was, on every page of the walk. */
export async function resume() {
  if (!looking) {
    looking = setInterval(look, LOOK);
    document.addEventListener("visibilitychange", look);
    addEventListener("pagehide", keepFresh);
  }
  await look();
}

async function look() {
  const now = await phase();
  if (now === "on" && document.visibilityState === "visible") await watch();
  else await rest();
  const row = await get("items", id());
  if (now === "over" && row && !row.over) await close();
}

async function watch() {
  if (!stopWatching) stopWatching = watchPosition(take);
  if (light || !navigator.wakeLock) return;
  light = await navigator.wakeLock.request("screen").catch(() => null);
  light?.addEventListener("release", () => { light = null; });
}

async function rest() {
  stopWatching?.();
  stopWatching = null;
  const lit = light;
  light = null;
  await lit?.release().catch(() => {});
  await keepFresh();
}

function take() {
  const fix = here();
  if (!isStep(fix, last)) return;
  last = fix;
  fresh.push([Number(fix.lon.toFixed(6)), Number(fix.lat.toFixed(6))]);
  gathering ||= setTimeout(keepFresh, GATHER);
}

async function keepFresh() {
  clearTimeout(gathering);
  gathering = 0;
  const points = fresh;
  fresh = [];
  if (points.length) await change((line) => thinned([...line, ...points]), {});
}

/** Half as dense when it gets long: the server keeps 500 at most. @param {number[][]} line */
export const thinned = (line) => (line.length > MOST ? line.filter((_, i) => i % 2 === 0 || i === line.length - 1) : line);

/** One transaction: the line as it is now, to be sent in a while, or at once when it is over. */
async function change(make, more) {
  await write(["items"], async ({ items }) => {
    const now = Date.now();
    const old = await items.get(id());
    const row = old ? edited(old, { line: make(old.body.line) }, now) : newItem({ id: id(), walk: state.walk, what: "track", body: { line: make([]) }, now });
    items.put({ ...row, releaseAt: old?.state === "waiting" ? old.releaseAt : now + SEND_EVERY, ...more });
  }, { quiet: true });
}

/** The answer for this walk. @param {boolean} yes @param {boolean} [now] do not wait for the walk's time */
export async function answer(yes, now = false) {
  await remember(key(), { answer: yes ? "yes" : "no", now });
  await resume();
}

/** Off for now: the line so far is sent, and stays to be gone on with. */
export async function pause() {
  await remember(key(), { ...(await said()), off: true });
  await rest();
  if (await get("items", id())) await send({});
}

/** The walk is over: the line is sent, and then gone from here. */
export async function end() {
  if ((await said()).answer !== "yes") return;
  await remember(key(), { answer: "yes", over: true });
  await look();
}

/** The line is whole: sent from now on, and then gone from here. */
async function close() {
  await rest();
  const row = await get("items", id());
  if (row?.state === "kept") await erase(id());
  else if (row) await send({ over: true });
}

async function send(more, make = (line) => line) {
  await change(make, { ...more, releaseAt: 0 });
  const { drain } = await import("../outbox/drain.js");
  drain();
}

/** Off, and nothing of it stays: an empty line takes back what has been sent. */
export async function takeBack() {
  await remember(key(), { answer: "no" });
  fresh = [];
  await rest();
  await send({ over: true }, () => []);
}

/** How far the line goes so far, in metres. */
export async function walked() {
  const line = [...((await get("items", id()))?.body.line ?? []), ...fresh].map(([lon, lat]) => ({ lat, lon }));
  return line.slice(1).reduce((sum, spot, i) => sum + metres(line[i], spot), 0);
}
