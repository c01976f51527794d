/** Dark after sunset on a walk; otherwise as the device wants it. A choice made by hand stands. */
import { state } from "../state.js";
import { remember, setting } from "../../outbox/store/store.js";
import { isDark } from "../../small/sun.js";

const JARVA = { lat: 59.4, lon: 17.92 };

/** Sets the theme of the page now, and looks again every few minutes: the sun sets while people walk. */
export async function followTheSun() {
  await set();
  setInterval(set, 300_000);
}

/** @param {"auto" | "dusk" | "paper"} choice */
export async function chooseTheme(choice) {
  await remember("theme", choice);
  await set();
}

async function set() {
  const choice = (await setting("theme")) ?? "auto";
  const where = state.data?.areas[0]?.rings[0]?.[0] ?? JARVA;
  const dark = isDark(new Date(), where);
  const theme = choice === "auto" ? (dark ? "dusk" : "") : choice;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}
