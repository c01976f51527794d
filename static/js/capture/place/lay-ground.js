/**
 * The ground under the phone's maps, where the installation has one; where it has none this costs nothing.
 */
import { state } from "../state.js";
import { around } from "../../map/square.js";

/**
 * @param {HTMLElement} place
 * @returns {Promise<{ show: (view: { centre: import("../../small/geo.js").Spot, width: number }) => void,
 *   stop: () => void }>}
 */
export async function layGround(place) {
  const { tiles } = state.data;
  if (!tiles) return { show() {}, stop() {} };
  const { lay } = await import("../../map/ground.js");
  const { show, stop } = lay(place, tiles);
  return {
    show({ centre, width }) {
      const box = place.getBoundingClientRect();
      if (box.width > 0) show(around(centre, width, Math.max(box.width, 200), Math.max(box.height, 120)));
    },
    stop,
  };
}
