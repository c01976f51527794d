import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../../static/js/outbox/send/answer.js";
import { isItsOwn } from "../../static/js/outbox/send/whose-busy.js";

const answered = (status) => judge({ status, body: { code: "x" }, headers: new Headers() });

test("a first busy is the whole server's, a second for the same thing is its own", () => {
  for (const [id, status] of Object.entries({ a: 502, b: 503, c: 504, d: 507 })) {
    assert.deepEqual([isItsOwn(id, answered(status)), isItsOwn(id, answered(status))], [false, true]);
  }
});

test("another answer between them begins the count anew, a lost network does not", () => {
  isItsOwn("e", answered(503));
  assert.equal(isItsOwn("e", answered(200)), false);
  assert.equal(isItsOwn("e", answered(503)), false);
  assert.equal(isItsOwn("e", { ...answered(503), verdict: "unreachable" }), false);
  assert.equal(isItsOwn("e", answered(503)), true);
});

test("what is refused or broken is nobody's busy", () => {
  for (const status of [422, 500, 500]) assert.equal(isItsOwn("f", answered(status)), false);
});
