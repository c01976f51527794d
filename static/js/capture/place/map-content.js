/** What the map shows, gathered from the walk and the phone's own store. */
import { here } from "./position.js";
import { state } from "../state.js";
import { checksMade } from "../walk/checks-made.js";
import { itemsOf } from "../../outbox/item/items.js";
import { word } from "../../outbox/send/status.js";
import { all } from "../../outbox/store/store.js";

/** @returns {Promise<import("./draw-map.js").MapContent>} */
export async function mapContent() {
  const items = await itemsOf(state.walk);
  const rated = new Set(items.filter((item) => item.what === "rating").map((item) => item.body.place));
  const done = await checksMade();
  const own = items.filter((item) => item.what === "finding" && item.state !== "draft");
  const ids = new Set(own.map((item) => item.id));
  const others = (await all("feed", "walk", state.walk)).filter((row) => !ids.has(row.id));
  return {
    areas: state.data.areas,
    route: state.data.route,
    stops: state.data.stops.map((stop) => ({ ...stop, done: rated.has(stop.name) })),
    points: [
      ...state.data.checks.map((check) => ({
        position: check.position,
        state: done.has(check.finding) ? "kept" : "check",
      })),
      ...others.map((row) => ({ position: row.position ?? null, state: "kept other" })),
      ...own.map((item) => ({ position: item.body.position ?? null, state: word(item) })),
    ],
    me: here(),
  };
}
