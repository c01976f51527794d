import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_SQUARES, squares } from "../../static/js/map/choose.js";
import { isUsed, role } from "../../static/js/map/roles.js";
import { addressOf, around, covering, parent, world, zoomFor } from "../../static/js/map/square.js";
import { layers } from "../../static/js/map/vector.js";
import { metres, moved } from "../../static/js/small/geo.js";

const TORG = { lat: 59.3884, lon: 17.9285 };

const field = (number, bytes) => [(number << 3) | 2, bytes.length, ...bytes];
const words = (text) => [...new TextEncoder().encode(text)];
const zigzag = (value) => (value < 0 ? -2 * value - 1 : 2 * value);
/** A square from 10,10 with sides of 20: begin, three lines, close. */
const SQUARE = [9, ...[10, 10].map(zigzag), 26, ...[20, 0, 0, 20, -20, 0].map(zigzag), 15];
const building = () => field(2, [...field(2, [0, 0, 1, 1, 2, 2]), 24, 3, ...field(4, SQUARE)]);
const layer = (name) =>
  field(3, [
    ...field(1, words(name)),
    ...building(),
    ...["name", "lit", "levels"].flatMap((key) => field(3, words(key))),
    ...field(4, field(1, words("Kvarn"))),
    ...field(4, [7 << 3, 1]),
    ...field(4, [5 << 3, 3]),
    5 << 3,
    128,
    2,
    15 << 3,
    2,
  ]);

test("the square of a zoom holds the place, and its corner is where the books say", () => {
  const { x, y } = world(TORG);
  assert.deepEqual(covering(14, x, y, x, y), [{ z: 14, x: 9007, y: 4813 }]);
  assert.deepEqual(parent({ z: 14, x: 9007, y: 4813 }), { z: 13, x: 4503, y: 2406 });
  assert.equal(addressOf("/tiles/{z}/{x}/{y}?v=a", { z: 1, x: 0, y: 1 }), "/tiles/1/0/1?v=a");
});

test("a view is as many metres wide as was asked for, and beyond the world there are no squares", () => {
  const view = around(TORG, 400, 200, 100);
  const right = world(moved(TORG, 200, 0));
  assert.ok(Math.abs(view.left + 200 * view.per - right.x) < view.per * 0.5);
  assert.deepEqual(covering(1, -3, -3, 9, 9).length, 4);
});

test("pictures are sharper for a sharp screen, vectors larger, and none nearer than there are", () => {
  const facts = { vector: false, zooms: [8, 18] };
  const per = 1 / 2 ** 15 / 256;
  assert.equal(zoomFor(facts, per, 1), 15);
  assert.equal(zoomFor(facts, per, 2), 16);
  assert.equal(zoomFor({ ...facts, vector: true }, per, 2), 14);
  assert.equal(zoomFor({ ...facts, zooms: [8, 12] }, per, 1), 12);
});

test("a vector tile gives its layers, words and shapes", () => {
  const [found] = layers(new Uint8Array(layer("buildings")));
  assert.equal(found.name, "buildings");
  assert.equal(found.extent, 256);
  const [feature] = found.features();
  assert.deepEqual(feature, {
    type: 3,
    words: { name: "Kvarn", lit: true, levels: 3 },
    parts: [[10, 10, 30, 10, 30, 30, 10, 30]],
  });
});

test("bytes that are no tile are refused and never read for ever", () => {
  const whole = layer("roads");
  const read = (bytes) => [...layers(new Uint8Array(bytes))].flatMap((each) => [...each.features()]);
  for (let cut = 1; cut < whole.length; cut += 1)
    assert.throws(() => read(whole.slice(0, cut)), /not a vector tile/);
  assert.throws(() => read(words("<!doctype html><title>Logga in</title>")), Error);
  for (let seed = 1; seed < 400; seed += 1) {
    const bent = whole.map((byte, i) =>
      (((i + 1) * seed * 2_654_435_761) >>> 7) % 23 === 0 ? (byte * seed) & 255 : byte,
    );
    try {
      assert.ok(read(bent).length < 100);
    } catch (error) {
      assert.ok(error instanceof Error);
    }
  }
});

test("maps that name their layers differently are understood alike", () => {
  const known = [
    ["transportation", 2, { class: "motorway" }, "big"],
    ["roads", 2, { kind: "minor_road" }, "street"],
    ["roads", 2, { highway: "footway" }, "foot"],
    ["streets", 2, { kind: "rail", rail: true }, "rail"],
    ["roads", 2, { "pmap:kind": "path" }, "foot"],
    ["railways", 2, {}, "rail"],
    ["pedestrian_areas", 3, {}, "square"],
    ["building", 3, {}, "building"],
    ["landuse", 3, { leisure: "park" }, "green"],
    ["landcover", 3, { class: "grass" }, "green"],
    ["landuse", 3, { natural: "water" }, "water"],
    ["landuse", 3, { landuse: "retail" }, null],
    ["vatten", 3, {}, "water"],
    ["waterway", 2, {}, "stream"],
    ["stadsdelar", 3, {}, "border"],
    ["hallplatser", 1, {}, "stop"],
    ["place", 1, {}, "name"],
    ["pois", 1, {}, null],
    ["park", 3, {}, "green"],
  ];
  for (const [name, type, said, wanted] of known)
    assert.equal(isUsed(name) ? role(name, type, said) : null, wanted, name);
});

test("the walk's piece of the map is its area from afar and only its way up close", () => {
  const ring = [
    [-4000, -4000],
    [4000, -4000],
    [4000, 4000],
    [-4000, 4000],
  ].map(([east, north]) => moved(TORG, east, north));
  const route = [TORG, moved(TORG, 900, 300)];
  const walk = {
    areas: [{ rings: [ring] }],
    route: [route],
    stops: [{ position: moved(TORG, 500, -200) }, { position: null }],
    checks: [],
  };
  const found = squares({ zooms: [5, 17] }, walk);
  assert.ok(found.length <= MOST_SQUARES);
  const [near, far] = [found.filter(({ z }) => z === 17), found.filter(({ z }) => z === 13)];
  assert.ok(near.length > 10 && near.length < 80);
  const has = (spot, z) => {
    const { x, y } = world(spot);
    return found.some(
      (each) => each.z === z && each.x === Math.floor(x * 2 ** z) && each.y === Math.floor(y * 2 ** z),
    );
  };
  for (const spot of ring) assert.ok(has(spot, 13), JSON.stringify(spot));
  for (let part = 0; part <= 1; part += 0.02) assert.ok(has(moved(TORG, 900 * part, 300 * part), 17));
  assert.ok(far.length >= 16);
  assert.equal(Math.min(...found.map(({ z }) => z)), 12);
});

test("a walk without a place keeps no map, one with all of Sweden what there is room for", () => {
  const empty = { areas: [], route: [], stops: [], checks: [] };
  assert.deepEqual(squares({ zooms: [0, 18] }, empty), []);
  const sweden = [
    [
      { lat: 55, lon: 11 },
      { lat: 69, lon: 24 },
    ],
  ];
  assert.deepEqual(squares({ zooms: [0, 18] }, { ...empty, areas: [{ rings: sweden }] }), []);
  assert.ok(
    squares(
      { zooms: [0, 18] },
      { ...empty, areas: [{ rings: sweden }], route: [[TORG, moved(TORG, metres(TORG, TORG) + 700, 0)]] },
    ).length > 20,
  );
  assert.equal(Math.max(...squares({ zooms: [0, 3] }, { ...empty, route: [[TORG]] }).map(({ z }) => z)), 3);
});
