/** Lets go of bytes that a receipt has named: at once on a shared phone or when the server has its copy, otherwise after seven days. */
import { receipt } from "./send.js";
import { letGo, update } from "./items.js";
import { all, get, write } from "./store.js";

const KEEP = 7 * 86_400_000;
const ASK_EVERY = 600_000;
const asked = new Map();

/** @param {number} now */
export async function forget(now) {
  for (const item of (await all("items")).filter((row) => row.state === "kept" && !row.bytesGone)) {
    const pass = await get("passes", item.walk);
    if (item.backedUp || now - item.keptAt > KEEP || isShared(pass)) await drop(item);
    else if (!(await askAgain(item, pass, now))) return;
  }
}

/** Has the server made its copy by now? Asked every ten minutes at most. @returns {Promise<boolean>} false when it cannot be reached */
async function askAgain(item, pass, now) {
  if (item.what !== "finding" || !pass?.pass || now - (asked.get(item.id) ?? 0) < ASK_EVERY) return true;
  asked.set(item.id, now);
  const answer = await receipt(item.id, pass.pass);
  if (answer.verdict === "ok" && answer.body.backed_up) await update(item.id, (row) => ({ ...row, backedUp: true }));
  return answer.verdict === "ok";
}

/** A walk that has been left keeps its pass until the last thing is sent. */
export async function forgetLeft() {
  for (const pass of (await all("passes")).filter((row) => row.left)) {
    const unsent = (await all("items", "walk", pass.walk)).some((item) => item.state !== "kept");
    if (!unsent) await write(["passes"], ({ passes }) => passes.delete(pass.walk));
  }
}

const isShared = (pass) => String(pass?.mode).startsWith("child_");

async function drop(item) {
  if (await letGo(item, (row) => row.state === "kept")) await update(item.id, (row) => ({ ...row, bytesGone: true })).catch(() => {});
}

/** Makes room when the phone is full: everything a receipt has named, and the pictures fetched for looking at. @returns {Promise<void>} */
export async function makeRoom() {
  for (const item of await all("items")) if (item.state === "kept") await drop(item);
  await write(["small"], ({ small }) => small.clear());
}
