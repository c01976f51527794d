import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { here, watchPosition } from "../../static/js/capture/place/position.js";

const MINUTE = 60_000;
let now = Date.UTC(2026, 10, 22, 18);
let take = null;
let stop = null;

/** What the system tells, with the stamp of its own clock. */
const tell = (lat, stamp) =>
  take({
    coords: { latitude: lat, longitude: 17.93, accuracy: 8, heading: null, speed: null },
    timestamp: stamp,
  });

beforeEach(() => {
  now += 10 * MINUTE;
  mock.timers.enable({ apis: ["Date", "setTimeout"], now });
  Object.defineProperty(globalThis, "navigator", {
    configurable: true,
    value: {
      geolocation: {
        watchPosition: (found) => {
          take = found;
          return 1;
        },
        clearWatch: () => {},
      },
    },
  });
  stop = watchPosition();
});

afterEach(() => {
  stop();
  mock.timers.reset();
});

test("a fix of now counts at once", () => {
  tell(59.1, now - 500);
  assert.equal(here()?.lat, 59.1);
});

test("the place that the system remembers from before does not count when a new one follows", () => {
  tell(59.2, now - 10 * MINUTE);
  assert.equal(here(), null);
  mock.timers.tick(1_000);
  tell(59.3, now + 1_000);
  mock.timers.tick(10_000);
  assert.equal(here()?.lat, 59.3);
});

test("when nothing newer comes, the remembered place is the one there is", () => {
  tell(59.4, now - 10 * MINUTE);
  mock.timers.tick(3_100);
  assert.equal(here()?.lat, 59.4);
});

test("a receiver whose clock is a day off, either way, finds the place all the same", () => {
  for (const day of [-24 * 60 * MINUTE, 24 * 60 * MINUTE]) {
    mock.timers.tick(2 * MINUTE);
    tell(59.5, Date.now() + day);
    mock.timers.tick(1_000);
    tell(59.6, Date.now() + day);
    assert.equal(here()?.lat, 59.6);
  }
});
