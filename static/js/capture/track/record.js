/**
 * The way that is walked: the leader's phone alone, after a yes for this walk, while its screen is on. A line
 * without times or person; the server cuts its ends.
 */
import { here, watchPosition } from "../place/position.js";
import { append, close, row, send } from "./line.js";
import { key, phase, said } from "./phase.js";
import { remember } from "../../outbox/store/store.js";
import { metres } from "../../small/geo.js";

const APART = 5;
const SURE = 30;
const LOOK = 30_000;
const GATHER = 5_000;

/**
 * @param {{ lat: number, lon: number, accuracy_m: number } | null} fix
 * @param {{ lat: number, lon: number } | null} last
 */
const isStep = (fix, last) => Boolean(fix) && fix.accuracy_m <= SURE && (!last || metres(last, fix) >= APART);

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
  const line = await row();
  if (now === "over" && line && !line.over) await close();
}

async function watch() {
  if (!stopWatching) stopWatching = watchPosition(take);
  if (light || !navigator.wakeLock) return;
  light = await navigator.wakeLock.request("screen").catch(() => null);
  light?.addEventListener("release", () => {
    light = null;
  });
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
  if (points.length) await append(points);
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
  if (await row()) await send();
}

/** The walk is over: the line is sent, and then gone from here. */
export async function end() {
  if ((await said()).answer !== "yes") return;
  await remember(key(), { answer: "yes", over: true });
  await look();
}

/** Off, and nothing of it stays: an empty line takes back what has been sent. */
export async function takeBack() {
  await remember(key(), { answer: "no" });
  fresh = [];
  await rest();
  await send({ over: true }, () => []);
}

/** How far the line goes so far, in metres. */
export async function walkedMetres() {
  const line = [...((await row())?.body.line ?? []), ...fresh].map(([lon, lat]) => ({ lat, lon }));
  return line.slice(1).reduce((sum, spot, i) => sum + metres(line[i], spot), 0);
}
