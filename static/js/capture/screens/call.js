/** Acute: the numbers to call, and a line about the call. "Nobody answered" is an answer too. */
import { numbers } from "../finding/acute.js";
import { kindName } from "../finding/kind-words.js";
import { bar } from "../parts/frame.js";
import { notify } from "../parts/notice.js";
import { radios } from "../parts/radios.js";
import { go } from "../router.js";
import { edit } from "../../outbox/item/items.js";
import { get } from "../../outbox/store/store.js";
import { button, el, icon } from "../../small/dom.js";
import { t } from "../../small/texts.js";

const OUTCOMES = ["will_come", "told", "nobody_answered"];

/** @param {HTMLElement} root @param {string} id */
export async function show(root, id) {
  const item = await get("items", id);
  if (!item) {
    go("", "", { instead: true });
    return;
  }
  root.classList.add("inner");
  const called = { whom: item.body.call?.whom ?? "", outcome: item.body.call?.outcome ?? "" };
  const words = el("input", { type: "text", id: "call-words", maxlength: 200, autocomplete: "off" });
  root.append(
    bar(t("call_now"), {
      over: kindName(item.body.kind, item.body.type),
      back: () => go("", "", { instead: true }),
    }),
    el(
      "div",
      { class: "inner-body stack" },
      el("div", { class: "note good" }, icon("check"), el("div", null, el("p", null, t("acute_is_saved")))),
      el(
        "div",
        { class: "choices" },
        numbers().map(({ name, phone, code }) =>
          el(
            "a",
            {
              class: `button tall wide ${code === "112" ? "unsafe" : ""}`,
              href: `tel:${phone.replaceAll(/[^+\d]/g, "")}`,
              onclick: () => {
                called.whom = called.whom || code;
              },
            },
            icon("phone-call"),
            el("span", null, name, " ", el("bdi", { class: "nowrap" }, phone)),
          ),
        ),
      ),
      el("h2", null, t("after_call")),
      radios(
        "whom",
        t("call_whom"),
        numbers().map(({ code }) => [code, el("bdi", { class: "nowrap" }, code)]),
        called,
      ),
      radios(
        "outcome",
        t("call_outcome"),
        OUTCOMES.map((code) => [code, t(`call_${code}`)]),
        called,
      ),
      el("div", { class: "field" }, el("label", { for: "call-words" }, t("call_words")), words),
    ),
    el(
      "div",
      { class: "dock" },
      button("", () => go("", "", { instead: true }), t("later")),
      button("lamp grow", () => log(), t("log_call")),
    ),
  );

  async function log() {
    const outcome = [called.outcome && t(`call_${called.outcome}`), words.value.trim()]
      .filter(Boolean)
      .join(". ");
    if (!called.whom || !outcome) {
      root.querySelector(called.whom ? "[name=outcome]" : "[name=whom]")?.focus();
      return;
    }
    await edit(id, {
      urgency: item.body.urgency ?? "A",
      call: { at: new Date().toISOString(), whom: called.whom, outcome },
    });
    await go("", "", { instead: true });
    notify(t("call_logged"));
  }
}
