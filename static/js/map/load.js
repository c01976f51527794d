/**
 * Brings squares of the map: from what the phone has kept, else from our own server, a few at a time; the
 * latest are remembered.
 */
import { addressOf, parent } from "./square.js";

const AT_ONCE = 3;
const REMEMBERED = 80;
const AGAIN = 4;

/** @typedef {{ picture: ImageBitmap } | import("./prepare.js").Prepared} Loaded */
/** @typedef {{ address: string, vector: boolean, zooms: number[] }} Facts */
/** @type {Map<string, Loaded | null>} null: there is nothing on that square */
const known = new Map();
/**
 * @type {Map<string, { facts: Facts, square: import("./square.js").Square, done: () => void, tries: number
 *   }>}
 */
const waiting = new Map();
const asked = new Set();
let restUntil = 0;

/**
 * What is here already: undefined when it is not.
 * @param {string} address
 * @returns {Loaded | null | undefined}
 */
export const here = (address) => known.get(address);

/**
 * Asks for these squares, and forgets what was asked for before and has not begun.
 * @param {Facts} facts
 * @param {import("./square.js").Square[]} squares
 * @param {() => void} done called for each that came
 */
export function want(facts, squares, done) {
  waiting.clear();
  for (const square of squares) ask({ facts, square, done, tries: 0 });
  next();
}

function ask(job) {
  const address = addressOf(job.facts.address, job.square);
  if (!known.has(address) && !asked.has(address)) waiting.set(address, job);
}

function next() {
  for (const [address, job] of waiting) {
    if (asked.size >= AT_ONCE) return;
    waiting.delete(address);
    asked.add(address);
    bring(address, job).finally(() => {
      asked.delete(address);
      next();
    });
  }
}

async function bring(address, job) {
  try {
    const answer =
      (await globalThis.caches?.match(address, { ignoreVary: true })) ?? (await fetched(address));
    if (answer.status === 503) return later(answer, job);
    if (!answer.ok) throw new Error(String(answer.status));
    remember(address, await read(answer, job.facts.vector));
    job.done();
  } catch {
    coarser(job);
  }
  return undefined;
}

async function fetched(address) {
  if (Date.now() < restUntil || navigator.onLine === false) throw new Error("not now");
  return fetch(address, { credentials: "omit" }).catch((error) => {
    restUntil = Date.now() + 10_000;
    throw error;
  });
}

/** No network, or no tile: perhaps the one around it is here. */
function coarser(job) {
  if (job.square.z > job.facts.zooms[0]) ask({ ...job, square: parent(job.square) });
}

/** The server fetches no more than a few at once; when it says "in a second" it is asked again. */
function later(answer, job) {
  const seconds = Number(answer.headers.get("retry-after"));
  if (seconds <= 5 && job.tries < AGAIN)
    setTimeout(
      () => {
        ask({ ...job, tries: job.tries + 1 });
        next();
      },
      (seconds + Math.random()) * 1000,
    );
  else if (seconds > 5) {
    restUntil = Date.now() + 30_000;
    coarser(job);
  }
}

async function read(answer, vector) {
  if (answer.status === 204) return null;
  if (!vector) return { picture: await createImageBitmap(await answer.blob()) };
  const [{ prepare }, bytes] = await Promise.all([import("./prepare.js"), answer.arrayBuffer()]);
  return prepare(bytes);
}

function remember(address, loaded) {
  known.set(address, loaded);
  if (known.size > REMEMBERED) known.delete(known.keys().next().value);
}
