/** After the page was closed in the middle of something: what has a picture is let go to be sent, what is empty is cleared away. */
import { erase, photosOf, release } from "../outbox/items.js";
import { all } from "../outbox/store.js";
import { state } from "./state.js";

/** Run at the start, before any screen. */
export async function tidyUp() {
  for (const item of await all("items", "walk", state.walk)) {
    if (item.state === "draft" && item.what === "finding") {
      if ((await photosOf(item.id)).length) await release(item.id);
      else if (!location.hash.startsWith("#camera")) await erase(item.id);
    } else if (item.releaseAt > 0 && !location.hash.includes(item.id)) {
      await release(item.id);
    }
  }
}
