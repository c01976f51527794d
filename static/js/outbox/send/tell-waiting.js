/**
 * Tells the server how many things each phone still holds, so that the leader can say "all safe" before
 * people leave.
 */
import { walkOf } from "../item/item.js";
import { putHeld } from "./send.js";
import { ledger } from "../store/ledger.js";
import { all, remember, setting } from "../store/store.js";

/** Once for each walk and each change of the number; best effort, since the truth is on the phone. */
export async function tellWaiting() {
  for (const pass of await all("passes")) {
    if (!pass.pass || pass.expired) continue;
    const n = (await ledger()).filter(
      (item) =>
        item.walk === pass.walk && item.what !== "track" && item.state !== "kept" && item.state !== "draft",
    ).length;
    const key = `held:${pass.walk}`;
    const told = (await setting(key)) ?? { n: 0, revision: 0 };
    if (told.n === n) continue;
    const revision = Math.max(told.revision + 1, Math.floor(Date.now() / 1000));
    const answer = await putHeld(walkOf(pass), n, revision, pass.pass);
    if (answer.verdict !== "ok") continue;
    await remember(key, { n, revision });
    if (Array.isArray(answer.body?.team)) await remember(`team:${pass.walk}`, answer.body.team);
  }
}
