/**
 * When to try again: twice as long each time, up to five minutes, with jitter so that twelve phones in one
 * tunnel do not come out as one.
 */
const FIRST = 2_000;
const LONGEST = 300_000;
const LONGEST_ASKED = 3_000_000;

/**
 * Milliseconds to wait after so many failures in a row.
 * @param {number} tries
 * @param {() => number} [random]
 */
export function pause(tries, random = Math.random) {
  const full = Math.min(LONGEST, FIRST * 2 ** Math.min(tries, 12));
  return Math.round(full / 2 + (full / 2) * random());
}

/**
 * `Retry-After` in milliseconds, seconds or date, or null; fifty minutes at most, so that nobody can close an
 * outbox.
 * @param {string | null} header
 * @param {number} now
 */
export function retryAfter(header, now) {
  if (!header) return null;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? null : Math.min(LONGEST_ASKED, Math.max(0, wait));
}
