import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../../static/css/tokens.css", import.meta.url), "utf8");
const values = (block) =>
  Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9A-F]{6})/gi)].map(([, name, value]) => [name, value]),
  );
const part = (start) => css.slice(css.indexOf(start), css.indexOf("}", css.indexOf(start)));
const paper = values(part(":root {\n    color-scheme: light"));
const themes = { paper, dusk: { ...paper, ...values(part(':root[data-theme="dusk"]')) } };

const light = (hex) =>
  [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a, b) => {
  const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

/** Text on ground, and the least it must have. */
const PAIRS = [
  ...["ground", "surface", "raised"].flatMap((ground) => [
    ["text", ground, 7],
    ["muted", ground, 4.5],
    ["muted-strong", ground, 7],
  ]),
  ...["ground", "surface"].flatMap((ground) =>
    ["good-strong", "unsafe-strong", "info-strong", "lamp-ink"].map((ink) => [ink, ground, 7]),
  ),
  ["on-lamp", "lamp", 7],
  ["on-good", "good", 4.5],
  ["on-unsafe", "unsafe", 4.5],
  ["good-strong", "good-soft", 7],
  ["unsafe-strong", "unsafe-soft", 7],
  ["info-strong", "info-soft", 7],
  ["lamp-ink", "lamp-soft", 7],
  ...["good-soft", "unsafe-soft", "info-soft", "lamp-soft"].map((ground) => ["text", ground, 7]),
  ...["ground", "surface", "raised"].map((ground) => ["edge", ground, 3]),
];

for (const [name, theme] of Object.entries(themes)) {
  test(`every pair of ${name} can be read in the rain`, () => {
    const faint = PAIRS.map(([ink, ground, least]) => [
      ink,
      ground,
      least,
      contrast(theme[ink], theme[ground]),
    ]).filter(([, , least, is]) => is < least);
    assert.deepEqual(
      faint.map(([ink, ground, least, is]) => `${ink} on ${ground}: ${is.toFixed(2)} < ${least}`),
      [],
    );
  });
}

test("the device's own dark theme and the chosen one are the same", () => {
  const device = values(
    css.slice(css.indexOf(":root:not([data-theme"), css.indexOf(':root[data-theme="dusk"]')),
  );
  assert.deepEqual(device, values(part(':root[data-theme="dusk"]')));
});
