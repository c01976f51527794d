/**
 * Boxes over a picture: drawn with mouse or finger, or typed; both are the same fields, and the fields are
 * what is sent.
 */

import { help, listen, press } from "./keys.js";

const SVG = "http://www.w3.org/2000/svg";
const LEAST = 0.8; // percent: less is a click that slipped
const canvas = document.querySelector("#canvas svg");
const list = document.getElementById("boxes");
const more = document.getElementById("box-more");
const none = document.getElementById("box-none");
const sides = ["x0", "y0", "x1", "y1"];

const rows = () => [...list.querySelectorAll(".box-row")];
const values = (row) => sides.map((side) => Number.parseFloat(row.querySelector(`[name="${side}[]"]`).value));

function fill(row, box) {
  sides.forEach((side, i) => {
    row.querySelector(`[name="${side}[]"]`).value = box[i].toFixed(1);
  });
}

const isBox = ([x0, y0, x1, y1]) => x1 > x0 && y1 > y0;

/** One rectangle for each row that is a box; pressed, it goes. */
function draw() {
  canvas.replaceChildren(
    ...rows()
      .filter((row) => isBox(values(row)))
      .map((row) => {
        const [x0, y0, x1, y1] = values(row);
        const rect = document.createElementNS(SVG, "rect");
        for (const [name, value] of Object.entries({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 }))
          rect.setAttribute(name, value);
        rect.addEventListener("click", () => {
          empty(row);
          draw();
        });
        return rect;
      }),
  );
}

function empty(row) {
  for (const side of sides) row.querySelector(`[name="${side}[]"]`).value = "";
}

function add() {
  const row = document.getElementById("box-row").content.firstElementChild.cloneNode(true);
  more.before(row);
  dress(row);
  return row;
}

function dress(row) {
  const drop = row.querySelector("[data-drop]");
  drop.hidden = false;
  drop.addEventListener("click", () => {
    row.remove();
    draw();
    more.focus();
  });
}

const free = () => rows().find((row) => !values(row).some(Number.isFinite)) ?? add();

function at(event) {
  const frame = canvas.getBoundingClientRect();
  const part = (value) => Math.min(100, Math.max(0, value * 100));
  return [part((event.clientX - frame.left) / frame.width), part((event.clientY - frame.top) / frame.height)];
}

canvas.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || event.target !== canvas) return;
  const row = free();
  const from = at(event);
  list.closest("details").open = true;
  canvas.setPointerCapture(event.pointerId);
  const move = (each) => {
    const to = at(each);
    fill(row, [
      Math.min(from[0], to[0]),
      Math.min(from[1], to[1]),
      Math.max(from[0], to[0]),
      Math.max(from[1], to[1]),
    ]);
    draw();
  };
  const end = () => {
    canvas.removeEventListener("pointermove", move);
    const [x0, y0, x1, y1] = values(row);
    if (!(x1 - x0 > LEAST && y1 - y0 > LEAST)) empty(row);
    draw();
  };
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", end, { once: true });
});

list.addEventListener("input", draw);
more.hidden = none.hidden = false;
none.addEventListener("click", () => {
  rows().forEach(empty);
  draw();
});
more.addEventListener("click", () => add().querySelector("input").focus());
rows().forEach(dress);
draw();
help();
listen((key) => {
  if (key !== "b") return press(key);
  list.closest("details").open = true;
  free().querySelector("input").focus();
  return true;
});
