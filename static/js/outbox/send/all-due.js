/**
 * One round over all that is due: words before pictures, one item never in the way of the next, and nothing
 * called kept before a receipt names it.
 */
import { isDue, isOver, later } from "../item/item.js";
import { update } from "../item/items.js";
import { pause, retryAfter } from "./backoff.js";
import { setLink, setSending } from "./status.js";
import { sendPhotos, sendWords, settle } from "./steps.js";
import { tellWaiting } from "./tell-waiting.js";
import { isItsOwn } from "./whose-busy.js";
import { isFull } from "../store/full.js";
import { ledger } from "../store/ledger.js";
import { all, get } from "../store/store.js";

const AWAY = new Set(["unreachable", "busy"]);
/**
 * @typedef {{ item: import("../item/item.js").Item, answer: import("./answer.js").Answer | null } | null} Met
 */
/** @type {Promise<Met>} */
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
  for (const step of [sendFirst, sendRest]) {
    for (const id of await due()) {
      const item = await get("items", id);
      const pass = item && isDue(item, Date.now()) && (await get("passes", item.walk));
      if (!pass?.pass || pass.expired) continue;
      setSending(id);
      const isOn = await step(item, pass);
      await beat();
      if (!isOn) return false;
    }
  }
  return goesOn(await settled());
}

/** @type {(step: typeof sendWords, item: any, pass: any) => Promise<Met>} */
const met = async (step, item, pass) => ({ item, answer: await noted(step, item, pass) });

const noted = (step, item, pass) =>
  step(item, pass).catch((error) => {
    if (!isFull(error)) throw error;
    return import("./full-phone.js").then(({ sendFromFullPhone }) => sendFromFullPhone(item, pass));
  });

/** @returns {Promise<boolean>} false when the network or the server is away; so do all of these */
const sendFirst = async (item, pass) => goesOn(await met(sendWords, item, pass));

/**
 * An item's pictures and at once its receipt, while the next one's pictures go: what is kept is shown as
 * kept, however much is behind it.
 */
async function sendRest(item, pass) {
  const sent = await met(sendPhotos, item, pass);
  if (!(await goesOn(await settled())) || !(await goesOn(sent))) return false;
  if (isAway(sent.answer)) return true;
  settling = met(settle, item, pass);
  settling.catch(() => {});
  return true;
}

/** The answer to the receipt that was asked for last. */
function settled() {
  const last = settling;
  settling = NONE;
  return last;
}

const isAway = (answer) => Boolean(answer) && AWAY.has(answer.verdict);

/**
 * One that is busy by itself is put off; a network or a server that is away makes everything wait.
 * @param {Met} last
 */
async function goesOn(last) {
  if (!last?.answer) return true;
  const { item, answer } = last;
  const isPutOff = isItsOwn(item.id, answer);
  if (isPutOff) await putOff(item, answer);
  else if (isAway(answer)) block(answer);
  else unblocked();
  return isPutOff || !isAway(answer);
}

/** A full phone cannot note it, and tries again sooner. */
function putOff(item, { code, status, retryAfter: asked }) {
  const wait = retryAfter(asked, Date.now());
  const change = (row) => later(row, Date.now() + (wait ?? pause(row.tries)), { code, status });
  return update(item.id, change).catch(() => {});
}

/** Longer each time. */
function block(answer) {
  const now = Date.now();
  blockedUntil = now + (retryAfter(answer.retryAfter, now) ?? pause(failures));
  failures += 1;
  setLink(answer.verdict === "busy" ? "busy" : "down");
}

function unblocked() {
  setLink("up");
  failures = 0;
}

async function due() {
  const now = Date.now();
  return (await ledger())
    .filter((item) => isDue(item, now))
    .sort((a, b) => a.made - b.made)
    .map((item) => item.id);
}
