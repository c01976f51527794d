/** A kind as it is shown: its name and its drawing. */
import { kindOf } from "../state.js";
import { icon } from "../../small/dom.js";
import { t } from "../../small/texts.js";

/** The name and drawing of a kind. @param {string | null | undefined} code @param {string} [type] */
export function kindName(code, type) {
  if (type === "feeling" && !code) return t("feeling");
  return kindOf(code)?.name ?? (code === "positive" ? t("good_keep") : t("no_kind"));
}

/** @param {string | null | undefined} code @param {string} [type] @param {string} [classes] */
export const kindIcon = (code, type, classes = "big") =>
  icon(
    type === "feeling" && !code ? "feeling" : code && (kindOf(code) || code === "positive") ? code : "other",
    classes,
    "kinds",
  );
