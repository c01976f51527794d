import assert from "node:assert/strict";
import { test } from "node:test";
import { behind } from "../../static/js/capture/place/compass.js";
import { byDistance, frame } from "../../static/js/capture/place/draw-map.js";
import { asPosition, best, doubt } from "../../static/js/capture/place/position.js";

const fix = (accuracy_m, at, more = {}) => ({
  lat: 59.38839999,
  lon: 17.9285,
  accuracy_m,
  heading: null,
  at,
  ...more,
});

test("the best fix is the one that says most about the moment of the shutter", () => {
  const shutter = 100_000;
  assert.equal(best(shutter, []), null);
  assert.equal(
    best(shutter, [fix(30, shutter), fix(6, shutter + 2000), fix(5, shutter + 29_000)])?.accuracy_m,
    6,
  );
  assert.equal(best(shutter, [fix(3, shutter - 31_000)]), null);
  assert.ok(doubt(fix(5, shutter + 20_000), shutter) > 28);
});

test("a position is sent with what it is worth and where the camera looked", () => {
  assert.equal(asPosition(null, 10), null);
  assert.deepEqual(asPosition(fix(6.23, 0), 359.7), {
    lat: 59.3884,
    lon: 17.9285,
    accuracy_m: 6.2,
    source: "device",
    taken_at: "1970-01-01T00:00:00.000Z",
    bearing_deg: 0,
  });
  assert.ok(!("bearing_deg" in asPosition(fix(6, 0), null)));
});

test("the camera's heading is that of the phone's back when held upright, of its top when flat", () => {
  const close = (degrees, wanted) => Math.abs(((degrees - wanted + 540) % 360) - 180) < 1;
  assert.ok(close(behind(0, 90, 0), 0));
  assert.ok(close(behind(270, 90, 0), 90));
  assert.ok(close(behind(90, 0, 0), 270));
});

test("the map is framed by what the walk is about, and by the area only when there is nothing else", () => {
  const area = {
    rings: [
      [
        { lat: 59.38, lon: 17.9 },
        { lat: 59.4, lon: 17.95 },
      ],
    ],
  };
  const none = { areas: [area], route: [], stops: [], points: [], me: null };
  assert.ok(frame(none).width > 2000);
  const route = [
    [
      { lat: 59.3884, lon: 17.9285 },
      { lat: 59.3886, lon: 17.9288 },
    ],
  ];
  assert.equal(Math.round(frame({ ...none, route }).width), 144);
});

test("things without a place come last, and nothing is sorted before one knows where one is", () => {
  const things = [
    { id: 1, position: null },
    { id: 2, position: { lat: 59.39, lon: 17.93 } },
    { id: 3, position: { lat: 59.3885, lon: 17.9286 } },
  ];
  const here = { lat: 59.3884, lon: 17.9285 };
  assert.deepEqual(
    byDistance(here, things).map(({ thing }) => thing.id),
    [3, 2, 1],
  );
  assert.deepEqual(
    byDistance(null, things).map(({ thing }) => thing.id),
    [1, 2, 3],
  );
});
