/**
 * The three steps of sending one item: its words, its pictures, its receipt. Each reads the row anew and
 * writes what the answer means.
 */
import { accepted, aside, edited, isNamed, kept, later, stale } from "../item/item.js";
import { erase, expire, update } from "../item/items.js";
import { photosOf, updatePhoto } from "../item/photos.js";
import { pause, retryAfter } from "./backoff.js";
import { putItem, putPhoto, receipt, remove } from "./send.js";
import { get } from "../store/store.js";

/** @typedef {import("../item/item.js").Item} Item */

/** @param {Item} item @param {{ pass: string, walk: string }} pass */
export async function sendWords(item, pass) {
  if (item.gone) return withdraw(item, pass);
  if (item.sent >= item.revision) return null;
  const photos = await photosOf(item.id);
  const large = photos.find((photo) => photo.shrink === "due");
  if (large) {
    import("../item/shrink.js").then(({ shrink }) => shrink(large.id)).catch(() => {});
    return null;
  }
  const answer = await putItem(
    item,
    photos.map((photo) => photo.sha256),
    pass.pass,
  );
  if (answer.verdict === "ok") {
    await update(item.id, (row) => accepted(row, { revision: item.revision, flags: answer.body.flags }));
    await tick(photos, answer.body.missing);
  } else {
    await refuse(item, pass, answer);
  }
  return answer;
}

/** @param {Item} item @param {{ pass: string, walk: string }} pass */
export async function sendPhotos(item, pass) {
  if (item.gone || item.sent < item.revision) return null;
  let last = null;
  for (const photo of await photosOf(item.id)) {
    if (photo.sent || photo.refused || photo.shrink === "due") continue;
    const bytes = await get("bytes", photo.id);
    if (!bytes) {
      await updatePhoto(photo.id, (row) => ({ ...row, refused: "bytes-lost" }));
      continue;
    }
    last = await putPhoto(item, photo, bytes, pass.pass);
    if (last.verdict === "ok") await updatePhoto(photo.id, (row) => ({ ...row, sent: true }));
    else if (last.verdict === "refused" && last.status !== 404)
      await updatePhoto(photo.id, (row) => ({ ...row, refused: last.code }));
    else {
      await refuse(item, pass, last);
      return last;
    }
  }
  return last;
}

/** @param {Item} item @param {{ pass: string, walk: string }} pass */
export async function settle(item, pass) {
  const photos = await photosOf(item.id);
  if (item.gone || item.sent < item.revision || photos.some((photo) => !photo.sent && !photo.refused))
    return null;
  if (item.what === "finish" || item.what === "track") return close(item);
  const refused = photos.find((photo) => photo.refused);
  const asked = await receipt(item, pass.pass);
  if (asked.verdict !== "ok") {
    await refuse(item, pass, asked);
    return asked;
  }
  if (asked.body && !isNamed(item, photos, asked.body)) await again(item, photos, asked.body);
  else
    await update(item.id, (row) =>
      refused ? aside(row, { code: refused.refused, status: 422 }) : keptIf(row, item, asked.body ?? {}),
    );
  return asked;
}

/**
 * What is told of the walk is kept by the answer itself; a track that goes on no more leaves the phone with
 * it.
 */
async function close(item) {
  const row = await update(item.id, (now) => keptIf(now, item, {}));
  if (row?.over && row.state === "kept") await erase(row.id);
  return null;
}

/** Edited while it was being sent: not kept yet. */
export const keptIf = (row, seen, body) =>
  row.revision === seen.revision && !row.gone ? kept(row, body, Date.now()) : row;

/** The receipt does not name it all: send what it lacks, but not at once. */
async function again(item, photos, body) {
  await tick(
    photos,
    photos.map((photo) => photo.sha256).filter((sha) => !body.photos.includes(sha)),
  );
  await update(item.id, (row) =>
    later(
      { ...row, sent: Math.min(row.sent, Math.max(body.revision, body.proposed ?? 0)) },
      Date.now() + pause(row.tries),
      {
        code: "not-in-receipt",
        status: 200,
      },
    ),
  );
}

/** `missing` is what the server lacks: those are unsent, the others are there. */
async function tick(photos, missing) {
  if (!Array.isArray(missing)) return;
  for (const photo of photos) {
    const sent = !missing.includes(photo.sha256);
    if (photo.sent !== sent) await updatePhoto(photo.id, (row) => ({ ...row, sent }));
  }
}

async function withdraw(item, pass) {
  const answer = item.what === "finding" ? await remove(item.id, pass.pass) : { verdict: "ok" };
  if (answer.verdict !== "ok" && answer.verdict !== "gone") await refuse(item, pass, answer);
  else if (item.what !== "finding" || item.of) await erase(item.id);
  else await update(item.id, (row) => (row.gone ? { ...row, state: "kept", keptAt: Date.now() } : row));
  return answer;
}

const SETTLED = new Set(["stale", "refused", "gone"]);

/**
 * Nobody is asked about a line: this phone's stands where another was sent, and one that is not wanted goes.
 */
const retrack = (item, answer) =>
  answer.verdict === "stale"
    ? update(item.id, (row) => edited({ ...row, server: answer.body?.current }, {}, Date.now()))
    : erase(item.id);

/** Counted on from what the server has; what is told of the walk is counted in seconds here. */
const recount = (item, answer) =>
  update(item.id, (row) => ({ ...row, revision: (answer.body?.current?.revision ?? 0) + 1, sent: 0 }));

async function refuse(item, pass, answer) {
  const problem = { code: answer.code, status: answer.status };
  if (answer.code === "revision-too-far") return void (await recount(item, answer));
  if (item.what === "track" && SETTLED.has(answer.verdict)) await retrack(item, answer);
  else if (item.what === "finish" && answer.verdict === "stale")
    await close(item); // the latest words stand, whoever led
  else if (answer.verdict === "pass") await expire(pass);
  else if (answer.verdict === "stale")
    await update(item.id, (row) => stale(row, answer.body?.current ?? answer.body));
  else if (answer.verdict === "broken" || answer.verdict === "offset") {
    const wait = retryAfter(answer.retryAfter, Date.now());
    await update(item.id, (row) => later(row, Date.now() + (wait ?? pause(row.tries)), problem));
  } else if (answer.verdict === "refused" || answer.verdict === "gone") {
    await update(item.id, (row) => aside(row, problem));
  }
}
