/**
 * The EXIF part of a JPEG, carried from the camera's file to the smaller picture: the server reads place and
 * time from it.
 */

/**
 * The APP1 segment with EXIF, marker and length included, or null.
 * @param {ArrayBuffer} jpeg
 * @returns {Uint8Array<ArrayBuffer> | null}
 */
export function exifOf(jpeg) {
  const bytes = new Uint8Array(jpeg);
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  for (let at = 2; at + 10 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1];
    const length = (bytes[at + 2] << 8) | bytes[at + 3];
    if (marker === 0xda || marker === 0xd9 || length < 2) return null;
    const end = at + 2 + length;
    if (marker === 0xe1 && end <= bytes.length && isExif(bytes, at + 4)) return bytes.slice(at, end);
    at = end;
  }
  return null;
}

/**
 * The same segment saying "upright" (orientation 1): the pixels have been turned already.
 * @param {Uint8Array<ArrayBuffer>} segment
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function upright(segment) {
  const copy = segment.slice();
  const view = new DataView(copy.buffer);
  const tiff = 10;
  if (copy.length < tiff + 8) return copy;
  const little = view.getUint16(tiff) === 0x4949;
  const first = tiff + view.getUint32(tiff + 4, little);
  if (first + 2 > copy.length) return copy;
  const count = view.getUint16(first, little);
  for (let i = 0; i < count; i += 1) {
    const entry = first + 2 + i * 12;
    if (entry + 12 > copy.length) break;
    if (view.getUint16(entry, little) === 0x0112) view.setUint16(entry + 8, 1, little);
  }
  return copy;
}

/**
 * A JPEG with this segment right after its start.
 * @param {ArrayBuffer} jpeg
 * @param {Uint8Array<ArrayBuffer>} segment
 * @returns {Promise<ArrayBuffer>}
 */
export function withExif(jpeg, segment) {
  return new Blob([jpeg.slice(0, 2), segment, jpeg.slice(2)]).arrayBuffer();
}

const isExif = (bytes, at) => String.fromCharCode(...bytes.slice(at, at + 6)) === "Exif\0\0";
