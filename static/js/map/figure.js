/**
 * A map that the server has drawn comes nearer with buttons, with dragging or with the wheel and Ctrl; pins
 * keep their size, and where the installation has tiles they lie beneath. Without a script it is a picture.
 */
const STEP = 1.6;
const NEAREST = 12;

function view(svg) {
  return svg.getAttribute("viewBox").split(" ").map(Number);
}

function whole(svg) {
  svg.dataset.whole ??= svg.getAttribute("viewBox");
  return svg.dataset.whole.split(" ").map(Number);
}

function put(svg, [x, y, width, height]) {
  const [, , full, tall] = whole(svg);
  const kept = [
    Math.min(Math.max(x, 0), full - width),
    Math.min(Math.max(y, 0), tall - height),
    width,
    height,
  ];
  svg.setAttribute("viewBox", kept.map((value) => value.toFixed(2)).join(" "));
  const scale = (width / full).toFixed(4);
  for (const mark of svg.querySelectorAll("[data-x]"))
    mark.setAttribute("transform", `translate(${mark.dataset.x} ${mark.dataset.y}) scale(${scale})`);
  svg.dispatchEvent(new Event("moved"));
}

/** Nearer by `factor` around a point of the map; the chosen pin, or the middle, where none is named. */
function zoom(svg, factor, at = null) {
  const [x, y, width, height] = view(svg);
  const [, , full, tall] = whole(svg);
  const chosen = svg.querySelector(".pin.chosen, .pin.here");
  const [px, py] =
    at ?? (chosen ? [Number(chosen.dataset.x), Number(chosen.dataset.y)] : [x + width / 2, y + height / 2]);
  const wide = Math.min(full, Math.max(full / NEAREST, width / factor));
  const high = (wide / full) * tall;
  const keep = at ? [(px - x) / width, (py - y) / height] : [0.5, 0.5];
  put(svg, [px - wide * keep[0], py - high * keep[1], wide, high]);
}

function pointOf(svg, event) {
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return [at.x, at.y];
}

function drag(svg, start) {
  const [fromX, fromY] = pointOf(svg, start);
  const move = (event) => {
    const [x, y, width, height] = view(svg);
    const [toX, toY] = pointOf(svg, event);
    put(svg, [x + fromX - toX, y + fromY - toY, width, height]);
  };
  const end = () => {
    svg.removeEventListener("pointermove", move);
  };
  svg.addEventListener("pointermove", move);
  for (const name of ["pointerup", "pointercancel", "pointerleave"])
    svg.addEventListener(name, end, { once: true });
}

function start(figure) {
  const svg = figure.querySelector("svg");
  const buttons = figure.querySelector(".map-buttons");
  if (!svg || !buttons?.hidden) return;
  buttons.hidden = false;
  if (figure.dataset.ground) import("./figure-ground.js").then(({ layGroundOf }) => layGroundOf(figure, svg));
  const acts = {
    in: () => zoom(svg, STEP),
    out: () => zoom(svg, 1 / STEP),
    whole: () => put(svg, whole(svg)),
  };
  buttons.addEventListener("click", (event) => acts[event.target.closest("[data-zoom]")?.dataset.zoom]?.());
  svg.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(svg, event.deltaY < 0 ? STEP : 1 / STEP, pointOf(svg, event));
    },
    { passive: false },
  );
  svg.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && view(svg)[2] < whole(svg)[2]) drag(svg, event);
  });
}

export function maps() {
  for (const figure of document.querySelectorAll("[data-map]")) start(figure);
}

maps();
