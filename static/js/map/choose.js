/**
 * Which squares of the map a walk needs: all of its area from afar, then only what lies along its way, as
 * near as there is room for.
 */
import { moved } from "../small/geo.js";
import { covering, world } from "./square.js";

export const MOST_SQUARES = 300;
const FARTHEST = 12;
const AROUND_AREA = 50;
const AROUND_SPOT = 90;
const SHARE = 0.6;

/** @typedef {import("./square.js").Square} Square */
/** @typedef {import("../small/geo.js").Spot} Spot */

/**
 * Zoom after zoom, the coarsest first, at most `MOST_SQUARES`.
 * @param {{ zooms: number[] }} tiles
 * @param {{ areas: { rings: Spot[][] }[], route: Spot[][], stops: { position: Spot | null }[], checks: {
 *   position: Spot | null }[] }} walk
 * @returns {Square[]}
 */
export function squares({ zooms }, walk) {
  const way = [
    ...walk.route.flatMap(thick),
    ...[...walk.stops, ...walk.checks].map((each) => each.position),
  ].filter(Boolean);
  const ground = [...walk.areas.flatMap((each) => each.rings.flat()), ...way];
  const found = [];
  for (let z = Math.min(Math.max(FARTHEST, zooms[0]), zooms[1]); z <= zooms[1]; z += 1) {
    const next = fitting(z, ground, way, MOST_SQUARES - found.length);
    if (next.length === 0) return found;
    found.push(...next);
  }
  return found;
}

/**
 * Those of one zoom: all of the ground if room is left for the way up close, else those along the way if they
 * fit.
 */
function fitting(z, ground, way, left) {
  const whole = ground.length ? box(z, ground, AROUND_AREA, way.length ? left * SHARE : left) : [];
  if (whole) return whole;
  const along = once(way.flatMap((spot) => box(z, [spot], AROUND_SPOT, left) ?? []));
  return along.length <= left ? along : [];
}

/** A line with spots close enough that no square between them is missed. */
function thick(line) {
  return line.flatMap((spot, i) => {
    const before = line[Math.max(i - 1, 0)];
    const steps = Math.min(
      Math.ceil(Math.max(Math.abs(spot.lat - before.lat) / 0.001, Math.abs(spot.lon - before.lon) / 0.002)),
      200,
    );
    return Array.from({ length: steps }, (_, n) => ({
      lat: before.lat + ((spot.lat - before.lat) * n) / steps,
      lon: before.lon + ((spot.lon - before.lon) * n) / steps,
    })).concat(spot);
  });
}

/** Null for more than `most`. */
function box(z, spots, metres, most) {
  const [lats, lons] = [spots.map((spot) => spot.lat), spots.map((spot) => spot.lon)];
  const from = world(moved({ lat: Math.max(...lats), lon: Math.min(...lons) }, -metres, metres));
  const to = world(moved({ lat: Math.min(...lats), lon: Math.max(...lons) }, metres, -metres));
  const [wide, high] = [(to.x - from.x) * 2 ** z, (to.y - from.y) * 2 ** z].map(Math.ceil);
  return wide * high > most * 4 ? null : upTo(most, covering(z, from.x, from.y, to.x, to.y));
}

const upTo = (most, list) => (list.length > most ? null : list);
const once = (list) => [...new Map(list.map((each) => [`${each.z}/${each.x}/${each.y}`, each])).values()];
