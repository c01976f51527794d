/**
 * The screens by their names in the address. Each is fetched when it is first needed; nothing but the start
 * knows this table.
 */
import { isChild } from "../state.js";

/** @type {Record<string, () => Promise<{ show: import("../router.js").Screen }>>} */
export const SCREENS = {
  "": () => (isChild() ? import("../child/start.js") : import("./home.js")),
  camera: () => import("./camera.js"),
  kind: () => import("./pick-kind.js"),
  kinds: () => import("./browse-kinds.js"),
  finding: () => import("./finding.js"),
  pin: () => import("./move-pin.js"),
  mark: () => import("./mark-picture.js"),
  call: () => import("./call.js"),
  list: () => import("./list.js"),
  map: () => import("./map.js"),
  stops: () => import("./stops.js"),
  rate: () => import("./rate-stop.js"),
  checks: () => import("./check-list.js"),
  check: () => import("./check-point.js"),
  finish: () => import("./finish-walk.js"),
  track: () => import("./track.js"),
  more: () => import("./this-phone.js"),
};
