import assert from "node:assert/strict";
import { test } from "node:test";
import { factsOf } from "../../static/js/small/exif-facts.js";

const ascii = (text) => [...text].map((sign) => sign.charCodeAt(0));

/** A JPEG that says when (with an offset or without), and where, or not; in the asked byte order. */
function jpeg({ little = true, when = "", offset = "", where = false }) {
  const two = (n) => (little ? [n & 255, n >> 8] : [n >> 8, n & 255]);
  const four = (n) => (little ? [n & 255, n >> 8, 0, 0] : [0, 0, n >> 8, n & 255]);
  const entry = (tag, type, many, value) => [...two(tag), ...two(type), ...four(many), ...four(value)];
  const words = 200;
  const tiff = [
    ...ascii(little ? "II" : "MM"),
    ...two(42),
    ...four(8),
    ...two(where ? 2 : 1),
    ...entry(0x8769, 4, 1, 100),
    ...(where ? entry(0x8825, 4, 1, 150) : []),
  ];
  const put = (at, bytes) => {
    while (tiff.length < at) tiff.push(0);
    tiff.splice(at, bytes.length, ...bytes);
  };
  put(100, [...two(2), ...entry(0x9003, 2, 20, words), ...entry(0x9011, 2, 7, words + 20)]);
  put(150, [...two(1), ...entry(2, 5, 3, 240)]);
  put(words, [...ascii(when.padEnd(20, "\0")), ...ascii(offset.padEnd(7, "\0"))]);
  put(260, [0]);
  const body = [...ascii("Exif\0\0"), ...tiff];
  const length = body.length + 2;
  return new Uint8Array([0xff, 0xd8, 0xff, 0xe1, length >> 8, length & 255, ...body, 0xff, 0xda, 0, 2, 1, 2])
    .buffer;
}

for (const little of [true, false]) {
  test(`a picture's own time and place are read, ${little ? "little" : "big"} end first`, () => {
    const facts = factsOf(jpeg({ little, when: "2026:11:30 18:00:05", offset: "+01:00", where: true }));
    assert.deepEqual(facts, { taken: Date.UTC(2026, 10, 30, 17, 0, 5), hasPlace: true });
  });
}

test("without an offset the time is this phone's", () => {
  const { taken, hasPlace } = factsOf(jpeg({ when: "2026:11:30 18:00:05" }));
  assert.equal(taken, new Date(2026, 10, 30, 18, 0, 5).getTime());
  assert.equal(hasPlace, false);
});

test("what says nothing, or is cut short, tells nothing", () => {
  const nothing = { taken: null, hasPlace: false };
  assert.deepEqual(factsOf(new Uint8Array([0xff, 0xd8, 0xff, 0xd9]).buffer), nothing);
  assert.deepEqual(factsOf(jpeg({ when: "0000:00:00" })), nothing);
  const cut = new Uint8Array(jpeg({ when: "2026:11:30 18:00:05" })).slice(0, 60);
  cut[5] = 54;
  assert.deepEqual(factsOf(cut.buffer), nothing);
});
