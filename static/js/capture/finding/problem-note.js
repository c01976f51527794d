import { again } from "../router.js";
import { edit, update } from "../../outbox/item/items.js";
import { button, el, icon } from "../../small/dom.js";
import { t } from "../../small/texts.js";

/**
 * What a person must decide, when the server has refused or someone else was first.
 * @param {import("../../outbox/item/item.js").Item} item
 */
export function problemNote(item) {
  if (item.state !== "aside" && item.state !== "stale") return null;
  const stale = item.state === "stale";
  return el(
    "div",
    { class: "note unsafe", role: "alert" },
    icon("triangle-alert"),
    el(
      "div",
      null,
      el(
        "p",
        null,
        el("strong", null, t(stale ? "changed_elsewhere" : "not_taken")),
        " ",
        t(
          stale
            ? "changed_elsewhere_help"
            : item.problem?.status === 413
              ? "not_taken_large"
              : "not_taken_help",
          { code: item.problem?.code ?? "" },
        ),
      ),
      stale && item.server?.text && el("blockquote", { dir: "auto" }, item.server.text),
      el(
        "div",
        { class: "buttons" },
        button(
          "",
          async () => {
            await edit(item.id, {});
            again();
          },
          icon("repeat"),
          t(stale ? "keep_mine" : "send_again"),
        ),
        stale &&
          button(
            "",
            async () => {
              await update(item.id, asTheServerHasIt);
              again();
            },
            t("keep_theirs"),
          ),
      ),
    ),
  );
}

function asTheServerHasIt(row) {
  const revision = row.server?.revision ?? row.revision;
  return { ...row, state: "kept", sent: revision, revision };
}
