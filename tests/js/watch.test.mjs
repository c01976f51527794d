import assert from "node:assert/strict";
import { test } from "node:test";
import { mask, seems } from "../../static/js/small/watch.js";

test("what could name a person is covered", () => {
  for (const text of [
    "20120304-1234",
    "120304 1234",
    "ring 070-174 06 05",
    "+46 70 174 06 05",
    "anna.b@exempel.se",
    "bilen ABC 12D",
  ]) {
    assert.ok(seems(text), text);
    assert.ok(mask(`före ${text} efter`).startsWith("före "), text);
  }
  assert.equal(mask("skriv till åsa@exempel.se nu"), "skriv till ▇▇▇ nu");
});

test("the words people use about places are left alone", () => {
  for (const text of [
    "Lampan vid trappa 14 är sönder sedan 2025",
    "stolpe 41-207",
    "Hinderstorpsgränd, bakom nr 12",
    "Bra – behåll!",
  ]) {
    assert.equal(mask(text), text);
  }
});
