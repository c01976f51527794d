/** Sending from a phone without a byte of room, where no step can be noted down. */
import { accepted, isNamed } from "../item/item.js";
import { letGo, update } from "../item/items.js";
import { photosOf } from "../item/photos.js";
import { putItem, putPhoto, receipt } from "./send.js";
import { keptIf } from "./steps.js";
import { get } from "../store/store.js";

/**
 * All of an item in one go: its pictures are let go of once a receipt names them, and then there is room for
 * the note.
 * @param {import("../item/item.js").Item} item
 * @param {{ pass: string, walk: string }} pass
 */
export async function sendFromFullPhone(item, pass) {
  if (item.gone || item.what !== "finding") return null;
  const photos = await photosOf(item.id);
  let answer = await putItem(
    item,
    photos.map((photo) => photo.sha256),
    pass.pass,
  );
  for (const photo of photos) {
    const bytes = answer.verdict === "ok" && !photo.refused && (await get("bytes", photo.id));
    if (bytes) answer = await putPhoto(item, photo, bytes, pass.pass);
  }
  if (answer.verdict === "ok") answer = await receipt(item, pass.pass);
  if (answer.verdict !== "ok" || !isNamed(item, photos, answer.body) || photos.some((photo) => photo.refused))
    return answer;
  await letGo(item, () => true);
  await update(item.id, (row) => keptIf(accepted(row, item), item, answer.body)).catch(() => {});
  return answer;
}
