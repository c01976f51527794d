import { state } from "../state.js";
import { itemsOf } from "../../outbox/item/items.js";

/**
 * Which points of a follow-up have been judged on this phone, by the finding's id.
 * @returns {Promise<Map<string, import("../../outbox/item/item.js").Item>>}
 */
export const checksMade = async () =>
  new Map(
    (await itemsOf(state.walk))
      .filter((item) => item.what === "check" && item.state !== "draft")
      .map((item) => [item.body.finding, item]),
  );
