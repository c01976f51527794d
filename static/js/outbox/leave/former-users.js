/** What former users have left on the phone: it goes on by itself, and is gone with the last receipt. */
import { erase, expire } from "../item/items.js";
import { narrowPass } from "../send/send.js";
import { ledger } from "../store/ledger.js";
import { all, write } from "../store/store.js";

const passesLeft = async () => (await all("passes")).filter((row) => row.left);

/**
 * Asks the server to narrow the passes that are left. What its user has changed of others' points needs the
 * whole pass, and goes first.
 */
export async function narrowPasses() {
  for (const pass of (await passesLeft()).filter((row) => !row.narrow && !row.expired)) {
    if ((await all("items", "walk", pass.walk)).some((item) => item.foreign && item.state === "waiting"))
      continue;
    const { verdict } = await narrowPass(pass.of, pass.pass);
    if (verdict === "pass") await expire(pass);
    if (verdict === "ok") await write(["passes"], ({ passes }) => passes.put({ ...pass, narrow: true }));
  }
}

/** A pass goes with the last thing it delivered. */
export async function forgetDelivered() {
  for (const pass of await passesLeft()) {
    const rows = await all("items", "walk", pass.walk);
    for (const item of rows) if (item.state === "kept") await erase(item.id);
    if (rows.every((item) => item.state === "kept"))
      await write(["passes"], ({ passes }) => passes.delete(pass.walk));
  }
}

/**
 * What former users have left: how many things wait, and those that do not go by themselves any more:
 * refused, or without a pass that is good.
 * @returns {Promise<{ waiting: number, stuck: import("../item/item.js").Item[] }>}
 */
export async function leftByFormerUsers() {
  const good = new Set((await passesLeft()).filter((pass) => !pass.expired).map((pass) => pass.walk));
  const rows = (await ledger()).filter((item) => item.of && item.state !== "kept");
  const waits = (item) => item.state === "waiting" && good.has(item.walk);
  return { waiting: rows.filter(waits).length, stuck: rows.filter((item) => !waits(item) && !item.gone) };
}
