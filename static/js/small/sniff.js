/**
 * What the bytes are, by their first bytes: phones often hand over files without a type, or with a wrong one.
 */

const BRANDS = {
  heic: "image/heic",
  heix: "image/heic",
  hevc: "image/heic",
  mif1: "image/heif",
  msf1: "image/heif",
  avif: "image/avif",
  avis: "image/avif",
  "M4A ": "audio/mp4",
  isom: "audio/mp4",
  mp42: "audio/mp4",
};

/** @param {ArrayBuffer} bytes @returns {string | null} a type the server takes, or null */
export function sniff(bytes) {
  const head = new Uint8Array(bytes, 0, Math.min(16, bytes.byteLength));
  const text = String.fromCharCode(...head);
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "image/jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "image/webp";
  if (head[0] === 0x1a && head[1] === 0x45 && head[2] === 0xdf && head[3] === 0xa3) return "audio/webm";
  if (text.slice(4, 8) === "ftyp") return BRANDS[text.slice(8, 12)] ?? null;
  return null;
}
