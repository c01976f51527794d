/** Choosing a kind: which ones are offered first, and what a choice means for the finding. */
import { betterPlace, GOOD_ENOUGH } from "../place/position.js";
import { familyOf, kindOf, state } from "../state.js";
import { edit, release } from "../../outbox/item/items.js";
import { dropPhotos } from "../../outbox/item/photos.js";
import { get, remember, setting } from "../../outbox/store/store.js";
import { metres } from "../../small/geo.js";

const USUAL = [
  "light_out",
  "veg_sight",
  "graf",
  "waste",
  "furn_bench",
  "surf",
  "traffic",
  "build",
  "play",
  "transit",
  "orient",
  "access",
];
const SPOT = 25;

/**
 * Codes for the first tiles: last used first, then the usual ones.
 * @param {number} many
 * @returns {Promise<string[]>}
 */
export async function offered(many) {
  const used = (await setting("last-kinds")) ?? [];
  const codes = [...used, ...USUAL, ...state.data.parents.map((kind) => kind.code)];
  return [...new Set(codes)]
    .filter((code) => kindOf(code) && !["positive", "social"].includes(familyOf(code) ?? ""))
    .slice(0, many);
}

/**
 * What a kind does to the type: good things are positive, people and events are behaviour.
 * @param {string | null} code
 * @param {string} type
 */
export function typeFor(code, type = "defect") {
  const family = familyOf(code);
  if (family === "positive") return "positive";
  if (family === "social") return "behaviour";
  return type === "positive" || type === "behaviour" ? "defect" : type;
}

/** Urgency as chosen, or as the kind has it. @param {Record<string, any>} body */
export const urgencyOf = (body) => body.urgency ?? kindOf(body.kind)?.urgency ?? "";
/** @param {Record<string, any>} body */
export const isAcute = (body) => urgencyOf(body) === "A" && body.type !== "positive";

/**
 * Gives an item its kind and lets it go.
 * @param {string} id
 * @param {string | null} code
 * @param {Record<string, any>} [more]
 * @returns {Promise<Record<string, any>>} the body after it
 */
export async function choose(id, code, more = {}) {
  const item = await get("items", id);
  const type = typeFor(code, more.type ?? item.body.type);
  if (code) await used(code);
  if (type === "behaviour") await dropPhotos(id);
  const better = item.ownPlace ? null : betterPlace(item.body);
  const row = await edit(id, {
    ...(code ? { kind: code } : {}),
    ...more,
    type,
    ...(better ? { position: better } : {}),
  });
  await release(id);
  const body = row?.body ?? item.body;
  if (!item.ownPlace && isVague(body.position))
    import("../place/place-later.js").then(({ placeLater }) => placeLater(id));
  return body;
}

/** Without a place, or with one that would not find the lamp post again. @param {any} position */
const isVague = (position) =>
  !position || (position.source === "device" && !(position.accuracy_m <= GOOD_ENOUGH));

async function used(code) {
  const before = (await setting("last-kinds")) ?? [];
  await remember("last-kinds", [code, ...before.filter((other) => other !== code)].slice(0, 6));
}

/**
 * What was noted here before, nearest first: within 25 m and what the fix leaves open.
 * @param {any} position
 * @param {string | null} [family] only of this kind
 */
export function earlierHere(position, family = null) {
  if (!position) return [];
  return state.data.nearby
    .map((row) => ({ ...row, metres: row.position ? metres(position, row.position) : Infinity }))
    .filter(
      (row) =>
        row.metres <= SPOT + Math.min(position.accuracy_m ?? 0, 50) &&
        (!family || familyOf(row.kind) === family),
    )
    .sort((a, b) => a.metres - b.metres);
}
