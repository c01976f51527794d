/** From shutter to store: the bytes and their finding in one transaction, before anything is asked. */
import { heading } from "../place/compass.js";
import { asPosition, best } from "../place/position.js";
import { state } from "../state.js";
import { begin, itemsOf, keepShot, update } from "../../outbox/item/items.js";
import { takeDraft } from "../../outbox/item/take-draft.js";
import { isFull } from "../../outbox/store/full.js";
import { remember, setting } from "../../outbox/store/store.js";
import { sha256 } from "../../small/sha256.js";
import { sniff } from "../../small/sniff.js";
import { uuid7 } from "../../small/uuid.js";

const WAIT_FOR_KIND = 60_000;
const FRESH = 120_000;
/** Before that it is a clock that is wrong, rather than a picture of what is. */
const OLDEST = 360 * 86_400_000;
const SHRINKABLE = new Set(["image/jpeg", "image/png", "image/webp"]);

/** @typedef {import("../../outbox/item/item.js").Item} Item */

/**
 * The row that exists before any camera opens; an empty one left from before is used again, unless it is
 * another tab's.
 * @returns {Promise<Item>}
 */
export async function draft() {
  for (const { id } of (await itemsOf(state.walk)).filter(
    (item) => item.state === "draft" && item.what === "finding",
  )) {
    const empty = (await takeDraft(id)) && (await update(id, notedNow));
    if (empty?.state === "draft") return empty;
  }
  const id = uuid7();
  await takeDraft(id);
  return begin({
    id,
    walk: state.walk,
    what: "finding",
    state: "draft",
    body: { type: "defect", noted_at: new Date().toISOString(), ...eyes() },
  });
}

const notedNow = (row) =>
  row.state === "draft" ? { ...row, body: { ...row.body, noted_at: new Date().toISOString() } } : row;

/** Whose eyes: known from how one joined; no names. A grown-up says so, or not, afterwards. */
function eyes() {
  const { mode } = state.pass;
  if (mode === "adult") return {};
  return { perspective: [mode === "official" ? "staff" : mode] };
}

/**
 * Keeps a picture taken now. Resolves when it is on the disk; rejects with `QuotaExceededError` when the
 * phone is full, with nothing written; nothing is kept for what has been taken back.
 * @param {Item} item
 * @param {{ bytes: ArrayBuffer, type?: string | null, thumb?: ArrayBuffer | null, own?: boolean }} shot
 * @param {number} [taken] milliseconds
 * @param {boolean} [isHere] taken where one stands; else it keeps its own place, or has none
 */
export async function keepPicture(item, shot, taken = Date.now(), isHere = true) {
  const type = sniff(shot.bytes) ?? shot.type ?? "image/jpeg";
  const row = {
    id: uuid7(),
    item: item.id,
    walk: item.walk,
    sha256: await sha256(shot.bytes),
    type,
    size: shot.bytes.byteLength,
    thumb: shot.thumb ?? null,
    shrink: shot.own ? /** @type {const} */ ("none") : need(type),
    tries: 0,
    sent: false,
    refused: null,
    taken,
  };
  const first = (now) => ({
    ...now,
    releaseAt: Date.now() + WAIT_FOR_KIND,
    ...placed(now.body, taken, isHere),
  });
  const kept = await roomFor(() => keepShot(item, row, shot.bytes, first));
  if (kept) lastly(row);
  return kept;
}

/** Position around the shutter, unless one has been set by hand. */
function placed(body, taken, isHere) {
  const noted_at = new Date(taken).toISOString();
  if (body.position?.source === "pin") return { body };
  if (!isHere) return { body: { ...body, noted_at }, ownPlace: true };
  const position = asPosition(best(taken), heading());
  return { body: { ...body, noted_at, ...(position ? { position } : {}) } };
}

/** When the phone is full, what the server has is let go of first, and it is tried once more. */
async function roomFor(work) {
  try {
    return await work();
  } catch (error) {
    if (!isFull(error)) throw error;
    const forgetting = await import("../../outbox/leave/let-go.js").catch(() => null);
    if (!forgetting) throw error;
    await forgetting.makeRoom();
    return work();
  }
}

/** What a new picture needs: `due` when it may be made smaller, `none` when it is sent as it is. */
const need = (type) =>
  SHRINKABLE.has(type) && "OffscreenCanvas" in window && "createImageBitmap" in window ? "due" : "none";

async function lastly(row) {
  if (row.shrink === "due")
    import("../../outbox/item/shrink.js").then(({ shrink }) => shrink(row.id)).catch(() => {});
  navigator.vibrate?.(30);
  if (!(await setting("asked-to-persist"))) {
    await remember("asked-to-persist", true);
    await navigator.storage?.persist?.().catch(() => false);
  }
}

/**
 * A file from the gallery has its own time and place, or none: where one stands when choosing it says
 * nothing, unless it was taken just now and tells of no other place. File times are made anew by some phones.
 * @param {Item} item
 * @param {File & { isNow?: boolean }} file `isNow`: the camera app has just made it
 */
export async function keepFile(item, file) {
  const bytes = await file.arrayBuffer();
  const { factsOf } = await import("../../small/exif-facts.js");
  const told = factsOf(bytes);
  const now = Date.now();
  const isFresh = file.isNow || (told.taken !== null && Math.abs(now - told.taken) <= FRESH);
  const taken = told.taken ?? file.lastModified;
  const isLikely = taken && taken <= now + FRESH && now - taken < OLDEST;
  return keepPicture(
    item,
    { bytes, type: file.type },
    isLikely && !file.isNow ? taken : now,
    isFresh && !told.hasPlace,
  );
}
