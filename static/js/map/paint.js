/** Paints prepared tiles in the page's own colours, so that the map is as dark or as light as the page. */

/** @typedef {{ dark: boolean, [name: string]: any }} Colours */

/** @param {Element} place @returns {Colours} */
export function colours(place) {
  const style = getComputedStyle(place);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  const dark = getComputedStyle(document.documentElement).colorScheme === "dark";
  return {
    dark,
    ground: token("ground"),
    water: dark ? "#17386B" : "#CFE2F7",
    green: dark ? "#143527" : "#DCEBDB",
    square: token("raised"),
    building: dark ? "#1B2A45" : "#E6DFD0",
    edge: token("line"),
    way: dark ? "#35496F" : "#FFFFFF",
    big: dark ? "#465E8C" : "#FFFFFF",
    foot: dark ? "#5D7199" : "#A89C80",
    rail: token("edge"),
    name: token("muted-strong"),
    font: token("font") || "sans-serif",
  };
}

const STOPS = 13;

/** Widths in metres-like steps: a street is as wide as it looks at this scale, but never too thin to see. */
const width = (zoom, base, least) => Math.max(least, base * 2 ** (zoom - 17));

/**
 * One tile into its rectangle of the screen.
 * @param {CanvasRenderingContext2D} pen
 * @param {import("./prepare.js").Prepared} tile
 * @param {{ x: number, y: number, side: number }} box in pixels
 * @param {Colours} colour
 * @param {number} zoom of the view, in squares of 512 pixels
 */
export function paint(pen, tile, box, colour, zoom) {
  const scale = box.side / 4096;
  const fill = (what, style) => {
    if (tile.paths.has(what)) {
      pen.fillStyle = style;
      pen.fill(tile.paths.get(what));
    }
  };
  const line = (what, style, wide, dash = []) => {
    if (!tile.paths.has(what)) return;
    Object.assign(pen, {
      strokeStyle: style,
      lineWidth: wide / scale,
      lineJoin: "round",
      lineCap: dash.length ? "butt" : "round",
    });
    pen.setLineDash(dash.map((each) => each / scale));
    pen.stroke(tile.paths.get(what));
  };
  pen.save();
  pen.beginPath();
  pen.rect(box.x, box.y, box.side, box.side);
  pen.clip();
  pen.fillStyle = colour.ground;
  pen.fillRect(box.x, box.y, box.side, box.side);
  pen.translate(box.x, box.y);
  pen.scale(scale, scale);
  fill("green", colour.green);
  fill("water", colour.water);
  line("stream", colour.water, width(zoom, 4, 1));
  fill("square", colour.square);
  fill("building", colour.building);
  if (zoom > 14.5) line("building", colour.edge, 1);
  line("border", colour.rail, 1.2, [6, 4]);
  if (zoom > 13.5) line("foot", colour.foot, 1.2, [4, 3]);
  const ways = [
    ["street", width(zoom, 9, 1), colour.way],
    ["big", width(zoom, 14, 1.8), colour.big],
  ];
  for (const [what, wide] of ways) line(what, colour.edge, wide + 1.6);
  for (const [what, wide, style] of ways) line(what, style, wide);
  line("rail", colour.rail, 1.6, [7, 4]);
  pen.restore();
}

/**
 * The names of all tiles, after all of them are painted: those that have room, none over another and none
 * twice in one place.
 * @param {CanvasRenderingContext2D} pen
 * @param {{ tile: import("./prepare.js").Prepared, box: { x: number, y: number, side: number } }[]} painted
 * @param {Colours} colour
 * @param {number} zoom
 */
export function names(pen, painted, colour, zoom) {
  const taken = [];
  pen.save();
  Object.assign(pen, {
    font: `600 12px ${colour.font}`,
    textAlign: "center",
    textBaseline: "middle",
    direction: "ltr",
    fillStyle: colour.name,
    strokeStyle: colour.ground,
    lineWidth: 3.5,
    lineJoin: "round",
  });
  const all = painted.flatMap(({ tile, box }) =>
    tile.names
      .filter(({ what }) => what !== "stop" || zoom > STOPS)
      .map((name) => ({
        ...name,
        x: box.x + (name.x * box.side) / 4096,
        y: box.y + (name.y * box.side) / 4096,
        room: (name.length * box.side) / 4096,
      })),
  );
  for (const name of all.sort((a, b) => b.room - a.room)) {
    const wide = pen.measureText(name.text).width;
    if (name.room < wide + 8) continue;
    const [half, tall] = [
      (Math.abs(Math.cos(name.angle)) * wide) / 2 + 8,
      (Math.abs(Math.sin(name.angle)) * wide) / 2 + 8,
    ];
    const isNear = (other) =>
      other.text === name.text && Math.hypot(other.x - name.x, other.y - name.y) < 220;
    if (
      taken.some(
        (other) =>
          isNear(other) ||
          (Math.abs(other.x - name.x) < half + other.half && Math.abs(other.y - name.y) < tall + other.tall),
      )
    )
      continue;
    taken.push({ ...name, half, tall });
    pen.save();
    pen.translate(name.x, name.y);
    pen.rotate(name.angle);
    pen.strokeText(name.text, 0, 0);
    pen.fillText(name.text, 0, 0);
    pen.restore();
  }
  pen.restore();
}
