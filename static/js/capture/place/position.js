/**
 * Where the phone is. Watches only while a screen asks for it, remembers the last half minute, and picks the
 * best fix around a moment.
 */
import { metres } from "../../small/geo.js";

const WINDOW = 30_000;
const SETTLE = 3_000;
const WALKING = 1.4;
/** Good enough to find a lamp post again. */
export const GOOD_ENOUGH = 10;

/** @typedef {{ lat: number, lon: number, accuracy_m: number, heading: number | null, at: number }} Fix */

/** @type {Fix[]} */
let fixes = [];
let watch = 0;
let settling = 0;
let odd = { lag: NaN, timestamp: NaN };
let askers = 0;
/** @type {"unknown" | "on" | "denied" | "none"} */
let access = "unknown";
const listeners = new Set();

/**
 * Starts watching; the answer stops it again.
 * @param {() => void} [listener] called at each new fix
 * @returns {() => void}
 */
export function watchPosition(listener) {
  askers += 1;
  if (listener) listeners.add(listener);
  if (askers === 1) begin();
  let over = false;
  return () => {
    if (over) return;
    over = true;
    if (listener) listeners.delete(listener);
    askers -= 1;
    if (askers === 0 && watch) {
      navigator.geolocation.clearWatch(watch);
      watch = 0;
    }
  };
}

function begin() {
  if (!("geolocation" in navigator)) {
    access = "none";
    return;
  }
  watch = navigator.geolocation.watchPosition(
    take,
    (error) => {
      if (error.code === 1) access = "denied";
      tell();
    },
    { enableHighAccuracy: true, maximumAge: 2_000, timeout: 20_000 },
  );
}

function take({ coords, timestamp }) {
  access = "on";
  clearTimeout(settling);
  const now = Date.now();
  const lag = now - (timestamp || now);
  const isNow = Math.abs(lag) <= WINDOW;
  const fix = {
    lat: coords.latitude,
    lon: coords.longitude,
    accuracy_m: coords.accuracy,
    heading: Number.isFinite(coords.heading) && coords.speed > 0.5 ? coords.heading : null,
    at: isNow ? Math.min(now, timestamp || now) : now,
  };
  if (isNow || isClock(lag, timestamp)) add(fix);
  else settling = setTimeout(() => add({ ...fix, at: Date.now() }), SETTLE);
  odd = { lag, timestamp };
}

/**
 * Old stamps come from a receiver whose clock is not the phone's (then all differ alike), or from a system
 * that begins with the last place it knew (then a new one soon follows).
 * @param {number} lag
 * @param {number} timestamp
 */
const isClock = (lag, timestamp) => Math.abs(lag - odd.lag) <= WINDOW && timestamp !== odd.timestamp;

/** @param {Fix} fix */
function add(fix) {
  fixes = [...fixes.filter((old) => Math.abs(Date.now() - old.at) < 2 * WINDOW), fix];
  if (matters(fix)) tell();
}

/** @type {Fix | null} */
let told = null;

/**
 * Screens are drawn anew when one has moved some steps or knows better where one is, not at each breath of
 * the receiver.
 * @param {Fix} fix
 */
function matters(fix) {
  const news =
    !told ||
    metres(told, fix) > 4 ||
    Math.abs(told.accuracy_m - fix.accuracy_m) > 0.2 * told.accuracy_m ||
    fix.at - told.at > 15_000;
  if (news) told = fix;
  return news;
}

const tell = () => {
  for (const listener of listeners) listener();
};

/**
 * How far off a fix may be for a moment: its accuracy, and as far as one may have walked between.
 * @param {{ accuracy_m: number, at: number }} fix
 * @param {number} moment
 */
export const doubt = (fix, moment) => fix.accuracy_m + (Math.abs(moment - fix.at) / 1000) * WALKING;

/** The best fix for a moment, or null. @param {number} moment @param {Fix[]} [among] @returns {Fix | null} */
export function best(moment, among = fixes) {
  const near = among.filter((fix) => Math.abs(fix.at - moment) <= WINDOW);
  return near.reduce(
    (found, fix) => (found === null || doubt(fix, moment) < doubt(found, moment) ? fix : found),
    /** @type {Fix | null} */ (null),
  );
}

/** The newest fix, if it is not old. @returns {Fix | null} */
export const here = () => best(Date.now());
export const positionAccess = () => access;

/**
 * A fix as the contract wants it.
 * @param {Fix | null} fix
 * @param {number | null} bearing degrees, where the camera looked
 */
export function asPosition(fix, bearing) {
  if (!fix) return null;
  const round = (value, digits) => Number(value.toFixed(digits));
  return {
    lat: round(fix.lat, 6),
    lon: round(fix.lon, 6),
    accuracy_m: round(fix.accuracy_m, 1),
    source: "device",
    taken_at: new Date(fix.at).toISOString(),
    ...(bearing === null ? {} : { bearing_deg: round(bearing, 0) % 360 }),
  };
}

/**
 * A fix that says more about the moment of the shutter than the one kept, or null.
 * @param {Record<string, any>} body
 */
export function betterPlace(body) {
  const moment = Date.parse(body.noted_at);
  if (body.position && body.position.source !== "device") return null;
  const fix = best(moment);
  const old = body.position
    ? doubt({ accuracy_m: body.position.accuracy_m ?? 1000, at: Date.parse(body.position.taken_at) }, moment)
    : Infinity;
  return fix && doubt(fix, moment) < old - 3 ? asPosition(fix, body.position?.bearing_deg ?? null) : null;
}
