/**
 * A ZIP file without compression, for "save everything as a file": pictures are compressed already, and this
 * opens everywhere.
 */

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** @param {Uint8Array} bytes */
export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** @param {{ name: string, bytes: ArrayBuffer }[]} files @param {Date} [when] @returns {Blob} */
export function zip(files, when = new Date()) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const file of files) {
    const name = new TextEncoder().encode(file.name);
    const bytes = new Uint8Array(file.bytes);
    const facts = { name, size: bytes.length, crc: crc32(bytes), when, at };
    const header = record(0x04034b50, facts);
    parts.push(header, bytes);
    directory.push(record(0x02014b50, facts));
    at += header.length + bytes.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, files.length, true);
  end.setUint16(10, files.length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, at, true);
  return new Blob([...parts, ...directory, end.buffer], { type: "application/zip" });
}

/** A local header or its twin in the directory: the twin has 6 more fields around the same middle. */
function record(signature, { name, size, crc, when, at }) {
  const central = signature === 0x02014b50;
  const lead = central ? 46 : 30;
  const view = new DataView(new ArrayBuffer(lead + name.length));
  view.setUint32(0, signature, true);
  let p = 4;
  if (central) {
    view.setUint16(p, 20, true);
    p += 2;
  }
  view.setUint16(p, 20, true);
  view.setUint16(p + 2, 0x0800, true);
  view.setUint16(p + 6, (when.getHours() << 11) | (when.getMinutes() << 5) | (when.getSeconds() >> 1), true);
  view.setUint16(
    p + 8,
    ((when.getFullYear() - 1980) << 9) | ((when.getMonth() + 1) << 5) | when.getDate(),
    true,
  );
  view.setUint32(p + 10, crc, true);
  view.setUint32(p + 14, size, true);
  view.setUint32(p + 18, size, true);
  view.setUint16(p + 22, name.length, true);
  if (central) view.setUint32(42, at, true);
  new Uint8Array(view.buffer).set(name, lead);
  return new Uint8Array(view.buffer);
}
