/**
 * One thing to be sent (a finding, a check, a rating, the finish, the walked track) and the steps it may
 * take. Pure: rows in, rows out, no clock.
 *
 * draft → waiting → kept; waiting → aside (refused, needs a person) or stale (someone else wrote meanwhile);
 * any edit → waiting again. `sent` is the highest revision the server has answered for; `revision` is ours.
 * Only a receipt makes a finding kept.
 */

/** @typedef {"finding" | "check" | "rating" | "finish" | "track"} What */
/**
 * @typedef {{
 *   id: string, walk: string, of?: string, what: What, body: Record<string, any>,
 *   state: "draft" | "waiting" | "kept" | "aside" | "stale",
 *   revision: number, sent: number, gone: boolean, over?: boolean, foreign?: boolean, there?: string[],
 *   made: number, changed: number, releaseAt: number, nextAt: number, tries: number,
 *   problem: { code: string, status: number } | null, server: any, flags: string[],
 *   backedUp: boolean, bytesGone?: boolean, keptAt: number, undoUntil?: number, off?: string[],
 *   restore?: boolean, ownPlace?: boolean,
 * }} Item
 */

/**
 * What has been taken back or off stays on the phone this long: as long as any way back is offered.
 */
export const UNDO = 600_000;

/**
 * @param {{ id: string, walk: string, what: What, body: Record<string, any>, now: number, state?: "draft" |
 *   "waiting", releaseAt?: number }} facts
 * @returns {Item}
 */
export function newItem({ id, walk, what, body, now, state = "waiting", releaseAt = 0 }) {
  return {
    id,
    walk,
    what,
    state,
    body,
    revision: first(what, now),
    sent: 0,
    gone: false,
    made: now,
    changed: now,
    releaseAt,
    nextAt: 0,
    tries: 0,
    problem: null,
    server: null,
    flags: [],
    backedUp: false,
    keptAt: 0,
  };
}

/**
 * Findings count from 1. What is told of the walk is written by whichever phone leads, so its revisions are
 * seconds: the latest stands.
 */
const first = (what, now) => (what === "finish" || what === "track" ? Math.floor(now / 1000) : 1);

/**
 * The walk it belongs to. Once its maker has left the phone, `walk` is a label under which the next person
 * does not find it.
 * @param {{ of?: string, walk: string }} row
 */
export const walkOf = (row) => row.of ?? row.walk;

/**
 * What is sent of it, and saved in a file.
 * @param {Item} item
 * @param {string[]} photos their sha256
 * @returns {Record<string, any>}
 */
export function bodyOf(item, photos) {
  const body = {
    ...item.body,
    walk: walkOf(item),
    revision: item.revision,
    ...(item.restore ? { restore: true } : {}),
  };
  return item.what === "finding" || item.what === "check"
    ? { ...body, photos: [...new Set([...(item.there ?? []), ...photos])] }
    : body;
}

/**
 * With these fields changed; a draft keeps its revision, since nobody has seen it.
 * @param {Item} item
 * @param {Record<string, any>} patch
 * @param {number} now
 * @returns {Item}
 */
export function edited(item, patch, now) {
  const revision =
    item.state === "draft"
      ? item.revision
      : Math.max(item.revision + 1, (item.server?.revision ?? 0) + 1, first(item.what, now));
  const state = item.state === "draft" ? "draft" : "waiting";
  return {
    ...item,
    body: { ...item.body, ...patch },
    revision,
    state,
    changed: now,
    nextAt: 0,
    tries: 0,
    problem: null,
    server: null,
  };
}

/** May be sent from now on. @param {Item} item @returns {Item} */
export const released = (item) => ({
  ...item,
  state: item.state === "draft" ? "waiting" : item.state,
  releaseAt: 0,
});

/**
 * Taken back by its maker: the server must hear of it before it is forgotten here, and so must undo have
 * passed.
 * @param {Item} item
 * @param {number} now
 * @returns {Item}
 */
export const withdrawn = (item, now) => ({
  ...item,
  gone: true,
  restore: false,
  undoUntil: now + UNDO,
  state: "waiting",
  releaseAt: 0,
  nextAt: 0,
  tries: 0,
  problem: null,
});

/**
 * Taken back by mistake. The server may have heard of it, and revives only what says so.
 * @param {Item} item
 * @param {number} now
 * @returns {Item}
 */
export const restored = (item, now) =>
  item.gone
    ? { ...edited({ ...item, gone: false, restore: true }, {}, now), state: "waiting", undoUntil: 0 }
    : item;

/**
 * The server has answered for a revision.
 * @param {Item} item
 * @param {{ revision: number, flags?: string[] }} answer
 * @returns {Item}
 */
export const accepted = (item, { revision, flags = [] }) => ({
  ...item,
  sent: Math.max(item.sent, revision),
  restore: false,
  flags,
  tries: 0,
  problem: null,
});

/**
 * Everything named by a receipt.
 * @param {Item} item
 * @param {{ backed_up?: boolean }} receipt
 * @param {number} now
 * @returns {Item}
 */
export const kept = (item, receipt, now) => ({
  ...item,
  state: "kept",
  backedUp: Boolean(receipt.backed_up),
  keptAt: item.keptAt || now,
  problem: null,
  tries: 0,
});

/**
 * Refused for good: shown to the person, and out of the way of the next.
 * @param {Item} item
 * @param {{ code: string, status: number }} problem
 * @returns {Item}
 */
export const aside = (item, problem) => ({ ...item, state: "aside", problem });

/**
 * The server knows a newer one: both are kept until the person has chosen.
 * @param {Item} item
 * @param {any} server
 * @returns {Item}
 */
export const stale = (item, server) => ({
  ...item,
  state: "stale",
  server,
  problem: { code: "stale", status: 409 },
});

/**
 * Try again later.
 * @param {Item} item
 * @param {number} nextAt
 * @param {{ code: string, status: number }} problem
 * @returns {Item}
 */
export const later = (item, nextAt, problem) => ({ ...item, tries: item.tries + 1, nextAt, problem });

/**
 * No wait of ours is longer than an hour: a moment further off was set by a clock that has been put right
 * since.
 */
export const LONGEST_WAIT = 3_600_000;

/** Has the moment come? @param {number} moment @param {number} now */
export const isOver = (moment, now) => moment <= now || moment - now > LONGEST_WAIT;

/** Is it this one's turn? @param {Item} item @param {number} now */
export const isDue = (item, now) =>
  item.state === "waiting" && isOver(item.releaseAt, now) && isOver(item.nextAt, now);

/**
 * Does a receipt name all of it? Refused pictures are not waited for.
 * @param {Item} item
 * @param {{ sha256: string, refused?: string | null }[]} photos
 * @param {{ revision: number, proposed?: number, photos: string[] }} receipt of what is another's, what this
 *   pass proposes counts
 */
export function isNamed(item, photos, receipt) {
  const named = new Set(receipt.photos);
  return (
    Math.max(receipt.revision, receipt.proposed ?? 0) >= item.revision &&
    photos.every((photo) => photo.refused || named.has(photo.sha256))
  );
}
