/**
 * The ground beneath a map that is drawn as SVG: a canvas behind it, painted from squares as they come.
 * Nothing waits for it, and where a square is missing a coarser one lies, or plain ground. It is a picture
 * alone: what matters is in the SVG above and in a list.
 */
import { el } from "../small/dom.js";
import { here, want } from "./load.js";
import { colours, names, paint } from "./paint.js";
import { addressOf, covering, parent, zoomFor } from "./square.js";

/**
 * @typedef {{ address: string, vector: boolean, zooms: number[], credit: string }} Facts as the server tells
 *   them
 */
/** @typedef {import("./square.js").View} View */

let styled = false;

/**
 * Lays the ground into `place`, beneath what is there, and says whose it is there or after it. `show` paints
 * a view of it.
 * @param {HTMLElement} place
 * @param {Facts} facts
 * @param {{ after?: boolean }} [credit]
 * @returns {{ show: (view: View) => void, stop: () => void }}
 */
export function lay(place, facts, { after = false } = {}) {
  dress();
  const canvas = el("canvas", { class: "underlay", "aria-hidden": "true" });
  const credit = facts.credit && el("p", { class: "underlay-credit", dir: "auto" }, facts.credit);
  place.prepend(canvas);
  if (credit) place[after ? "after" : "append"](credit);
  /** @type {View | null} */
  let view = null;
  let planned = 0;
  const draw = () => {
    planned = 0;
    if (view) place.classList.toggle("grounded", drawn(canvas, facts, view));
  };
  const soon = () => {
    planned ||= requestAnimationFrame(draw);
  };
  const stops = watchTheme(() => (canvas.isConnected ? soon() : stop()));
  const stop = () => {
    cancelAnimationFrame(planned);
    for (const each of stops) each();
  };
  return {
    show(wanted) {
      view = wanted;
      draw();
      want(facts, squares(facts, wanted), soon);
    },
    stop,
  };
}

/** The style sheet comes with the first map. */
function dress() {
  if (styled) return;
  styled = true;
  document.head.append(
    el("link", { rel: "stylesheet", href: new URL("../../css/ground.css", import.meta.url).pathname }),
  );
}

function watchTheme(soon) {
  const media = matchMedia("(prefers-color-scheme: dark)");
  const eye = new MutationObserver(soon);
  media.addEventListener("change", soon);
  eye.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return [() => media.removeEventListener("change", soon), () => eye.disconnect()];
}

/** Those of the view, from its middle outwards. @param {Facts} facts @param {View} view */
function squares(facts, { left, top, per, wide, high }) {
  const z = zoomFor(facts, per);
  const [x, y] = [(left + (wide * per) / 2) * 2 ** z - 0.5, (top + (high * per) / 2) * 2 ** z - 0.5];
  const far = (square) => Math.hypot(square.x - x, square.y - y);
  return covering(z, left, top, left + wide * per, top + high * per)
    .sort((a, b) => far(a) - far(b))
    .slice(0, 64);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Facts} facts
 * @param {View} view
 * @returns {boolean} whether there was anything to paint
 */
function drawn(canvas, facts, view) {
  const sharp = Math.min(devicePixelRatio || 1, 3);
  canvas.width = Math.round(view.wide * sharp);
  canvas.height = Math.round(view.high * sharp);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const colour = colours(canvas);
  canvas.classList.toggle("turned", !facts.vector && colour.dark);
  pen.setTransform(sharp, 0, 0, sharp, 0, 0);
  const painted = available(facts, squares(facts, view)).map(({ square, tile }) => ({
    tile,
    box: boxOf(square, view, sharp),
  }));
  const zoom = Math.log2(1 / view.per / 512);
  for (const { tile, box } of painted) {
    if ("picture" in tile) pen.drawImage(tile.picture, box.x, box.y, box.side, box.side);
    else paint(pen, tile, box, colour, zoom);
  }
  if (facts.vector) names(pen, /** @type {any} */ (painted), colour, zoom);
  return painted.length > 0;
}

/** What is here of these squares, and a coarser one where one is not; the coarser first. */
function available(facts, wanted) {
  const found = new Map();
  for (let square of wanted) {
    let tile = here(addressOf(facts.address, square));
    while (tile === undefined && square.z > facts.zooms[0]) {
      square = parent(square);
      tile = here(addressOf(facts.address, square));
    }
    if (tile) found.set(`${square.z}/${square.x}/${square.y}`, { square, tile });
  }
  return [...found.values()].sort((a, b) => a.square.z - b.square.z);
}

/** On whole points of the screen, so that no seam shows. */
function boxOf({ z, x, y }, view, sharp) {
  const edge = (cell, start) => Math.round(((cell / 2 ** z - start) / view.per) * sharp) / sharp;
  const [left, top] = [edge(x, view.left), edge(y, view.top)];
  return { x: left, y: top, side: Math.max(edge(x + 1, view.left) - left, edge(y + 1, view.top) - top) };
}
