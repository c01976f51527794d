/** The screens by their names in the address. Each is fetched when it is first needed; nothing but the start knows this table. */
import { isChild } from "./state.js";

/** @type {Record<string, () => Promise<{ show: import("./router.js").Screen }>>} */
export const SCREENS = {
  "": () => (isChild() ? import("./child/start.js") : import("./home.js")),
  camera: () => import("./camera.js"),
  kind: () => import("./kind.js"),
  kinds: () => import("./all-kinds.js"),
  finding: () => import("./finding.js"),
  pin: () => import("./pin.js"),
  mark: () => import("./mark.js"),
  call: () => import("./call.js"),
  list: () => import("./list.js"),
  map: () => import("./map.js"),
  stops: () => import("./stops.js"),
  rate: () => import("./rate.js"),
  checks: () => import("./checks.js"),
  check: () => import("./check.js"),
  finish: () => import("./finish.js"),
  track: () => import("./walked.js"),
  more: () => import("./more.js"),
};
