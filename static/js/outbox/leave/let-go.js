/**
 * Lets go of bytes that a receipt has named: at once on a shared phone or when the server has its copy,
 * otherwise after seven days.
 */
import { isNamed } from "../item/item.js";
import { erase, expire, letGo, sendAnew, update } from "../item/items.js";
import { photosOf, updatePhoto } from "../item/photos.js";
import { receipt } from "../send/send.js";
import { ledger } from "../store/ledger.js";
import { dropCopies } from "../store/second-copy.js";
import { get, write } from "../store/store.js";

const KEEP = 7 * 86_400_000;
const ASK_EVERY = 600_000;
const MOST_ASKS = 20;
const RECEIPTED = new Set(["finding", "check", "rating"]);
const asked = new Map();

/** @param {number} now */
export async function letGoOfKept(now) {
  let asks = 0;
  for (const item of (await ledger()).filter((row) => row.state === "kept" && !row.gone && !row.bytesGone)) {
    const pass = await get("passes", item.walk);
    if (pass?.left) await erase(item.id);
    else if (item.backedUp || now - item.keptAt > KEEP || isShared(pass)) await drop(item, isShared(pass));
    else if (isTime(item, pass, now)) {
      asks += 1;
      if (asks > MOST_ASKS || !(await askAgain(item, pass, now))) return;
    }
  }
}

/** Ten minutes after the last answer, whichever way the clock has been put since. */
const isTime = (item, pass, now) =>
  RECEIPTED.has(item.what) &&
  !item.foreign &&
  pass?.pass &&
  !pass.expired &&
  Math.abs(now - (asked.get(item.id) ?? item.keptAt)) > ASK_EVERY;

/**
 * Has the server made its copy by now? And does it still have it: one that was put back from an older copy
 * gets what it lacks once more.
 * @returns {Promise<boolean>} false when it cannot be reached
 */
async function askAgain(item, pass, now) {
  asked.set(item.id, now);
  const answer = await receipt(item, pass.pass);
  const isGone = answer.status === 404 && answer.body !== null;
  if (answer.verdict === "pass") await expire(pass);
  else if (isGone || (answer.verdict === "ok" && !isNamed(item, await photosOf(item.id), answer.body)))
    await sendAnew(item.id);
  else if (answer.verdict === "ok" && answer.body.backed_up)
    await update(item.id, (row) => ({ ...row, backedUp: true }));
  return isGone || answer.verdict === "ok";
}

const isShared = (pass) => String(pass?.mode).startsWith("child_");

/** A shared phone does not keep the small copies either. */
async function drop(item, shared = false) {
  if (!(await letGo(item, (row) => row.state === "kept"))) return;
  if (shared)
    for (const photo of await photosOf(item.id))
      if (!photo.refused) await updatePhoto(photo.id, (row) => ({ ...row, thumb: null }));
  await update(item.id, (row) => ({ ...row, bytesGone: true })).catch(() => {});
}

/**
 * Makes room when the phone is full: maps, the second copies, everything a receipt has named, and the
 * pictures fetched for looking at.
 * @returns {Promise<void>}
 */
export async function makeRoom() {
  for (const name of (await globalThis.caches?.keys().catch(() => [])) ?? [])
    if (name.startsWith("map-")) await caches.delete(name);
  await dropCopies();
  for (const item of await ledger()) if (item.state === "kept") await drop(item);
  await write(["small"], ({ small }) => small.clear());
}
