/**
 * What the outbox knows right now, for the line of truth: kept, waiting, needs a person, and whether there is
 * a network.
 */
import { ledger } from "../store/ledger.js";

/** @type {{ sending: string | null, link: "up" | "down" | "busy" | "unknown" }} */
const now = { sending: null, link: "unknown" };
const listeners = new Set();

/** @param {string | null} id the item being sent */
export const setSending = (id) => tell({ sending: id });
/** @param {"up" | "down" | "busy"} link what the last attempt met */
export const setLink = (link) => tell({ link });
export const sending = () => now.sending;
/** @returns {"up" | "down" | "busy" | "unknown"} */
export const link = () => (navigator.onLine === false ? "down" : now.link);

/** @param {() => void} listener */
export function onStatus(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(news) {
  if (Object.entries(news).every(([name, value]) => now[name] === value)) return;
  Object.assign(now, news);
  for (const listener of listeners) listener();
}
addEventListener("online", () => tell({ link: "unknown" }));
addEventListener("offline", () => tell({ link: "down" }));

/** @typedef {"draft" | "phone" | "sending" | "kept" | "needs"} Word */

/** The state of an item in one word. @param {import("../item/item.js").Item} item @returns {Word} */
export function word(item) {
  if (item.state === "draft") return "draft";
  if (item.state === "kept") return "kept";
  if (item.state === "aside" || item.state === "stale") return "needs";
  return now.sending === item.id ? "sending" : "phone";
}

/**
 * Counts over a walk, or all walks: points kept, and everything that waits.
 * @param {string} [walk]
 * @returns {Promise<{ kept: number, waiting: number, needs: number }>}
 */
export async function counts(walk) {
  const items = (await ledger()).filter(
    (item) =>
      (!walk || item.walk === walk) &&
      !item.gone &&
      item.what !== "track" &&
      item.state !== "draft" &&
      !(item.foreign && item.state === "kept"),
  );
  const done = items.filter((item) => item.state === "kept");
  const kept = done.filter((item) => item.what === "finding" || item.what === "check").length;
  const needs = items.filter((item) => item.state === "aside" || item.state === "stale").length;
  return { kept, waiting: items.length - done.length - needs, needs };
}
