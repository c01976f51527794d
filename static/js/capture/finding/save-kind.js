/** A kind has been chosen: it is saved, one is back where one was, and told so with ways back and onwards. */
import { kindName } from "./kind-words.js";
import { choose, earlierHere, isAcute } from "./kind.js";
import { notify } from "../parts/notice.js";
import { go } from "../router.js";
import { familyOf } from "../state.js";
import { edit, restore, takeBack } from "../../outbox/item/items.js";
import { t } from "../../small/texts.js";

/** @param {string} id @param {string | null} code @param {Record<string, any>} [more] */
export async function saveKind(id, code, { asked = "", ...more } = {}) {
  const body = await choose(id, code, more);
  if (isAcute(body)) {
    await go("call", id, { instead: true });
    return;
  }
  await go("", "", { instead: true });
  announceKept(id, body, more.same_as ?? asked);
}

/**
 * What was saved, with the way back; and the question whether it is the same as last time, when it may be.
 */
function announceKept(id, body, asked) {
  const words =
    body.type === "behaviour" ? t("people_no_photo") : t("kept_as", { kind: kindName(body.kind, body.type) });
  const [again] = body.kind
    ? earlierHere(body.position, familyOf(body.kind)).filter((row) => row.finding !== asked)
    : [];
  notify(
    words,
    [
      again && {
        words: t("same_as_before"),
        drawing: "repeat",
        run: () => edit(id, { same_as: again.finding }),
      },
      { words: t("say_more"), drawing: "pencil", run: () => sayMore(id) },
      {
        words: t("undo"),
        drawing: "undo-2",
        run: async () => {
          await takeBack(id);
          notify(t("taken_back"), [{ words: t("bring_back"), drawing: "undo-2", run: () => restore(id) }]);
        },
      },
    ].filter(Boolean),
  );
}

/** Saved without a kind, and all its fields shown. @param {string} id */
export async function sayMore(id) {
  await choose(id, null);
  await go("finding", id);
}
