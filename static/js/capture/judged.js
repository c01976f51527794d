/** Which points of a follow-up have been judged on this phone. */
import { itemsOf } from "../outbox/items.js";
import { state } from "./state.js";

/** By the finding's id. @returns {Promise<Map<string, import("../outbox/item.js").Item>>} */
export const judged = async () => new Map((await itemsOf(state.walk)).filter((item) => item.what === "check" && item.state !== "draft").map((item) => [item.body.finding, item]));
