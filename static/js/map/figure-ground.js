/**
 * The ground beneath a map that the server has drawn: it follows the drawing, however large that is and
 * whatever part of it is shown.
 */
import { lay } from "./ground.js";
import { world } from "./square.js";
import { el } from "../small/dom.js";

/**
 * @param {HTMLElement} figure with `data-ground`, the tiles' facts
 * @param {SVGSVGElement} svg with `data-corners`: west, south, east, north of its whole view box
 */
export function layGroundOf(figure, svg) {
  const [west, south, east, north] = svg.dataset.corners.split(" ").map(Number);
  const [from, to] = [world({ lat: north, lon: west }), world({ lat: south, lon: east })];
  const unit = (to.x - from.x) / Number((svg.dataset.whole ?? svg.getAttribute("viewBox")).split(" ")[2]);
  const frame = el("div", { class: "map-frame" });
  svg.replaceWith(frame);
  frame.append(svg);
  const { show } = lay(frame, JSON.parse(figure.dataset.ground), { after: true });
  const draw = () => {
    const box = frame.getBoundingClientRect();
    const matrix = svg.getScreenCTM();
    if (!matrix || box.width === 0) return;
    const per = unit / matrix.a;
    show({
      left: from.x + (box.left - matrix.e) * per,
      top: from.y + (box.top - matrix.f) * per,
      per,
      wide: box.width,
      high: box.height,
    });
  };
  svg.addEventListener("moved", draw);
  new ResizeObserver(draw).observe(frame);
}
