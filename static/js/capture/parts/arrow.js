import { icon } from "../../small/dom.js";
import { bearing } from "../../small/geo.js";

/**
 * An arrow towards a place: from the way one walks, or from north when standing still.
 * @param {any} from
 * @param {import("../../small/geo.js").Spot} to
 * @param {string} [size]
 */
export function arrow(from, to, size = "big") {
  const drawing = icon("arrow-up", `${size} pointer`);
  drawing.style.transform = `rotate(${Math.round(bearing(from, to) - (from.heading ?? 0))}deg)`;
  return drawing;
}
