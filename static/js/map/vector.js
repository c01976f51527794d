/**
 * Reads a vector tile (Mapbox Vector Tile 2.1, a protobuf): its layers, and of each feature the shape and its
 * words. Bytes that are no tile throw.
 */

const TEXT = new TextDecoder();

/**
 * @typedef {{ type: number, words: Record<string, any>, parts: number[][] }} Feature 1 point, 2 line, 3
 *   polygon; each part is x, y, x, y … in units of the layer
 */
/** @typedef {{ name: string, extent: number, features: () => Iterable<Feature> }} Layer */

/** @param {Uint8Array} bytes @returns {Layer[]} */
export function layers(bytes) {
  return fields(bytes)
    .filter(([field]) => field === 3)
    .map(([, value]) => layer(value));
}

/** @param {Uint8Array} bytes @returns {Layer} */
function layer(bytes) {
  let [name, extent] = ["", 4096];
  const [features, keys, values] = [[], [], []];
  for (const [field, value] of fields(bytes)) {
    if (field === 1) name = TEXT.decode(value);
    else if (field === 2) features.push(value);
    else if (field === 3) keys.push(TEXT.decode(value));
    else if (field === 4) values.push(fields(value).map(scalar)[0]);
    else if (field === 5) extent = value;
  }
  return {
    name,
    extent,
    *features() {
      for (const each of features) yield feature(each, keys, values);
    },
  };
}

/** Texts and whole numbers and truths are all a map asks for. */
const scalar = ([field, value]) =>
  field === 1
    ? TEXT.decode(value)
    : field === 7
      ? value === 1
      : field === 6
        ? (value >>> 1) ^ -(value & 1)
        : value;

function feature(bytes, keys, values) {
  let [type, tags, shape] = [0, [], []];
  for (const [field, value] of fields(bytes)) {
    if (field === 2) tags = numbers(value);
    else if (field === 3) type = value;
    else if (field === 4) shape = numbers(value);
  }
  const words = {};
  for (let i = 0; i + 1 < tags.length; i += 2) words[keys[tags[i]]] = values[tags[i + 1]];
  return { type, words, parts: drawn(shape) };
}

/** The pen's moves: 1 begins a part, 2 draws on, 7 closes. */
function drawn(shape) {
  const parts = [];
  let [x, y, i] = [0, 0, 0];
  while (i < shape.length) {
    const [move, count] = [shape[i] & 7, shape[i] >>> 3];
    i += 1;
    if (move === 7) continue;
    for (let n = 0; n < count && i + 1 < shape.length; n += 1, i += 2) {
      x += (shape[i] >>> 1) ^ -(shape[i] & 1);
      y += (shape[i + 1] >>> 1) ^ -(shape[i + 1] & 1);
      if (move === 1) parts.push([]);
      parts.at(-1)?.push(x, y);
    }
  }
  return parts;
}

const FIXED = { 1: 8, 5: 4 };

/**
 * The fields of a message: [number, a number or bytes].
 * @param {Uint8Array} bytes
 * @returns {[number, any][]}
 */
function fields(bytes) {
  const found = [];
  const at = { i: 0 };
  while (at.i < bytes.length) {
    const key = varint(bytes, at);
    const [field, wire] = [key >>> 3, key & 7];
    if (wire === 0) found.push([field, varint(bytes, at)]);
    else if (wire === 2) found.push([field, taken(bytes, at, varint(bytes, at))]);
    else taken(bytes, at, FIXED[wire]);
  }
  return found;
}

/** The next bytes; fewer than announced, or of a kind that is none, is no tile. */
function taken(bytes, at, size) {
  if (!(size <= bytes.length - at.i)) throw new Error("not a vector tile");
  at.i += size;
  return bytes.subarray(at.i - size, at.i);
}

function numbers(bytes) {
  const found = [];
  const at = { i: 0 };
  while (at.i < bytes.length) found.push(varint(bytes, at));
  return found;
}

function varint(bytes, at) {
  let [value, scale] = [0, 1];
  for (;;) {
    const byte = bytes[at.i++];
    if (byte === undefined || scale > 2 ** 63) throw new Error("not a vector tile");
    value += (byte & 127) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
}
