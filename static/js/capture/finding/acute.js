/**
 * "Call now": stays on the home screen as long as something acute has no logged call. The finding itself is
 * saved like any other.
 */
import { kindName } from "./kind-words.js";
import { isAcute } from "./kind.js";
import { state } from "../state.js";
import { itemsOf } from "../../outbox/item/items.js";
import { el, icon } from "../../small/dom.js";
import { t } from "../../small/texts.js";

/** The banner, or null. */
export async function acuteBanner() {
  const [item] = (await itemsOf(state.walk)).filter(
    (each) => each.what === "finding" && each.state !== "draft" && isAcute(each.body) && !each.body.call,
  );
  if (!item) return null;
  return el(
    "a",
    { class: "note unsafe acute", href: `#call/${item.id}` },
    icon("phone-call", "big"),
    el(
      "div",
      { class: "grow" },
      el("p", null, el("strong", null, t("call_now"))),
      el("p", null, kindName(item.body.kind, item.body.type)),
    ),
    icon("chevron-right", "onward"),
  );
}

/**
 * Whom to call for what: danger going on, police otherwise, and the duty phones of the walk.
 * @returns {{ name: string, phone: string, code: string }[]}
 */
export function numbers() {
  return [
    { code: "112", name: t("whom_112"), phone: "112" },
    ...state.data.phones.map(({ name, phone }) => ({ code: name, name, phone })),
    { code: "114 14", name: t("whom_11414"), phone: "114 14" },
  ];
}
