/** When to try again: twice as long each time, up to five minutes, with jitter so that twelve phones in one tunnel do not come out as one. */

const FIRST = 2_000;
const LONGEST = 300_000;

/** Milliseconds to wait after so many failures in a row. @param {number} tries @param {() => number} [random] */
export function pause(tries, random = Math.random) {
  const full = Math.min(LONGEST, FIRST * 2 ** Math.min(tries, 12));
  return Math.round(full / 2 + (full / 2) * random());
}

/** `Retry-After` in milliseconds, seconds or date, or null. @param {string | null} header @param {number} now */
export function retryAfter(header, now) {
  if (!header) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
