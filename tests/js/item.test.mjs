import assert from "node:assert/strict";
import { test } from "node:test";
import { pause, retryAfter } from "../../static/js/outbox/send/backoff.js";
import {
  accepted,
  aside,
  bodyOf,
  edited,
  isDue,
  isNamed,
  kept,
  later,
  newItem,
  released,
  stale,
  walkOf,
  withdrawn,
} from "../../static/js/outbox/item/item.js";

const fresh = (more = {}) => ({
  ...newItem({ id: "a", walk: "w", what: "finding", body: { type: "defect" }, now: 1000 }),
  ...more,
});

test("a draft keeps revision 1 however often it changes; what may have been seen gets the next", () => {
  assert.equal(edited(fresh({ state: "draft" }), { kind: "light" }, 2000).revision, 1);
  assert.equal(edited(fresh(), { kind: "light" }, 2000).revision, 2);
  assert.equal(edited(fresh({ revision: 2, server: { revision: 7 }, state: "stale" }), {}, 2000).revision, 8);
});

test("an edit of something kept waits to be sent again, and starts without its old troubles", () => {
  const again = edited(kept(fresh(), { backed_up: false }, 5), { text: "x" }, 9);
  assert.deepEqual([again.state, again.body.text, again.tries, again.problem], ["waiting", "x", 0, null]);
  assert.equal(edited(aside(fresh(), { code: "invalid", status: 422 }), {}, 9).state, "waiting");
});

test("the finish is numbered by seconds, so that the last phone to write it stands", () => {
  const finish = newItem({ id: "f", walk: "w", what: "finish", body: {}, now: 1_700_000_000_000 });
  assert.equal(finish.revision, 1_700_000_000);
  assert.ok(edited(finish, {}, 1_700_000_000_000).revision > finish.revision);
});

test("what is held back, refused or later is not due", () => {
  assert.ok(isDue(fresh(), 2000));
  assert.ok(!isDue(fresh({ releaseAt: 3000 }), 2000));
  assert.ok(isDue(released(fresh({ releaseAt: 3000 })), 2000));
  assert.ok(!isDue(later(fresh(), 3000, { code: "x", status: 500 }), 2000));
  for (const state of [
    aside(fresh(), { code: "x", status: 422 }),
    stale(fresh(), {}),
    kept(fresh(), {}, 1),
    fresh({ state: "draft" }),
  ])
    assert.ok(!isDue(state, 2000));
  assert.ok(isDue(withdrawn(kept(fresh(), {}, 1)), 2000));
});

test("an answer to an older revision does not hide a newer one", () => {
  const newer = edited(fresh(), { text: "later" }, 2000);
  assert.equal(accepted(newer, { revision: 1 }).sent, 1);
  assert.ok(accepted(newer, { revision: 1 }).sent < newer.revision);
  assert.equal(accepted({ ...newer, sent: 2 }, { revision: 1 }).sent, 2);
});

test("only a receipt with this revision and every picture names it all", () => {
  const photos = [{ sha256: "aa" }, { sha256: "bb" }];
  assert.ok(isNamed(fresh(), photos, { revision: 1, photos: ["bb", "aa", "cc"] }));
  assert.ok(!isNamed(fresh(), photos, { revision: 1, photos: ["aa"] }));
  assert.ok(!isNamed(fresh({ revision: 2 }), [], { revision: 1, photos: [] }));
  assert.ok(isNamed(fresh(), [{ sha256: "aa", refused: "broken-picture" }], { revision: 1, photos: [] }));
});

test("the wait doubles up to five minutes and is never the same for all", () => {
  assert.equal(
    pause(0, () => 1),
    2000,
  );
  assert.equal(
    pause(0, () => 0),
    1000,
  );
  assert.equal(
    pause(3, () => 1),
    16_000,
  );
  assert.equal(
    pause(50, () => 1),
    300_000,
  );
});

test("Retry-After is read as seconds or as a date", () => {
  assert.equal(retryAfter("7", 0), 7000);
  assert.equal(retryAfter("Thu, 01 Jan 1970 00:00:05 GMT", 1000), 4000);
  assert.equal(retryAfter(null, 0), null);
  assert.equal(retryAfter("soon", 0), null);
});

test("what is sent names its walk, its revision and every picture, also those at the server", () => {
  const body = bodyOf(fresh({ there: ["a", "b"], body: { kind: "light", same_as: "f" } }), ["b", "c"]);
  assert.deepEqual(body, { kind: "light", same_as: "f", walk: "w", revision: 1, photos: ["a", "b", "c"] });
  assert.equal("photos" in bodyOf(fresh({ what: "rating" }), []), false);
});

test("what a former user left still goes to its own walk", () => {
  const left = fresh({ walk: "left:1", of: "w" });
  assert.deepEqual([walkOf(left), bodyOf(left, []).walk], ["w", "w"]);
});

test("the walked way is numbered by seconds too: the phone that leads last stands", () => {
  assert.equal(
    newItem({ id: "t", walk: "w", what: "track", body: { line: [] }, now: 5_000_500 }).revision,
    5000,
  );
});
