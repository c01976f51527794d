/** Acute: the numbers to call, and a line about the call. "Nobody answered" is an answer too. */
import { edit } from "../outbox/items.js";
import { get } from "../outbox/store.js";
import { button, el, icon } from "../small/dom.js";
import { t } from "../small/texts.js";
import { numbers } from "./acute.js";
import { bar, kindName } from "./parts.js";
import { go } from "./router.js";
import { notify } from "./toast.js";

const OUTCOMES = ["will_come", "told", "nobody_answered"];

/** @param {HTMLElement} root @param {string} id */
export async function show(root, id) {
  const item = await get("items", id);
  if (!item) { go("", "", { instead: true }); return; }
  root.classList.add("inner");
  const called = { whom: item.body.call?.whom ?? "", outcome: item.body.call?.outcome ?? "" };
  const words = el("input", { type: "text", id: "call-words", maxlength: 200, autocomplete: "off" });
  root.append(
    bar(t("call_now"), { over: kindName(item.body.kind, item.body.type), back: () => go("", "", { instead: true }) }),
    el("div", { class: "inner-body stack" },
      el("div", { class: "note good" }, icon("check"), el("div", null, el("p", null, t("acute_is_saved")))),
      el("div", { class: "choices" }, numbers().map(({ name, phone, code }) => el("a", { class: `button tall wide ${code === "112" ? "unsafe" : ""}`, href: `tel:${phone.replaceAll(/[^+\d]/g, "")}`, onclick: () => { called.whom = called.whom || code; } }, icon("phone-call"), el("span", null, name, " ", el("bdi", null, phone))))),
      el("h2", null, t("after_call")),
      radios("whom", t("call_whom"), numbers().map(({ code }) => [code, code]), called),
      radios("outcome", t("call_outcome"), OUTCOMES.map((code) => [code, t(`call_${code}`)]), called),
      el("div", { class: "field" }, el("label", { for: "call-words" }, t("call_words")), words)),
    el("div", { class: "dock" }, button("", () => go("", "", { instead: true }), t("later")), button("lamp grow", () => log(), t("log_call"))));

  async function log() {
    const outcome = [called.outcome && t(`call_${called.outcome}`), words.value.trim()].filter(Boolean).join(". ");
    if (!called.whom || !outcome) { root.querySelector(called.whom ? "[name=outcome]" : "[name=whom]")?.focus(); return; }
    await edit(id, { urgency: item.body.urgency ?? "A", call: { at: new Date().toISOString(), whom: called.whom, outcome } });
    await go("", "", { instead: true });
    notify(t("call_logged"));
  }
}

/** A row of choices with words; writes what is chosen into `into[name]`. @param {string} name @param {string} title @param {string[][]} options code and words @param {Record<string, any>} into @param {() => void} [then] */
export function radios(name, title, options, into, then = () => {}) {
  return el("fieldset", null, el("legend", null, title), el("div", { class: "buttons" },
    options.map(([code, words]) => el("label", { class: "choice small-choice" }, el("input", { type: "radio", class: "unseen", name, value: code, checked: (into[name] ?? "") === code, onchange: () => { into[name] = code; then(); } }), el("span", null, words)))));
}
