/** What the map shows, gathered from the walk and the phone's own store. */
import { itemsOf } from "../outbox/items.js";
import { all } from "../outbox/store.js";
import { word } from "../outbox/status.js";
import { here } from "./position.js";
import { state } from "./state.js";

/** Which points of a follow-up have been judged on this phone, by the finding's id. @returns {Promise<Map<string, import("../outbox/item.js").Item>>} */
export const judged = async () => new Map((await itemsOf(state.walk)).filter((item) => item.what === "check" && item.state !== "draft").map((item) => [item.body.finding, item]));

/** @returns {Promise<import("./draw-map.js").Scene>} */
export async function scene() {
  const items = await itemsOf(state.walk);
  const rated = new Set(items.filter((item) => item.what === "rating").map((item) => item.body.place));
  const done = await judged();
  const own = items.filter((item) => item.what === "finding" && item.state !== "draft");
  const ids = new Set(own.map((item) => item.id));
  const others = (await all("feed", "walk", state.walk)).filter((row) => !ids.has(row.id));
  return {
    areas: state.data.areas,
    route: state.data.route,
    stops: state.data.stops.map((stop) => ({ ...stop, done: rated.has(stop.name) })),
    points: [
      ...state.data.checks.map((check) => ({ position: check.position, state: done.has(check.finding) ? "kept" : "check" })),
      ...others.map((row) => ({ position: row.position ?? null, state: "kept other" })),
      ...own.map((item) => ({ position: item.body.position ?? null, state: word(item) })),
    ],
    me: here(),
  };
}
