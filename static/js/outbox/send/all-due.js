/**
 * One round over all that is due: words before pictures, one refused item never in the way of the next, and
 * nothing called kept before a receipt names it.
 */
import { isDue, isOver } from "../item/item.js";
import { pause, retryAfter } from "./backoff.js";
import { setLink, setSending } from "./status.js";
import { sendPhotos, sendWords, settle } from "./steps.js";
import { tellWaiting } from "./tell-waiting.js";
import { isFull } from "../store/full.js";
import { ledger } from "../store/ledger.js";
import { all, get } from "../store/store.js";

const AWAY = new Set(["unreachable", "busy"]);
/** @type {Promise<import("./answer.js").Answer | null>} */
const NONE = Promise.resolve(null);
let settling = NONE;
let failures = 0;
let blockedUntil = 0;

/** Milliseconds until the network or the server is tried again; 0 when it may be now. */
export function blocked() {
  const now = Date.now();
  return isOver(blockedUntil, now) ? 0 : blockedUntil - now;
}

/** It may be tried now. @param {{ anew?: boolean }} [how] as if it had never failed */
export function unblock({ anew = false } = {}) {
  blockedUntil = 0;
  if (anew) failures = 0;
}

/** @param {() => Promise<void>} beat called after each answer @returns {Promise<void>} */
export const sendAllDue = (beat) => goOver(beat).finally(settled);

async function goOver(beat) {
  await beat();
  const left = (await all("passes")).some((pass) => pass.left) && (await import("../leave/former-users.js"));
  if (left) await left.narrowPasses();
  if (!(await sendDue(beat))) return;
  setSending(null);
  failures = 0;
  await tellWaiting();
  const kept = (await ledger()).some((item) => item.state === "kept" && !item.bytesGone);
  if (kept) await import("../leave/let-go.js").then(({ letGoOfKept }) => letGoOfKept(Date.now()));
  if (left) await left.forgetDelivered();
}

/**
 * Each item as it lies in the store when its turn comes.
 * @returns {Promise<boolean>} false when the network or the server is away
 */
async function sendDue(beat) {
  for (const step of [sendWords, sendRest]) {
    for (const id of await due()) {
      const item = await get("items", id);
      const pass = item && isDue(item, Date.now()) && (await get("passes", item.walk));
      if (!pass?.pass || pass.expired) continue;
      setSending(id);
      const answer = await noted(step, item, pass);
      await beat();
      if (answer && isDown(answer)) return false;
    }
  }
  const last = await settled();
  return !(last && isDown(last));
}

const noted = (step, item, pass) =>
  step(item, pass).catch((error) => {
    if (!isFull(error)) throw error;
    return import("./full-phone.js").then(({ sendFromFullPhone }) => sendFromFullPhone(item, pass));
  });

/**
 * An item's pictures and at once its receipt, while the next one's pictures go: what is kept is shown as
 * kept, however much is behind it.
 */
async function sendRest(item, pass) {
  const sent = await sendPhotos(item, pass);
  const before = await settled();
  const away = [sent, before].find((answer) => answer && AWAY.has(answer.verdict));
  if (away) return away;
  settling = noted(settle, item, pass);
  settling.catch(() => {});
  return sent;
}

/** The answer to the receipt that was asked for last. */
function settled() {
  const last = settling;
  settling = NONE;
  return last;
}

/** The network or the whole server is away: everything waits, longer each time. */
function isDown(answer) {
  if (!AWAY.has(answer.verdict)) {
    setLink("up");
    failures = 0;
    return false;
  }
  const now = Date.now();
  blockedUntil = now + (retryAfter(answer.retryAfter, now) ?? pause(failures));
  failures += 1;
  setLink(answer.verdict === "busy" ? "busy" : "down");
  return true;
}

async function due() {
  const now = Date.now();
  return (await ledger())
    .filter((item) => isDue(item, now))
    .sort((a, b) => a.made - b.made)
    .map((item) => item.id);
}
