/**
 * After the page was closed in the middle of something: what has a picture is let go to be sent, what is
 * empty is cleared away.
 */
import { heldWords } from "../parts/last-words.js";
import { state } from "../state.js";
import { edit, erase, release } from "../../outbox/item/items.js";
import { photosOf } from "../../outbox/item/photos.js";
import { ledger } from "../../outbox/store/ledger.js";

/** Run at the start, before any screen. A full phone opens its walk all the same. */
export async function tidyUp() {
  for (const [id, patch] of heldWords()) await edit(id, patch).catch(() => {});
  for (const item of await ledger()) if (item.walk === state.walk) await tidy(item).catch(() => {});
}

async function tidy(item) {
  if (item.state === "draft" && item.what === "finding") {
    if ((await photosOf(item.id)).length) await release(item.id);
    else if (
      !location.hash.startsWith("#camera") &&
      (await (await import("../../outbox/item/take-draft.js")).takeDraft(item.id))
    )
      await erase(item.id);
  } else if (item.releaseAt > 0 && !location.hash.includes(item.id)) {
    await release(item.id);
  }
}
