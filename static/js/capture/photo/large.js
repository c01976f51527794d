/** One picture over the whole screen, to see what is on it; closed by its button, Escape or a tap. */
import { el, icon } from "../../small/dom.js";
import { t } from "../../small/texts.js";

/** @param {string} url */
export function showLarge(url) {
  const dialog = el(
    "dialog",
    {
      class: "large",
      "aria-label": t("picture"),
      onclick: () => dialog.close(),
      onclose: () => dialog.remove(),
    },
    el("img", { src: url, alt: t("picture") }),
    el("button", { type: "button", class: "button square glass", "aria-label": t("close") }, icon("x")),
  );
  document.body.append(dialog);
  dialog.showModal();
  addEventListener("hashchange", () => dialog.close(), { once: true });
}
