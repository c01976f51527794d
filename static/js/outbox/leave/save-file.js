/**
 * The last way out: everything on this phone that the server has not confirmed, as one ZIP file to save or
 * share.
 */
import { bodyOf } from "../item/item.js";
import { photosOf } from "../item/photos.js";
import { all, get } from "../store/store.js";
import { zip } from "../../small/zip.js";

const ENDINGS = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/heic": "heic",
  "image/heif": "heif",
  "image/avif": "avif",
  "audio/mp4": "m4a",
  "audio/webm": "webm",
};

/**
 * Not what a former user of the phone has left behind: that is nobody else's to read.
 * @param {boolean} [everything] also what is kept at the server, as far as its bytes are here
 * @returns {Promise<Blob>}
 */
export async function asFile(everything = false) {
  return fileOf(
    (await all("items")).filter(
      (item) => !item.of && !item.gone && item.state !== "draft" && (everything || item.state !== "kept"),
    ),
  );
}

/** @param {import("../item/item.js").Item[]} items @returns {Promise<Blob>} */
export async function fileOf(items) {
  const files = [];
  const list = [];
  for (const item of items) {
    const photos = await photosOf(item.id);
    list.push({
      ...bodyOf(
        item,
        photos.map((photo) => photo.sha256),
      ),
      id: item.id,
      what: item.what,
    });
    for (const photo of photos) {
      const bytes = await get("bytes", photo.id);
      if (bytes) files.push({ name: `${item.id}/${photo.sha256}.${ENDINGS[photo.type] ?? "bin"}`, bytes });
    }
  }
  const words = new TextEncoder().encode(JSON.stringify(list, null, 2));
  return zip([{ name: "findings.json", bytes: words.buffer }, ...files]);
}

/**
 * Hands the file to the phone: its share sheet where there is one, else a download.
 * @param {Blob} blob
 * @param {string} name
 * @returns {Promise<boolean>} false when the person has thought better of it
 */
export async function handOut(blob, name) {
  const file = new File([blob], name, { type: blob.type });
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return true;
    } catch (error) {
      if (error.name === "AbortError") return false;
    }
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return true;
}
