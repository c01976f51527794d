/**
 * Short distances on the earth: WGS 84 degrees in, metres and compass degrees out. Flat within a walk, which
 * is exact enough.
 */

const METRES_PER_DEGREE = 111_320;
const radians = (degrees) => (degrees * Math.PI) / 180;

/** @typedef {{ lat: number, lon: number }} Spot */

/** Metres between two spots. @param {Spot} a @param {Spot} b */
export function metres(a, b) {
  const { east, north } = offset(a, b);
  return Math.hypot(east, north);
}

/** Metres east and north from `a` to `b`. @param {Spot} a @param {Spot} b */
export function offset(a, b) {
  const shrink = Math.cos(radians((a.lat + b.lat) / 2));
  return { east: (b.lon - a.lon) * METRES_PER_DEGREE * shrink, north: (b.lat - a.lat) * METRES_PER_DEGREE };
}

/** Compass bearing from `a` to `b`, 0–360, 0 = north. @param {Spot} a @param {Spot} b */
export function bearing(a, b) {
  const { east, north } = offset(a, b);
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
}

/**
 * The spot so many metres east and north.
 * @param {Spot} from
 * @param {number} east
 * @param {number} north
 * @returns {Spot}
 */
export function moved(from, east, north) {
  return {
    lat: from.lat + north / METRES_PER_DEGREE,
    lon: from.lon + east / (METRES_PER_DEGREE * Math.cos(radians(from.lat))),
  };
}

/** Is this a place at all? 0,0 and NaN are not. @param {any} spot */
export function isSpot(spot) {
  return (
    Boolean(spot) &&
    Number.isFinite(spot.lat) &&
    Number.isFinite(spot.lon) &&
    Math.abs(spot.lat) <= 90 &&
    Math.abs(spot.lon) <= 180 &&
    !(spot.lat === 0 && spot.lon === 0)
  );
}
