/**
 * Paints a picture with its marks. A blur is made of a few large squares of the mean colour, so nothing can
 * be read back out of it.
 */
const SQUARES = 6;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasImageSource} picture
 * @param {import("../screens/mark-picture.js").Mark[]} marks
 */
export function draw(canvas, picture, marks) {
  const brush = canvas.getContext("2d");
  if (!brush) return;
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
  for (const mark of marks) PAINT[mark.kind](brush, canvas, mark);
}

/** Yellow on dark, so that it is seen on any picture. */
function stroke(brush, canvas, path) {
  const line = Math.max(4, canvas.width * 0.008);
  brush.lineCap = "round";
  brush.lineJoin = "round";
  for (const [colour, width] of [
    ["#0E1726", line * 2],
    ["#FFC83D", line],
  ]) {
    brush.strokeStyle = colour;
    brush.lineWidth = width;
    brush.stroke(path);
  }
}

function ring(brush, canvas, mark) {
  const path = new Path2D();
  path.arc(mark.x * canvas.width, mark.y * canvas.height, (mark.size * canvas.width) / 2, 0, 2 * Math.PI);
  stroke(brush, canvas, path);
}

/** Its point is where the mark is; the shaft comes from the other way. */
function arrow(brush, canvas, mark) {
  const length = mark.size * canvas.width;
  const [x, y] = [mark.x * canvas.width, mark.y * canvas.height];
  const from = (degrees, far) => {
    const angle = ((mark.turn + 180 + degrees) * Math.PI) / 180;
    return [x + Math.sin(angle) * far, y - Math.cos(angle) * far];
  };
  const path = new Path2D();
  for (const [degrees, far] of [
    [0, length],
    [35, length * 0.4],
    [-35, length * 0.4],
  ]) {
    path.moveTo(x, y);
    path.lineTo(...from(degrees, far));
  }
  stroke(brush, canvas, path);
}

function blur(brush, canvas, mark) {
  const side = mark.size * canvas.width;
  const [x, y] = [mark.x * canvas.width - side / 2, mark.y * canvas.height - side / 2];
  const few = document.createElement("canvas");
  few.width = SQUARES;
  few.height = SQUARES;
  few.getContext("2d")?.drawImage(canvas, x, y, side, side, 0, 0, SQUARES, SQUARES);
  brush.imageSmoothingEnabled = false;
  brush.drawImage(few, 0, 0, SQUARES, SQUARES, x, y, side, side);
  brush.imageSmoothingEnabled = true;
}

const PAINT = { ring, arrow, blur };
