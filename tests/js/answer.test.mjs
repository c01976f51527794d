import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../../static/js/outbox/send/answer.js";

const seen = (status, body = null, headers = {}, more = {}) =>
  judge({ status, body, headers: { get: (name) => headers[name] ?? null }, ...more }).verdict;

test("our own answers with words are success", () => {
  assert.equal(seen(201, { revision: 1, missing: [] }), "ok");
  assert.equal(seen(200, { revision: 1 }), "ok");
  assert.equal(seen(204), "ok");
  assert.equal(seen(201, null, {}, { isEmpty: true }), "ok");
  assert.equal(seen(200, null, { "upload-offset": "512" }), "ok");
});

test("a café's login page with status 200 is no success", () => {
  assert.equal(seen(200, null), "unreachable");
  assert.equal(seen(200, { revision: 1 }, {}, { redirected: true }), "unreachable");
  for (const status of [302, 307, 407, 511]) assert.equal(seen(status), "unreachable");
  for (const status of [401, 403]) assert.equal(seen(status, null), "unreachable");
});

test("a full or busy server is waited for, a broken one is tried again for this thing alone", () => {
  for (const status of [429, 502, 503, 504]) assert.equal(seen(status, { code: "busy" }), "busy");
  assert.equal(seen(500, { code: "invalid" }), "broken");
  assert.equal(seen(404, null), "broken");
});

test("refusals in our words are told apart", () => {
  assert.equal(seen(401, { code: "pass-expired" }), "pass");
  assert.equal(seen(403, { code: "not-yours" }), "refused");
  assert.equal(seen(409, { code: "stale" }), "stale");
  assert.equal(seen(409, { code: "offset-differs" }, { "upload-offset": "3" }), "offset");
  assert.equal(seen(409, { code: "hash-differs" }), "broken");
  assert.equal(seen(409, { code: "frozen" }), "refused");
  assert.equal(seen(422, { code: "broken-picture" }), "refused");
  assert.equal(seen(413, null), "refused");
});
