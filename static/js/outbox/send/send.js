/**
 * The only module that uploads. One request a photo; large ones in parts that can be resumed; everything
 * idempotent, so sending twice is always fine.
 */
import { bodyOf, walkOf } from "../item/item.js";
import { NO_NETWORK, read } from "./answer.js";

const API = "/api/v1";
const PART = 512 * 1024;
const RESUMABLE_FROM = 1024 * 1024;
const SLOWEST = 4 * 1024;

/** @typedef {import("./answer.js").Answer} Answer */

const NOT_OURS = { verdict: /** @type {const} */ ("unreachable"), code: "not-our-answer" };

const PATHS = {
  finding: (item) => `/findings/${item.id}`,
  check: (item) => `/checks/${item.id}`,
  rating: (item) => `/ratings/${item.id}`,
  finish: (item) => `/walks/${walkOf(item)}/finish`,
  track: (item) => `/walks/${walkOf(item)}/track`,
};

/**
 * The words of an item: `PUT`.
 * @param {import("../item/item.js").Item} item
 * @param {string[]} photos their sha256
 * @param {string} pass
 * @returns {Promise<Answer>} its body is `{revision, missing, flags}`
 */
export async function putItem(item, photos, pass) {
  const answer = await json("PUT", PATHS[item.what](item), bodyOf(item, photos), pass);
  if (answer.verdict === "ok" && typeof answer.body?.revision !== "number") return { ...answer, ...NOT_OURS };
  return answer;
}

/**
 * How many things this phone still holds.
 * @param {string} walk
 * @param {number} held
 * @param {number} revision
 * @param {string} pass
 */
export const putHeld = (walk, held, revision, pass) =>
  json("PUT", `/walks/${walk}/finish`, { held, revision }, pass);

/** @param {string} id @param {string} pass */
export async function remove(id, pass) {
  const answer = await request("DELETE", `/findings/${id}`, { pass });
  return answer.status === 404 && answer.body ? { ...answer, verdict: /** @type {"ok"} */ ("ok") } : answer;
}

/**
 * A leader's press on what another phone proposes.
 * @param {string} finding
 * @param {string} proposal
 * @param {"take" | "leave"} verb
 * @param {string} pass
 */
export const decide = (finding, proposal, verb, pass) =>
  request("POST", `/findings/${finding}/proposals/${proposal}/${verb}`, { pass });

/** The pass delivers from now on, and reads nothing more. @param {string} walk @param {string} pass */
export const narrowPass = (walk, pass) => request("POST", `/walks/${walk}/upload-pass`, { pass });

/**
 * What the server has for good.
 * @param {import("../item/item.js").Item} item
 * @param {string} pass
 * @returns {Promise<Answer>}
 */
export async function receipt(item, pass) {
  const answer = await request("GET", `${PATHS[item.what](item)}/receipt`, { pass });
  const isOurs = Array.isArray(answer.body?.photos) && typeof answer.body.revision === "number";
  if (answer.verdict === "ok" && !isOurs) return { ...answer, ...NOT_OURS };
  return answer;
}

/**
 * One picture or voice note.
 * @param {import("../item/item.js").Item} item
 * @param {{ sha256: string, type: string }} photo
 * @param {ArrayBuffer} bytes
 * @param {string} pass
 * @returns {Promise<Answer>}
 */
export function putPhoto(item, photo, bytes, pass) {
  const path = `${PATHS[item.what](item)}/photos/${photo.sha256}`;
  if (bytes.byteLength > RESUMABLE_FROM) return inParts(path, photo, bytes, pass);
  return request("PUT", path, { pass, body: bytes, headers: { "Content-Type": photo.type } });
}

async function inParts(path, photo, bytes, pass) {
  const asked = await request("HEAD", path, { pass });
  if (asked.verdict !== "ok" && asked.offset === null) return asked;
  let offset = asked.offset ?? 0;
  let repeats = 0;
  let answer = asked;
  while (offset < bytes.byteLength || answer === asked) {
    const headers = {
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": String(offset),
      "Upload-Length": String(bytes.byteLength),
      "Upload-Type": photo.type,
    };
    answer = await request("PATCH", path, { pass, body: bytes.slice(offset, offset + PART), headers });
    if (answer.verdict === "offset" && answer.offset !== null && repeats < 3) {
      repeats += 1;
    } else if (answer.verdict !== "ok" || answer.status === 200 || answer.status === 201) {
      return answer;
    } else if (answer.offset === null || answer.offset <= offset) {
      return NO_NETWORK;
    }
    offset = answer.offset;
  }
  return answer;
}

/**
 * @param {{ code: string, language: string, mode: string, former_pass?: string }} wish
 * @returns {Promise<Answer>} body `{pass, participant, walk, role}`
 */
export async function join(wish) {
  const answer = await json("POST", "/join", wish, null);
  if (answer.verdict === "ok" && !(answer.body?.pass && answer.body.walk)) return { ...answer, ...NOT_OURS };
  return answer;
}

function json(method, path, body, pass) {
  return request(method, path, {
    pass,
    body: new TextEncoder().encode(JSON.stringify(body)).buffer,
    headers: { "Content-Type": "application/json" },
  });
}

/**
 * @param {string} method
 * @param {string} path
 * @param {{ pass?: string | null, body?: ArrayBuffer, headers?: Record<string, string> }} parts
 * @returns {Promise<Answer>}
 */
async function request(method, path, { pass, body, headers = {} }) {
  const wait = 20_000 + ((body?.byteLength ?? 0) / SLOWEST) * 1000;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), wait);
  try {
    const response = await fetch(API + path, {
      method,
      body,
      cache: "no-store",
      credentials: "omit",
      signal: stop.signal,
      headers: {
        Accept: "application/json",
        ...headers,
        ...(pass ? { Authorization: `Bearer ${pass}` } : {}),
      },
    });
    return await read(response);
  } catch {
    return NO_NETWORK;
  } finally {
    clearTimeout(timer);
  }
}
