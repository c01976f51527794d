import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { bearing, isSpot, metres, moved } from "../../static/js/small/geo.js";
import { sniff } from "../../static/js/small/sniff.js";
import { isDark, sunHeight } from "../../static/js/small/sun.js";
import { date, distance, t, tn, use } from "../../static/js/small/texts.js";
import { uuid7 } from "../../static/js/small/uuid.js";
import { crc32, zip } from "../../static/js/small/zip.js";

const TORG = { lat: 59.3884, lon: 17.9285 };

test("a UUID of version 7 carries its time and sorts by it", () => {
  const id = uuid7(0x0123456789ab, new Uint8Array(10).fill(0xff));
  assert.equal(id, "01234567-89ab-7fff-bfff-ffffffffffff");
  assert.ok(uuid7(1000) < uuid7(2000));
});

test("distances, bearings and steps agree with each other", () => {
  const there = moved(TORG, 30, 40);
  assert.ok(Math.abs(metres(TORG, there) - 50) < 0.1);
  assert.ok(Math.abs(bearing(TORG, there) - 36.87) < 0.2);
  assert.ok(Math.abs(bearing(TORG, moved(TORG, -10, 0)) - 270) < 0.2);
});

test("zero island and impossible degrees are no places", () => {
  assert.ok(isSpot(TORG));
  for (const spot of [
    null,
    {},
    { lat: 0, lon: 0 },
    { lat: Number.NaN, lon: 1 },
    { lat: 91, lon: 1 },
    { lat: 1, lon: 181 },
  ])
    assert.ok(!isSpot(spot));
});

test("the sun sets when the almanac says so, within a quarter of an hour", () => {
  const close = (iso) => Math.abs(sunHeight(new Date(iso), TORG) - -0.833) < 1.6;
  assert.ok(close("2026-12-10T14:47:00+01:00"), "10 December");
  assert.ok(close("2026-05-12T21:06:00+02:00"), "12 May");
  assert.ok(isDark(new Date("2026-12-10T18:00:00+01:00"), TORG));
  assert.ok(!isDark(new Date("2026-05-12T18:00:00+02:00"), TORG));
});

test("bytes are known by their beginning, not by their name", () => {
  const bytes = (...parts) =>
    new Uint8Array(
      parts.flatMap((part) =>
        typeof part === "string" ? [...part].map((sign) => sign.charCodeAt(0)) : [part],
      ),
    ).buffer;
  assert.equal(sniff(bytes(0xff, 0xd8, 0xff, 0xe1)), "image/jpeg");
  assert.equal(sniff(bytes(0x89, "PNG\r\n", 0x1a, "\n")), "image/png");
  assert.equal(sniff(bytes("RIFF0000WEBPVP8 ")), "image/webp");
  assert.equal(sniff(bytes("0000ftypheic")), "image/heic");
  assert.equal(sniff(bytes("0000ftypavif")), "image/avif");
  assert.equal(sniff(bytes(0x1a, 0x45, 0xdf, 0xa3)), "audio/webm");
  assert.equal(sniff(bytes("<html>")), null);
  assert.equal(sniff(new ArrayBuffer(0)), null);
});

test("a number chooses its word by the language's own rule", () => {
  const plurals = {
    kept: {
      zero: "z%(num)s",
      one: "o%(num)s",
      two: "t%(num)s",
      few: "f%(num)s",
      many: "m%(num)s",
      other: "x%(num)s",
    },
  };
  use({ language: "ar", direction: "rtl", languages: {}, texts: {}, plurals });
  assert.deepEqual(
    [0, 1, 2, 3, 11, 100].map((n) => tn("kept", n).replace(/[\u2068\u2069]/g, "")),
    ["z0", "o1", "t2", "f3", "m11", "x100"],
  );
  use({
    language: "sv-easy",
    direction: "ltr",
    languages: {},
    texts: { metres: "%(num)s m", kilometres: "%(num)s km" },
    plurals,
  });
  assert.deepEqual(
    [0, 1, 2].map((n) => tn("kept", n)),
    ["x0", "o1", "x2"],
  );
  assert.deepEqual([4.4, 27, 123, 1234].map(distance), ["4 m", "25 m", "120 m", "1,2 km"]);
});

test("digits are Latin and hours are written out in every language", () => {
  use(
    { language: "ar", direction: "rtl", languages: {}, texts: { a: "%(x)s och %(y)s" }, plurals: {} },
    "Europe/Stockholm",
  );
  assert.match(date("2026-12-10T17:05:00Z", { hour: "2-digit", minute: "2-digit" }), /18:05/);
  assert.equal(t("a", { x: 1 }), "\u20681\u2069 och %(y)s");
  assert.equal(t("missing"), "missing");
});

test("the ZIP file opens in other programs with its contents whole", async () => {
  const words = new TextEncoder().encode("Hinderstorpsgränd").buffer;
  const blob = zip(
    [
      { name: "ett/två.txt", bytes: words },
      { name: "tom.bin", bytes: new ArrayBuffer(0) },
    ],
    new Date(2026, 11, 10, 18, 0, 0),
  );
  const file = join(mkdtempSync(join(tmpdir(), "zip-")), "a.zip");
  writeFileSync(file, new Uint8Array(await blob.arrayBuffer()));
  const told = execFileSync(
    "python3",
    [
      "-c",
      "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); " +
        "print(z.testzip(), z.namelist(), z.read('ett/två.txt').decode(), z.infolist()[0].date_time)",
      file,
    ],
    { encoding: "utf8" },
  );
  assert.equal(told.trim(), "None ['ett/två.txt', 'tom.bin'] Hinderstorpsgränd (2026, 12, 10, 18, 0, 0)");
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
});
