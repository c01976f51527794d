/**
 * The phone's database: the only module that opens IndexedDB. One that the browser has found damaged and
 * thrown away comes back from its second copy before anyone reads or writes.
 */
import { openDB } from "../../../vendor/idb-8.0.4.js";

const NAME = "strak";
const VERSION = 1;
/** What has a second copy: all that the server may not have yet, and what is needed to send it. */
export const COPIED = new Set(["passes", "walks", "items", "photos", "bytes"]);
export const secondCopy = () => import("./second-copy.js");

/** @type {Promise<any> | null} */
let opening = null;

/** @returns {Promise<any>} open, and whole */
export function database() {
  opening ??= begin().catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

/** How often it was closed behind our back: what the next one holds is another question. */
export let losses = 0;
export function lose() {
  opening = null;
  losses += 1;
}

async function begin() {
  const open = () =>
    openDB(NAME, VERSION, {
      upgrade,
      blocking: (_current, _wanted, event) => event.target.close(),
      terminated: lose,
    });
  // "Unknown": the browser has found it damaged and thrown it away; the next try makes a new one.
  const db = await open().catch((error) => {
    if (error.name === "UnknownError") return open();
    throw error;
  });
  if ((await isWhole(db)) || (await alone(() => isMadeWhole(db))))
    setTimeout(
      () => import("./catch-up.js").then(({ catchUp }) => catchUp(db, COPIED)).catch(() => {}),
      3_000,
    );
  return db;
}

/** A database without its mark is new, or the browser has thrown the old one away. */
const isWhole = (db) => db.get("settings", "whole");

/** The second copy comes back, all of it or nothing; one tab at a time. */
const isMadeWhole = async (db) =>
  Boolean(await isWhole(db)) ||
  secondCopy()
    .then(({ putBack }) => putBack(db, COPIED))
    .then(
      () => true,
      () => false,
    );
const alone = (work) => (navigator.locks ? navigator.locks.request("store", work) : work());

function upgrade(db) {
  db.createObjectStore("passes", { keyPath: "walk" });
  db.createObjectStore("walks", { keyPath: "walk" });
  db.createObjectStore("items", { keyPath: "id" }).createIndex("walk", "walk");
  const photos = db.createObjectStore("photos", { keyPath: "id" });
  photos.createIndex("item", "item");
  photos.createIndex("walk", "walk");
  db.createObjectStore("bytes");
  db.createObjectStore("small", { keyPath: "id" }).createIndex("walk", "walk");
  db.createObjectStore("feed", { keyPath: "key" }).createIndex("walk", "walk");
  db.createObjectStore("settings");
}
