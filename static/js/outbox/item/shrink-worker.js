/**
 * Makes a picture smaller beside the page: 2048 px on its longest side, upright, EXIF carried over. Says so
 * when it cannot, and then the original is sent.
 */
import { exifOf, upright, withExif } from "../../small/exif.js";

const LONGEST = 2048;
const THUMB = 240;
const QUALITY = 0.85;

addEventListener("message", async ({ data }) => {
  try {
    postMessage({ id: data.id, ...(await shrink(data.bytes, data.type)) });
  } catch (error) {
    postMessage({ id: data.id, error: String(error) });
  }
});

async function shrink(bytes, type) {
  const bitmap = await createImageBitmap(new Blob([bytes], { type }), { imageOrientation: "from-image" });
  try {
    const thumb = await (await drawn(bitmap, THUMB, 0.7)).arrayBuffer();
    const longest = Math.max(bitmap.width, bitmap.height);
    if (longest <= LONGEST && bytes.byteLength < 1_500_000) return { bytes: null, thumb };
    const small = await (await drawn(bitmap, LONGEST, QUALITY)).arrayBuffer();
    if (small.byteLength >= bytes.byteLength && longest <= LONGEST) return { bytes: null, thumb };
    const exif = exifOf(bytes);
    return { bytes: exif ? await withExif(small, upright(exif)) : small, thumb };
  } finally {
    bitmap.close();
  }
}

async function drawn(bitmap, longest, quality) {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  );
  const brush = canvas.getContext("2d", { alpha: true, willReadFrequently: false });
  if (!brush) throw new Error("no canvas");
  brush.imageSmoothingQuality = "high";
  brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  if (isBlank(brush, canvas)) throw new Error("blank");
  return canvas.convertToBlob({ type: "image/jpeg", quality });
}

/**
 * A canvas that ran out of memory stays transparent or turns all black without an error: nine points tell.
 */
function isBlank(brush, canvas) {
  for (const x of [0.2, 0.5, 0.8]) {
    for (const y of [0.2, 0.5, 0.8]) {
      const [red, green, blue, alpha] = brush.getImageData(
        Math.floor(canvas.width * x),
        Math.floor(canvas.height * y),
        1,
        1,
      ).data;
      if (alpha > 0 && red + green + blue > 0) return false;
    }
  }
  return true;
}
