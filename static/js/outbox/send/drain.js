/**
 * Empties the outbox, from every page of the app: one uploader across tabs (Web Lock), and when it goes at it
 * again.
 */
import { forgetTakenBack, wake } from "../item/items.js";
import { blocked, sendAllDue, unblock } from "./all-due.js";
import { setSending } from "./status.js";
import { ledger } from "../store/ledger.js";
import { flag, onChange, remember, setting } from "../store/store.js";

const STUCK = 120_000;
const IDLE = 5_000;
const CALM = 300_000;
let timer = 0;
let wanted = false;
let running = false;

/** Starts sending on this page and keeps at it. Safe to call on every page. */
export function start() {
  addEventListener("online", () => {
    unblock({ anew: true });
    drain();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      unblock();
      drain();
    }
  });
  onChange(() => plan(250));
  return drain();
}

/** Tries now, whatever the pauses say: the person pressed "send now". */
export async function hurry() {
  unblock({ anew: true });
  await wake().catch(() => {});
  return drain();
}

/** One round over all that is due; while a round runs, another is run after it. @returns {Promise<void>} */
export async function drain() {
  if (running) {
    wanted = true;
    return;
  }
  forgetTakenBack(Date.now()).catch(reportError);
  if (blocked() > 0) return plan(blocked());
  running = true;
  try {
    await locked(() => sendAllDue(beat));
  } catch (error) {
    reportError(error);
  } finally {
    running = false;
    setSending(null);
  }
  if (wanted) {
    wanted = false;
    plan(0);
  } else await planNext();
}

async function locked(work) {
  if (!navigator.locks) return work();
  const free = await navigator.locks.request("outbox", { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return Boolean(lock);
  });
  if (free) return;
  const last = (await setting("drain-beat")) ?? 0;
  if (Math.abs(Date.now() - last) > STUCK)
    await navigator.locks.request("outbox", { steal: true }, work).catch(() => {});
}

/** A sign of life for other tabs; on a full phone there is none. */
const beat = () => remember("drain-beat", Date.now()).catch(() => {});

/** When nothing waits, a look now and then at what the server still has. */
async function planNext() {
  const waiting = (await ledger()).filter((item) => item.state === "waiting");
  flag(waiting.length > 0);
  if (waiting.length === 0) return plan(CALM);
  const next = Math.min(...waiting.map((item) => Math.max(item.releaseAt, item.nextAt)));
  plan(Math.max(next - Date.now(), blocked(), IDLE));
}

function plan(wait) {
  clearTimeout(timer);
  timer = setTimeout(drain, Math.min(Math.max(wait, 50), CALM));
}
