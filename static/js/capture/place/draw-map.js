/**
 * A small map without tiles: outline, route, stops, points and oneself, drawn as one picture. Every one of
 * them is in a list as well.
 */
import { svg } from "../../small/dom.js";
import { metres, offset } from "../../small/geo.js";

/** @typedef {import("../../small/geo.js").Spot} Spot */
/**
 * @typedef {{ areas: { rings: Spot[][] }[], route: Spot[][], stops: { position: Spot | null, done?: boolean
 *   }[], points: { position: Spot | null, state: string }[], me: { lat: number, lon: number, accuracy_m:
 *   number } | null }} MapContent
 */

/**
 * The square that holds what the walk is about: route, stops and points, else the areas; at least 120 m wide.
 * @param {MapContent} content
 * @returns {{ centre: Spot, width: number }}
 */
export function frame(content) {
  const own = [
    ...content.route.flat(),
    ...content.stops.map((stop) => stop.position),
    ...content.points.map((point) => point.position),
  ].filter(Boolean);
  const spots = own.length > 1 ? own : [...own, ...content.areas.flatMap((area) => area.rings.flat())];
  if (spots.length === 0 && content.me) spots.push(content.me);
  if (spots.length === 0) return { centre: { lat: 59.39, lon: 17.93 }, width: 1000 };
  const lats = spots.map((spot) => spot.lat);
  const lons = spots.map((spot) => spot.lon);
  const low = { lat: Math.min(...lats), lon: Math.min(...lons) };
  const high = { lat: Math.max(...lats), lon: Math.max(...lons) };
  const { east, north } = offset(low, high);
  // Half again as wide as high is the usual frame; a taller one shows more to the north and south.
  return {
    centre: { lat: (low.lat + high.lat) / 2, lon: (low.lon + high.lon) / 2 },
    width: Math.max(east, north * 1.5, 120) * 1.2,
  };
}

/**
 * @param {MapContent} content
 * @param {{ centre: Spot, width: number }} view
 * @param {{ wide: number, high: number }} size in drawing units
 */
function drawMap(content, view, { wide, high }) {
  const scale = wide / view.width;
  const at = (spot) => {
    const { east, north } = offset(view.centre, spot);
    return [wide / 2 + east * scale, high / 2 - north * scale];
  };
  const line = (spots) =>
    spots
      .map(
        (spot, i) =>
          `${i ? "L" : "M"}${at(spot)
            .map((n) => n.toFixed(1))
            .join(" ")}`,
      )
      .join("");
  return svg(
    "svg",
    { class: "map", viewBox: `0 0 ${wide} ${high}`, "aria-hidden": "true", focusable: "false" },
    grid(wide, high, view.width),
    content.areas.flatMap((area) =>
      area.rings.map((ring) => svg("path", { class: "map-area", d: `${line(ring)}Z` })),
    ),
    content.route.map((part) => svg("path", { class: "map-route", d: line(part) })),
    content.stops.map((stop) => stop.position && stopMark(at(stop.position), stop.done)),
    apart(content.points, at).map(([x, y, state]) =>
      svg("circle", { class: `map-point ${state}`, cx: x, cy: y, r: 6 }),
    ),
    content.me && meMark(at(content.me), Math.min(content.me.accuracy_m * scale, wide)),
  );
}

/** Of points that would lie on one another, one: there may be a thousand. */
const apart = (points, at) => [
  ...new Map(
    points
      .filter((point) => point.position)
      .map((point) => {
        const [x, y] = at(point.position);
        return [`${x >> 2} ${y >> 2} ${point.state}`, [x, y, point.state]];
      }),
  ).values(),
];

const stopMark = ([x, y], done) =>
  svg("path", {
    class: `map-stop${done ? " done" : ""}`,
    d: `M${x} ${y - 9}L${x + 9} ${y}L${x} ${y + 9}L${x - 9} ${y}Z`,
  });

const meMark = ([x, y], ring) => [
  svg("circle", { class: "map-ring", cx: x, cy: y, r: Math.max(ring, 10) }),
  svg("circle", { class: "map-me", cx: x, cy: y, r: 8 }),
];

/** Lines a round number of metres apart, so that the eye has a measure. */
function grid(wide, high, width) {
  const step = [25, 50, 100, 200, 500, 1000, 2000].find((metre) => width / metre <= 6) ?? 5000;
  const gap = (step / width) * wide;
  const lines = [];
  for (let x = (wide / 2) % gap; x < wide; x += gap) lines.push(`M${x.toFixed(1)} 0V${high}`);
  for (let y = (high / 2) % gap; y < high; y += gap) lines.push(`M0 ${y.toFixed(1)}H${wide}`);
  return svg("path", { class: "map-grid", d: lines.join("") });
}

/**
 * Draws into an element as large as it is now.
 * @param {Element} place
 * @param {MapContent} content
 * @param {{ centre: Spot, width: number }} view
 */
export function drawInto(place, content, view) {
  const { width, height } = place.getBoundingClientRect();
  place.querySelector("svg")?.remove();
  place.append(drawMap(content, view, { wide: Math.max(width, 200), high: Math.max(height, 120) }));
}

/**
 * The nearest of some things with positions, with its distance in metres.
 * @template {{ position: Spot | null }} T
 * @param {Spot | null} from
 * @param {T[]} things
 * @returns {{ thing: T, metres: number }[]} nearest first; those without a place last
 */
export function byDistance(from, things) {
  const measured = things.map((thing) => ({
    thing,
    metres: from && thing.position ? metres(from, thing.position) : Infinity,
  }));
  return from ? measured.sort((a, b) => a.metres - b.metres) : measured;
}
