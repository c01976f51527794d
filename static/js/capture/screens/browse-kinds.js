/** All kinds: pictures of the upper kinds, and under each its finer ones. The upper kind alone is enough. */
import { kindIcon, kindName } from "../finding/kind-words.js";
import { saveKind } from "../finding/save-kind.js";
import { bar } from "../parts/frame.js";
import { state } from "../state.js";
import { el, icon, swap } from "../../small/dom.js";
import { t } from "../../small/texts.js";

/** @param {HTMLElement} root @param {string} id */
export function show(root, id) {
  root.classList.add("inner");
  const body = el("div", { class: "inner-body" });
  root.append(bar(t("what_is_it")), body);
  upper(body, id);
}

function upper(body, id) {
  swap(
    body,
    el(
      "div",
      { class: "tiles" },
      state.data.parents.map((kind) =>
        tile(kind.code, kind.name, () => finer(body, id, kind), kind.code === "positive" ? "good" : ""),
      ),
    ),
  );
}

function finer(body, id, kind) {
  const subs = [...state.data.kinds.values()].filter((each) => each.parent === kind.code);
  if (subs.length === 0) {
    saveKind(id, kind.code);
    return;
  }
  swap(
    body,
    el("h2", null, kind.name),
    kind.restricted &&
      el("div", { class: "note" }, icon("info"), el("div", null, el("p", null, t("people_only_place")))),
    el(
      "button",
      { type: "button", class: "button wide", onclick: () => saveKind(id, kind.code) },
      t("save_as", { kind: kind.name }),
    ),
    el(
      "div",
      { class: "tiles" },
      subs.map((sub) =>
        tile(sub.code, sub.name, () => saveKind(id, sub.code), kind.code === "positive" ? "good" : ""),
      ),
    ),
    el(
      "button",
      { type: "button", class: "button quiet", onclick: () => upper(body, id) },
      icon("arrow-left", "onward"),
      t("all_kinds_back"),
    ),
  );
  body.querySelector("button")?.focus();
}

const tile = (code, words, press, classes) =>
  el(
    "button",
    { type: "button", class: `tile ${classes}`.trim(), onclick: press },
    kindIcon(code),
    el("span", null, words ?? kindName(code)),
  );
