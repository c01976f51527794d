import assert from "node:assert/strict";
import { test } from "node:test";
import { pause, retryAfter } from "../../static/js/outbox/send/backoff.js";
import { isDue, isOver, LONGEST_WAIT, newItem } from "../../static/js/outbox/item/item.js";

const HOUR = 3_600_000;
const waiting = (more) => ({
  ...newItem({ id: "a", walk: "w", what: "finding", body: {}, now: 0 }),
  ...more,
});

test("no wait of ours is longer than the longest", () => {
  for (let tries = 0; tries < 40; tries += 1) assert.ok(pause(tries, () => 1) < LONGEST_WAIT);
  assert.ok(retryAfter("864000", 0) < LONGEST_WAIT);
  assert.ok(retryAfter("Fri, 02 Jan 1970 00:00:00 GMT", 0) < LONGEST_WAIT);
});

test("a moment further off than that was set by a clock that was wrong, and holds nothing back", () => {
  assert.ok(isOver(5, 5) && isOver(4, 5) && !isOver(6, 5));
  assert.ok(!isOver(LONGEST_WAIT, 0) && isOver(LONGEST_WAIT + 1, 0));
  for (const name of ["nextAt", "releaseAt"]) {
    assert.ok(!isDue(waiting({ [name]: 1000 + HOUR / 2 }), 1000));
    assert.ok(isDue(waiting({ [name]: 1000 + 24 * HOUR }), 1000));
  }
});
