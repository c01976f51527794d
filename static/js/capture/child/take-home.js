/**
 * The class's own sheet: fetched where there is a signal, and given to the tablet as a file to print or keep.
 */
import { state } from "../state.js";
import { hurry } from "../../outbox/send/drain.js";
import { announce } from "../../small/announce.js";
import { el, swap } from "../../small/dom.js";
import { t } from "../../small/texts.js";

/** @param {HTMLButtonElement} pressed */
export async function takeHome(pressed) {
  pressed.disabled = true;
  try {
    await hurry(); // what was found last shall be on it
    const answer = await fetch(`/api/v1/walks/${state.walk}/take-home.pdf`, {
      headers: { Authorization: `Bearer ${state.pass.pass}` },
      cache: "no-store",
      credentials: "omit",
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const address = URL.createObjectURL(await answer.blob());
    el("a", { href: address, download: "strak.pdf" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch {
    swap(pressed, t("child_sheet_later"));
    announce(t("child_sheet_later"));
  }
  pressed.disabled = false;
}
