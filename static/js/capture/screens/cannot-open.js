/** When the walk cannot be opened: what happened, what is safe, and what to do next. */
import { button, el, icon, swap } from "../../small/dom.js";
import { has, t } from "../../small/texts.js";

/**
 * @param {"no_store" | "not_joined" | "pass_expired" | "first_needs_network" | "went_wrong" | "not_secure"}
 *   why
 * @param {() => any} [retry]
 */
export function cannotOpen(why, retry) {
  const main = /** @type {HTMLElement} */ (document.getElementById("main"));
  if (!has(why)) {
    location.assign("/join");
    return;
  }
  main.className = "screen inner";
  swap(
    main,
    el(
      "div",
      { class: "inner-body stack stopped" },
      icon(why === "first_needs_network" ? "wifi-off" : "triangle-alert", "big"),
      el("h1", null, t(why)),
      el("p", null, t(`${why}_help`)),
      retry && button("lamp tall wide", retry, icon("refresh-cw"), t("try_again")),
      el("a", { class: "button wide", href: "/join" }, t("to_join")),
      why === "went_wrong" && button("wide", saveAll, icon("download"), t("save_all_file")),
    ),
  );
}

async function saveAll() {
  const { asFile, handOut } = await import("../../outbox/leave/save-file.js");
  await handOut(await asFile(true), "strak.zip");
}
