/**
 * The clean-up, quicker: keys, whole rows to click, list and map that point at each other. Each of it also
 * works without.
 */

import "../../vendor/htmx-4.0.1.js";
import { announce } from "../small/announce.js";
import { help, listen, press } from "./keys.js";
import { maps } from "../map/figure.js";

const rows = () => [...document.querySelectorAll("tr[data-row]")];

function step(by) {
  const all = rows();
  const at = all.findIndex((row) => row.classList.contains("chosen"));
  const next = all[at < 0 ? 0 : at + by];
  if (!next) return true;
  // At once, so that several presses are several steps.
  for (const row of all) row.classList.toggle("chosen", row === next);
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("a.open").click();
  return true;
}

listen((key) => {
  if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  const panel = document.getElementById("panel");
  // While another row is on its way, a key would still mean the row before it.
  return (
    Boolean(panel) &&
    panel.dataset.of === document.querySelector("tr.chosen")?.dataset.row &&
    press(key, panel)
  );
});

document.addEventListener("click", (event) => {
  const row = event.target.closest?.("tr[data-row]");
  if (row && !event.target.closest("a, button, input") && !getSelection()?.toString())
    row.querySelector("a.open").click();
});

/** The pin of a row, or the row of a pin, while one points at the other. */
document.addEventListener("pointerover", (event) => {
  const key =
    event.target.closest?.("[data-row]")?.dataset.row ?? event.target.closest?.("[data-pin]")?.dataset.pin;
  for (const pin of document.querySelectorAll("[data-pin]"))
    pin.firstElementChild.classList.toggle("pointed", pin.dataset.pin === key);
});

const narrow = matchMedia("(width < 70rem)");
let before = document.querySelector("tr.chosen")?.id;

/** Where to look after a change: at the chosen row's panel, or back at the row one came from. */
function look() {
  const row = document.querySelector("tr.chosen");
  if (narrow.matches && row?.id !== before) {
    if (row) scrollTo(0, 0);
    else document.getElementById(before)?.scrollIntoView({ block: "center" });
  } else row?.scrollIntoView({ block: "nearest" });
  before = row?.id ?? before;
  if (document.activeElement === document.body)
    document.getElementById("panel-title")?.focus({ preventScroll: true });
}

function renewed() {
  help();
  maps();
  look();
  const said = document.querySelector("#clean .said");
  announce(said ? said.textContent.trim() : (document.getElementById("panel-title")?.textContent ?? ""));
}

document.addEventListener("htmx:after:swap", renewed);
document.addEventListener("htmx:before:swap", (event) => {
  // A page that is no list (signed out, refused) is shown whole, not left out.
  if (!event.detail.ctx.text.includes('id="clean"')) {
    event.preventDefault();
    location.reload();
  }
});
document.addEventListener("htmx:before:history:update", (event) => {
  // A form that came back with faults has no address of its own to return to.
  if (event.detail.response?.status >= 400) event.preventDefault();
});
help();
