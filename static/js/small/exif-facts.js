/** When a JPEG says that it was taken, and whether it says where: the server reads the rest. */
import { exifOf } from "./exif.js";

const TIFF = 10;
const [EXIF, GPS, TAKEN, OFFSET, LATITUDE] = [0x8769, 0x8825, 0x9003, 0x9011, 2];

/**
 * @param {ArrayBuffer} jpeg
 * @returns {{ taken: number | null, hasPlace: boolean }} milliseconds; without an offset by this phone's zone
 */
export function factsOf(jpeg) {
  const segment = exifOf(jpeg);
  try {
    if (segment) return read(segment);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return { taken: null, hasPlace: false };
}

function read(segment) {
  const view = new DataView(segment.buffer, segment.byteOffset + TIFF, segment.byteLength - TIFF);
  const little = view.getUint16(0) === 0x4949;
  const first = entries(view, view.getUint32(4, little), little);
  const inner = (tag) =>
    first.has(tag) ? entries(view, view.getUint32(first.get(tag), little), little) : new Map();
  const said = inner(EXIF);
  const words = (tag) => (said.has(tag) ? text(view, said.get(tag), little) : "");
  return { taken: moment(words(TAKEN), words(OFFSET)), hasPlace: inner(GPS).has(LATITUDE) };
}

/** Where each tag's value, or the way to it, stands. @returns {Map<number, number>} */
function entries(view, at, little) {
  const found = new Map();
  const many = view.getUint16(at, little);
  for (let i = 0; i < many; i += 1) {
    const entry = at + 2 + i * 12;
    found.set(view.getUint16(entry, little), entry + 8);
  }
  return found;
}

function text(view, at, little) {
  const length = view.getUint32(at - 4, little);
  const from = length > 4 ? view.getUint32(at, little) : at;
  let words = "";
  for (let i = 0; i < Math.min(length, 40); i += 1) words += String.fromCharCode(view.getUint8(from + i));
  return words.replace(/\0.*$/s, "").trim();
}

function moment(words, offset) {
  const parts = words.match(/^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/);
  if (!parts) return null;
  const zone = /^[+-]\d\d:\d\d$/.test(offset) ? offset : "";
  const at = Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}${zone}`);
  return Number.isFinite(at) ? at : null;
}
