/**
 * What has been said about the walked way, and what that means now: all that a leader's phone needs to know
 * before there is a way to keep.
 */
import { isLeader, isYoung, state } from "../state.js";
import { setting } from "../../outbox/store/store.js";

const BEFORE = 1_800_000;
const AFTER = 12 * 3_600_000;

/**
 * @typedef {"none" | "ask" | "no" | "waits" | "on" | "off" | "over"} Phase `none`: not on this phone;
 *   `waits`: yes, and the walk has not begun; `off` may go on, `over` not
 */

export const key = () => `track:${state.walk}`;

/**
 * What has been answered for this walk.
 * @returns {Promise<{ answer?: "yes" | "no", now?: boolean, off?: boolean, over?: boolean }>}
 */
export const said = async () => (await setting(key())) ?? {};

/** @returns {Promise<Phase>} */
export async function phase() {
  if (!isLeader() || isYoung()) return "none";
  const { answer, now = false, off = false, over = false } = await said();
  if (!answer) return state.data.closed ? "none" : "ask";
  if (answer === "no") return "no";
  if (over) return "over";
  const due = when(Date.now(), Date.parse(state.data.startsAt), now);
  return off && due === "on" ? "off" : due;
}

/**
 * Before the walk a yes waits, long after it it is over; who begins by hand does not wait.
 * @param {number} now
 * @param {number} start
 * @param {boolean} byHand
 * @returns {Phase}
 */
export function when(now, start, byHand) {
  if (Number.isNaN(start)) return "on";
  if (now < start - BEFORE) return byHand ? "on" : "waits";
  return now < start + AFTER ? "on" : "over";
}
