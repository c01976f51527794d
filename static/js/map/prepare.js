/**
 * Makes a vector tile ready to be painted many times: one path for all that looks alike, and the names with
 * the way they lie along.
 */
import { isUsed, role } from "./roles.js";
import { layers } from "./vector.js";

const STRAIGHT = 0.96;
const MOST_NAMES = 200;

/**
 * @typedef {{ text: string, x: number, y: number, angle: number, length: number, what: string }} Name in
 *   units of the tile, 4096 a side; `length` is the room there is along the way, Infinity at a point
 */
/** @typedef {{ paths: Map<string, Path2D>, names: Name[] }} Prepared */

const SIDE = 4096;

/** @param {ArrayBuffer} bytes @returns {Prepared} */
export function prepare(bytes) {
  const made = { paths: new Map(), names: [] };
  for (const layer of layers(new Uint8Array(bytes))) {
    if (!isUsed(layer.name)) continue;
    for (const feature of layer.features()) add(made, layer, feature);
  }
  return made;
}

function add(made, layer, { type, words, parts }) {
  const what = role(layer.name, type, words);
  if (!what) return;
  const scale = SIDE / layer.extent;
  if (type !== 1) trace(path(made.paths, what), parts, type === 3, scale);
  const text = nameOf(words);
  if (
    text &&
    made.names.length < MOST_NAMES &&
    (type === 1 || (type === 2 && what !== "border" && what !== "rail"))
  )
    made.names.push(...named(text, type, parts, scale).map((name) => ({ ...name, what })));
}

const nameOf = (words) =>
  String(words["name:sv"] ?? words.name ?? words.namn ?? words["name:latin"] ?? "").slice(0, 60);

function path(paths, what) {
  if (!paths.has(what)) paths.set(what, new Path2D());
  return paths.get(what);
}

function trace(into, parts, closed, scale) {
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 2)
      into[i ? "lineTo" : "moveTo"](part[i] * scale, part[i + 1] * scale);
    if (closed) into.closePath();
  }
}

function named(text, type, parts, scale) {
  if (type === 1)
    return parts
      .slice(0, 1)
      .map(([x, y]) => ({ text, x: x * scale, y: y * scale, angle: 0, length: Infinity }));
  return parts
    .map((part) => straight(part))
    .filter(Boolean)
    .map(([x0, y0, x1, y1]) => {
      const angle = Math.atan2(y1 - y0, x1 - x0);
      return {
        text,
        x: ((x0 + x1) / 2) * scale,
        y: ((y0 + y1) / 2) * scale,
        angle: Math.abs(angle) > Math.PI / 2 ? angle + Math.PI : angle,
        length: Math.hypot(x1 - x0, y1 - y0) * scale,
      };
    });
}

/** A way that is almost straight is taken from end to end; of another, its longest piece. */
function straight(part) {
  let [whole, longest, best] = [0, 0, null];
  for (let i = 0; i + 3 < part.length; i += 2) {
    const piece = Math.hypot(part[i + 2] - part[i], part[i + 3] - part[i + 1]);
    whole += piece;
    if (piece > longest) {
      longest = piece;
      best = part.slice(i, i + 4);
    }
  }
  const ends = [part[0], part[1], part.at(-2), part.at(-1)];
  return Math.hypot(ends[2] - ends[0], ends[3] - ends[1]) > whole * STRAIGHT ? ends : best;
}
