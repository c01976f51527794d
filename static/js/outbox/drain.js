/**
 * Empties the outbox, from every page of the app: one uploader across tabs (Web Lock), words before pictures, one refused item never
 * in the way of the next, and nothing called kept before a receipt names it.
 */
import { pause, retryAfter } from "./backoff.js";
import { isDue, isOver } from "./item.js";
import { wake } from "./items.js";
import { all, flag, get, isFull, onChange, remember, setting } from "./store.js";
import { sendPhotos, sendUnnoted, sendWords, settle } from "./steps.js";
import { tellHeld } from "./held.js";
import { setLink, setSending } from "./status.js";

const STUCK = 120_000;
const IDLE = 5_000;
const CALM = 300_000;
const AWAY = new Set(["unreachable", "busy"]);
/** @type {Promise<import("./answer.js").Answer | null>} */
const NONE = Promise.resolve(null);
let settling = NONE;
let failures = 0;
let blockedUntil = 0;
let timer = 0;
let wanted = false;
let running = false;

/** Starts sending on this page and keeps at it. Safe to call on every page. */
export function start() {
  addEventListener("online", () => { blockedUntil = 0; failures = 0; drain(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") { blockedUntil = 0; drain(); } });
  onChange(() => plan(250));
  import("./shrink.js").then(({ shrinkDue }) => shrinkDue());
  return drain();
}

/** Tries now, whatever the pauses say: the person pressed "send now". */
export async function hurry() {
  blockedUntil = 0;
  failures = 0;
  await wake().catch(() => {});
  return drain();
}

/** One round over all that is due; while a round runs, another is run after it. @returns {Promise<void>} */
export async function drain() {
  if (running) { wanted = true; return; }
  if (!isOver(blockedUntil, Date.now())) return plan(blockedUntil - Date.now());
  running = true;
  try {
    await locked(() => round().finally(settled));
  } catch (error) {
    reportError(error);
  } finally {
    running = false;
    setSending(null);
  }
  if (wanted) { wanted = false; plan(0); } else await planNext();
}

async function locked(work) {
  if (!navigator.locks) return work();
  const free = await navigator.locks.request("outbox", { ifAvailable: true }, async (lock) => { if (lock) await work(); return Boolean(lock); });
  if (free) return;
  const last = (await setting("drain-beat")) ?? 0;
  if (Math.abs(Date.now() - last) > STUCK) await navigator.locks.request("outbox", { steal: true }, work).catch(() => {});
}

async function round() {
  await beat();
  const left = (await all("passes")).some((pass) => pass.left) && (await import("./left.js"));
  if (left) await left.narrow();
  if (!(await sendDue())) return;
  setSending(null);
  failures = 0;
  await tellHeld();
  const kept = (await all("items")).some((item) => item.state === "kept" && !item.bytesGone);
  if (kept) await import("./forget.js").then(({ forget }) => forget(Date.now()));
  if (left) await left.forget();
}

/** Words before pictures. @returns {Promise<boolean>} false when the network or the server is away */
async function sendDue() {
  for (const step of [sendWords, sendRest]) {
    for (const item of await due()) {
      setSending(item.id);
      const pass = await get("passes", item.walk);
      if (!pass?.pass || pass.expired) continue;
      const answer = await noted(step, item, pass);
      await beat();
      if (answer && isDown(answer)) return false;
    }
  }
  const last = await settled();
  return !(last && isDown(last));
}

const noted = (step, item, pass) => step(item, pass).catch((error) => { if (isFull(error)) return sendUnnoted(item, pass); throw error; });

/** A sign of life for other tabs; on a full phone there is none. */
const beat = () => remember("drain-beat", Date.now()).catch(() => {});

/** An item's pictures and at once its receipt, while the next one's pictures go: what is kept is shown as kept, however much is behind it. */
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
  if (!AWAY.has(answer.verdict)) { setLink("up"); failures = 0; return false; }
  const now = Date.now();
  blockedUntil = now + (retryAfter(answer.retryAfter, now) ?? pause(failures));
  failures += 1;
  setLink(answer.verdict === "busy" ? "busy" : "down");
  return true;
}

async function due() {
  const now = Date.now();
  return (await all("items")).filter((item) => isDue(item, now)).sort((a, b) => a.made - b.made);
}

/** When nothing waits, a look now and then at what the server still has. */
async function planNext() {
  const waiting = (await all("items")).filter((item) => item.state === "waiting");
  flag(waiting.length > 0);
  if (waiting.length === 0) return plan(CALM);
  const next = Math.min(...waiting.map((item) => Math.max(item.releaseAt, item.nextAt)));
  plan(Math.max(next - Date.now(), blockedUntil - Date.now(), IDLE));
}

function plan(wait) {
  clearTimeout(timer);
  timer = setTimeout(drain, Math.min(Math.max(wait, 50), CALM));
}
