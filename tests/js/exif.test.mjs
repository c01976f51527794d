import assert from "node:assert/strict";
import { test } from "node:test";
import { exifOf, upright, withExif } from "../../static/js/small/exif.js";

const ascii = (text) => [...text].map((sign) => sign.charCodeAt(0));

/** A JPEG's beginning: JFIF first, then EXIF with one entry, orientation 6, in the asked byte order. */
function jpeg(little) {
  const two = (n) => (little ? [n & 255, n >> 8] : [n >> 8, n & 255]);
  const four = (n) => (little ? [n, 0, 0, 0] : [0, 0, 0, n]);
  const tiff = [
    ...ascii(little ? "II" : "MM"),
    ...two(42),
    ...four(8),
    ...two(1),
    ...two(0x0112),
    ...two(3),
    ...four(1),
    ...two(6),
    0,
    0,
    ...four(0),
  ];
  const body = [...ascii("Exif\0\0"), ...tiff];
  const jfif = [0xff, 0xe0, 0, 7, ...ascii("JFIF\0")];
  return new Uint8Array([
    0xff,
    0xd8,
    ...jfif,
    0xff,
    0xe1,
    0,
    body.length + 2,
    ...body,
    0xff,
    0xda,
    0,
    2,
    1,
    2,
    3,
    0xff,
    0xd9,
  ]).buffer;
}

for (const little of [true, false]) {
  test(`EXIF is found and set upright, ${little ? "little" : "big"} end first`, () => {
    const found = exifOf(jpeg(little));
    assert.ok(found);
    assert.deepEqual([found[0], found[1], String.fromCharCode(...found.slice(4, 8))], [0xff, 0xe1, "Exif"]);
    const turned = upright(found);
    const differing = [...turned.keys()].filter((i) => turned[i] !== found[i]);
    assert.deepEqual(
      differing.map((i) => turned[i]),
      [1],
    );
    assert.equal(found[differing[0]], 6);
  });
}

test("what is no JPEG, has no EXIF or is cut short has none", () => {
  assert.equal(exifOf(new ArrayBuffer(0)), null);
  assert.equal(exifOf(new Uint8Array(ascii("PNG.....")).buffer), null);
  assert.equal(exifOf(new Uint8Array([0xff, 0xd8, 0xff, 0xda, 0, 2, 1]).buffer), null);
  assert.equal(exifOf(jpeg(true).slice(0, 20)), null);
});

test("a segment that lies about its length changes nothing outside itself", () => {
  const lying = new Uint8Array([
    0xff,
    0xe1,
    0,
    20,
    ...ascii("Exif\0\0"),
    ...ascii("II"),
    42,
    0,
    255,
    255,
    0,
    0,
  ]);
  assert.deepEqual(upright(lying), lying);
});

test("the smaller picture begins as a JPEG does and carries the segment next", async () => {
  const segment = exifOf(jpeg(true));
  const plain = new Uint8Array([0xff, 0xd8, 0xff, 0xdb, 0, 2, 9, 0xff, 0xd9]).buffer;
  const joined = await withExif(plain, segment);
  assert.deepEqual(exifOf(joined), segment);
  assert.equal(joined.byteLength, plain.byteLength + segment.length);
});
