/**
 * Two pictures of one place over each other; the control shows more of the one or of the other. A tap or an
 * arrow key is enough.
 */
import { el } from "../../small/dom.js";
import { t } from "../../small/texts.js";

/** @param {string} before address of the picture @param {string} after */
export function beforeAfter(before, after) {
  const top = el("img", { src: after, alt: t("now") });
  const control = el("input", {
    type: "range",
    min: 0,
    max: 100,
    step: 5,
    value: "50",
    "aria-label": t("compare"),
    oninput: () => cut(),
  });
  const cut = () => top.style.setProperty("clip-path", `inset(0 0 0 ${control.value}%)`);
  cut();
  return el(
    "div",
    { class: "compare", dir: "ltr" },
    el("img", { src: before, alt: t("before") }),
    top,
    el("span", { class: "chip glass start" }, t("before")),
    el("span", { class: "chip glass end" }, t("now")),
    control,
  );
}
