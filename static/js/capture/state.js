/** What every screen of the walk needs at hand. Set once at the start; the stores stay the truth. */

/** @typedef {import("../small/geo.js").Spot} Spot */
/**
 * @typedef {{ code: string, name: string, parent: string | null, urgency: string, ask: string[], restricted:
 *   boolean, refuse: string }} Kind
 */
/**
 * @typedef {{ finding: string, number: string | null, kind: string | null, text: string, position: Spot |
 *   null, when: string | null }} Earlier
 */
/**
 * @typedef {{ finding: string, number: string | null, kind: string | null, text: string, position: Spot |
 *   null, landmark: string, verify: string[], claim: any, photos: string[] }} Due
 */
/** @typedef {{ id: string, name: string, position: Spot | null }} Stop */
/**
 * @typedef {{ code: string, label: string, hint: string, kind: "text" | "line" | "choice" | "many" | "group",
 *   group: "first" | "place" | "more", for: string[], choices: { code: string, label: string }[], parts: {
 *   code: string, label: string }[], kinds?: string[] }} Asked
 */
/**
 * @typedef {object} WalkData
 * @property {string} id @property {string} title @property {string} kind @property {string} startsAt
 *   @property {string} season @property {string} timezone
 * @property {string} light @property {boolean} closed @property {{ name: string, rings: Spot[][] }[]} areas
 *   @property {Spot[][]} route @property {Stop[]} stops
 * @property {Map<string, Kind>} kinds @property {Kind[]} parents @property {Asked[]} asked
 * @property {any[]} questions
 * @property {string} questionsVersion @property {Earlier[]} nearby
 * @property {Due[]} checks @property {{ id: string, bytes: number }[]} photos @property {{ name: string,
 *   phone: string }[]} phones
 * @property {import("../map/ground.js").Facts | null | undefined} tiles
 */

/**
 * @type {{ walk: string, pass: any, data: WalkData, offlineReady: "no" | "working" | "yes" | "failed",
 *   updateFailed: boolean }} `updateFailed`: a newer version did not come whole, the old one is in use
 */
export const state = {
  walk: "",
  pass: null,
  data: /** @type {any} */ (null),
  offlineReady: "no",
  updateFailed: false,
};

export const isLeader = () => state.pass?.role === "leader";
export const isChild = () => state.pass?.mode === "child_5_7" || state.pass?.mode === "child_8_9";
export const isYoung = () => /^(child|youth)_/.test(state.pass?.mode ?? "");
export const isFollowUp = () => state.data?.checks.length > 0;

/** The name of a kind, or of its absence. @param {string | null | undefined} code */
export const kindOf = (code) => (code ? (state.data.kinds.get(code) ?? null) : null);
/** The upper kind's code. @param {string | null | undefined} code */
export const familyOf = (code) => kindOf(code)?.parent ?? code ?? null;
