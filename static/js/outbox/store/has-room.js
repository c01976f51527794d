/** Room on the phone, asked by writing: the browser's own estimate is a guess. */
import { write } from "./store.js";

/** Is there room for this many bytes? @param {number} size */
export async function hasRoom(size) {
  try {
    await write(["bytes"], (tables) => tables.bytes.put(new ArrayBuffer(size), "probe"), { quiet: true });
    await write(["bytes"], (tables) => tables.bytes.delete("probe"), { quiet: true });
    return true;
  } catch {
    return false;
  }
}
