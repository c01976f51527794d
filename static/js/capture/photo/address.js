/** Addresses for pictures that lie in the store. */
import { get } from "../../outbox/store/store.js";

const addresses = new Map();

/**
 * An address for bytes in the store (`thumb` of a photo row, or `small` of the server's), made once.
 * @param {string} key
 * @param {ArrayBuffer | null | undefined} bytes
 * @param {string} [type]
 */
export function address(key, bytes, type = "image/jpeg") {
  if (!bytes) return null;
  const known = addresses.get(key);
  if (known && known.size === bytes.byteLength) return known.url;
  if (known) URL.revokeObjectURL(known.url);
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  addresses.set(key, { url, size: bytes.byteLength });
  return url;
}

/** @param {string} id of the server's photo @returns {Promise<string | null>} */
export const smallPhoto = async (id) => address(`small:${id}`, (await get("small", id))?.bytes);
