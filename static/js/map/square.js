/**
 * Where the squares of a map lie: the world is 0 to 1 eastwards and southwards (Web Mercator), and has 2^z
 * squares a side.
 */

/** @typedef {{ x: number, y: number }} World */
/**
 * @typedef {{ left: number, top: number, per: number, wide: number, high: number }} View the world at its
 *   corner, how much of it a pixel is, and its size in pixels
 */
/** @typedef {{ z: number, x: number, y: number }} Square */

const EQUATOR = 40_075_200;

/** @param {{ lat: number, lon: number }} spot @returns {World} */
export function world({ lat, lon }) {
  return { x: (lon + 180) / 360, y: (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2 };
}

/**
 * A view by its middle and the metres it is wide.
 * @param {{ lat: number, lon: number }} centre
 * @param {number} metres
 * @param {number} wide
 * @param {number} high
 * @returns {View}
 */
export function around(centre, metres, wide, high) {
  const { x, y } = world(centre);
  const per = metres / wide / (EQUATOR * Math.cos((centre.lat * Math.PI) / 180));
  return { left: x - (wide / 2) * per, top: y - (high / 2) * per, per, wide, high };
}

/**
 * All squares of a zoom that touch a box of the world.
 * @param {number} z
 * @param {number} left
 * @param {number} top
 * @param {number} right
 * @param {number} bottom
 * @returns {Square[]}
 */
export function covering(z, left, top, right, bottom) {
  const last = 2 ** z - 1;
  const cell = (value) => Math.min(Math.max(Math.floor(value * (last + 1)), 0), last);
  const found = [];
  for (let y = cell(top); y <= cell(bottom); y += 1)
    for (let x = cell(left); x <= cell(right); x += 1) found.push({ z, x, y });
  return found;
}

/**
 * The zoom whose squares are drawn about as large as they were made for.
 * @param {{ vector: boolean, zooms: number[] }} facts
 * @param {number} per
 * @param {number} [sharpness] of the screen
 */
export function zoomFor({ vector, zooms }, per, sharpness = globalThis.devicePixelRatio ?? 1) {
  const wanted = vector
    ? Math.round(Math.log2(1 / per / 512))
    : Math.round(Math.log2(1 / per / 256) + (sharpness > 1.4 ? 0.6 : 0));
  return Math.min(Math.max(wanted, zooms[0]), zooms[1]);
}

/** The square that holds another, one zoom out. @param {Square} square @returns {Square} */
export const parent = ({ z, x, y }) => ({ z: z - 1, x: x >> 1, y: y >> 1 });
/** @param {string} address @param {Square} square */
export const addressOf = (address, { z, x, y }) =>
  address.replace("{z}", z).replace("{x}", x).replace("{y}", y);
