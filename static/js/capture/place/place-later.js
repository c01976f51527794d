/**
 * A place that becomes known, or known better, after all has been said: the best fix of the 20 s around the
 * shutter counts, not only those before it.
 */
import { betterPlace, watchPosition } from "./position.js";
import { edit } from "../../outbox/item/items.js";
import { get } from "../../outbox/store/store.js";

const AROUND = 20_000;

/**
 * Looks on for a better place until 20 s after the finding was noted. Safe to call for any.
 * @param {string} id
 */
export async function placeLater(id) {
  const left = AROUND - (Date.now() - Date.parse((await get("items", id))?.body.noted_at));
  if (!(left > 0 && left <= AROUND)) return;
  const stop = watchPosition(place);
  setTimeout(stop, left);

  async function place() {
    const item = await get("items", id);
    const position = item && !item.gone && betterPlace(item.body);
    if (position) await edit(id, { position });
  }
}
