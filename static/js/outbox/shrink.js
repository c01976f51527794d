/** Pictures from the camera app or the gallery are stored as they came, then made smaller here, one at a time, before they are sent. */
import { sha256 } from "../small/sha256.js";
import { replaceBytes, updatePhoto } from "./photos.js";
import { all, get } from "./store.js";

const SHRINKABLE = new Set(["image/jpeg", "image/png", "image/webp"]);
const PATIENCE = 30_000;
/** @type {Worker | null} */
let worker = null;
let busy = Promise.resolve();

/** What a new picture needs: `due` when it may be made smaller, `none` when it is sent as it is. @param {string} type @returns {"due" | "none"} */
export const need = (type) => (SHRINKABLE.has(type) && "OffscreenCanvas" in window && "createImageBitmap" in window ? "due" : "none");

/** All pictures that wait for it; two tries, then the original goes. Runs one after another. @returns {Promise<void>} */
export function shrinkDue() {
  busy = busy.then(round).catch(() => {});
  return busy;
}

async function round() {
  for (const photo of (await all("photos")).filter((row) => row.shrink === "due")) {
    if (photo.tries >= 2) { await updatePhoto(photo.id, (row) => ({ ...row, shrink: "failed" })); continue; }
    await updatePhoto(photo.id, (row) => ({ ...row, tries: row.tries + 1 }));
    await one(photo);
  }
}

async function one(photo) {
  const bytes = await get("bytes", photo.id);
  if (!bytes) { await updatePhoto(photo.id, (row) => ({ ...row, shrink: "failed" })); return; }
  const made = await ask(photo.id, bytes, photo.type);
  if (made.error) await updatePhoto(photo.id, (row) => ({ ...row, shrink: "failed" }));
  else if (made.bytes) await replaceBytes(photo.id, made.bytes, { shrink: "done", type: "image/jpeg", size: made.bytes.byteLength, sha256: await sha256(made.bytes), thumb: made.thumb });
  else await updatePhoto(photo.id, (row) => ({ ...row, shrink: "done", thumb: made.thumb ?? row.thumb }));
}

function ask(id, bytes, type) {
  worker ??= new Worker(new URL("./shrink-worker.js", import.meta.url), { type: "module" });
  const mine = worker;
  return new Promise((resolve) => {
    const give = (answer) => { clearTimeout(timer); mine.removeEventListener("message", hear); mine.removeEventListener("error", fail); resolve(answer); };
    const hear = ({ data }) => { if (data.id === id) give(data); };
    const fail = () => { worker = null; mine.terminate(); give({ error: "worker" }); };
    const timer = setTimeout(fail, PATIENCE);
    mine.addEventListener("message", hear);
    mine.addEventListener("error", fail);
    mine.postMessage({ id, bytes, type });
  });
}
