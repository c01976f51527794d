/**
 * The walked way as it lies in the outbox: one row with its points in the order they were walked. It leaves
 * the phone when the server has the whole line.
 */
import { state } from "../state.js";
import { key } from "./phase.js";
import { edited, newItem } from "../../outbox/item/item.js";
import { erase } from "../../outbox/item/items.js";
import { get, write } from "../../outbox/store/store.js";

const MOST = 4_000;
const SEND_EVERY = 600_000;

/** @returns {Promise<import("../../outbox/item/item.js").Item | undefined>} */
export const row = () => get("items", key());

/** Half as dense when it gets long: the server keeps 500 at most. @param {number[][]} line */
export const thinned = (line) =>
  line.length > MOST ? line.filter((_, i) => i % 2 === 0 || i === line.length - 1) : line;

/** @param {number[][]} points `[lon, lat]` */
export const append = (points) => change((line) => thinned([...line, ...points]), {});

/** One transaction: the line as it is now, to be sent in a while, or at once when it is over. */
async function change(make, more) {
  await write(
    ["items"],
    async ({ items }) => {
      const now = Date.now();
      const old = await items.get(key());
      const next = old
        ? edited(old, { line: make(old.body.line) }, now)
        : newItem({ id: key(), walk: state.walk, what: "track", body: { line: make([]) }, now });
      items.put({ ...next, releaseAt: old?.state === "waiting" ? old.releaseAt : now + SEND_EVERY, ...more });
    },
    { quiet: true },
  );
}

/**
 * Sent from now on.
 * @param {{ over?: boolean }} [more]
 * @param {(line: number[][]) => number[][]} [make] what becomes of the line
 */
export async function send(more = {}, make = (line) => line) {
  await change(make, { ...more, releaseAt: 0 });
  const { drain } = await import("../../outbox/send/drain.js");
  drain();
}

/** The line is whole: sent from now on, and then gone from here. */
export async function close() {
  const last = await row();
  if (last?.state === "kept") await erase(last.id);
  else if (last) await send({ over: true });
}
