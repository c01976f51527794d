/**
 * Pictures from the camera app or the gallery are stored as they came, then made smaller here, one at a time,
 * before they are sent.
 */
import { replaceBytes, updatePhoto } from "./photos.js";
import { get } from "../store/store.js";
import { sha256 } from "../../small/sha256.js";

const PATIENCE = 30_000;
/** @type {Worker | null} */
let worker = null;
let busy = Promise.resolve();

/**
 * A picture that waits for it; two tries, then the original goes. One after another.
 * @param {string} id
 * @returns {Promise<void>}
 */
export function shrink(id) {
  busy = busy.then(() => begin(id)).catch(() => {});
  return busy;
}

async function begin(id) {
  const photo = await get("photos", id);
  if (photo?.shrink !== "due") return;
  if (photo.tries >= 2) {
    await updatePhoto(photo.id, (row) => ({ ...row, shrink: "failed" }));
    return;
  }
  await updatePhoto(photo.id, (row) => ({ ...row, tries: row.tries + 1 }));
  await one(photo);
}

async function one(photo) {
  const bytes = await get("bytes", photo.id);
  if (!bytes) {
    await updatePhoto(photo.id, (row) => ({ ...row, shrink: "failed" }));
    return;
  }
  const made = await ask(photo.id, bytes, photo.type);
  if (made.error) await updatePhoto(photo.id, (row) => ({ ...row, shrink: "failed" }));
  else if (made.bytes)
    await replaceBytes(photo.id, made.bytes, {
      shrink: "done",
      type: "image/jpeg",
      size: made.bytes.byteLength,
      sha256: await sha256(made.bytes),
      thumb: made.thumb,
    });
  else await updatePhoto(photo.id, (row) => ({ ...row, shrink: "done", thumb: made.thumb ?? row.thumb }));
}

function ask(id, bytes, type) {
  worker ??= new Worker(new URL("./shrink-worker.js", import.meta.url), { type: "module" });
  const mine = worker;
  return new Promise((resolve) => {
    const give = (answer) => {
      clearTimeout(timer);
      mine.removeEventListener("message", hear);
      mine.removeEventListener("error", fail);
      resolve(answer);
    };
    const hear = ({ data }) => {
      if (data.id === id) give(data);
    };
    const fail = () => {
      worker = null;
      mine.terminate();
      give({ error: "worker" });
    };
    const timer = setTimeout(fail, PATIENCE);
    mine.addEventListener("message", hear);
    mine.addEventListener("error", fail);
    mine.postMessage({ id, bytes, type });
  });
}
