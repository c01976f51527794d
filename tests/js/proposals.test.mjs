import assert from "node:assert/strict";
import { test } from "node:test";
import { differences } from "../../static/js/capture/finding/differences.js";
import { isNamed, kept, newItem } from "../../static/js/outbox/item/item.js";

const asked = ["type", "text", "landmark", "perspective", "building"];

test("a proposal tells the fields it would change, and no others", () => {
  const stands = {
    type: "defect",
    kind: "light",
    text: "Egna ord",
    landmark: "",
    revision: 1,
    photos: ["a"],
  };
  const said = { type: "defect", kind: "ramp", text: "Andras ord", landmark: null, revision: 7, photos: [] };
  assert.deepEqual(differences(stands, said, asked), [
    ["kind", "light", "ramp"],
    ["text", "Egna ord", "Andras ord"],
  ]);
});

test("nothing said is nothing said, however it is written", () => {
  const empty = { text: "", perspective: [], building: { name: "", floor: "" } };
  assert.deepEqual(differences(empty, { text: null, perspective: null, building: null }, asked), []);
  assert.deepEqual(
    differences({ building: { name: "A", floor: "1" } }, { building: { floor: "1", name: "A" } }, asked),
    [],
  );
});

test("a place is another where its degrees are", () => {
  const here = { lat: 59.1, lon: 17.9, source: "device" };
  assert.deepEqual(differences({ position: here }, { position: { ...here, source: "pin" } }, asked), []);
  const there = { ...here, lat: 59.2 };
  assert.deepEqual(differences({ position: here }, { position: there }, asked), [["position", here, there]]);
  assert.deepEqual(differences({ position: here }, { position: null }, asked), []);
});

test("what was proposed is kept by its own receipt, and asks nobody whose word stands", () => {
  const item = { ...newItem({ id: "a", walk: "w", what: "finding", body: {}, now: 1 }), revision: 7 };
  assert.ok(isNamed(item, [], { revision: 1, proposed: 7, photos: [] }));
  assert.ok(!isNamed(item, [], { revision: 1, proposed: 6, photos: [] }));
  assert.equal(kept(item, {}, 5).problem, null);
});
