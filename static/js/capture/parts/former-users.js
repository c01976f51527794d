/**
 * What former users of the phone have left: how much, never what. What the server would not have is taken out
 * by who leads, as a file; only after that may it go.
 */
import { again } from "../router.js";
import { isLeader } from "../state.js";
import { erase } from "../../outbox/item/items.js";
import { leftByFormerUsers } from "../../outbox/leave/former-users.js";
import { fileOf, handOut } from "../../outbox/leave/save-file.js";
import { button, el, icon } from "../../small/dom.js";
import { t, tn } from "../../small/texts.js";

/** What lies in a file that was handed out: id and revision. @type {Map<string, number>} */
const saved = new Map();
let sure = false;
const inFile = (item) => saved.get(item.id) === item.revision;

/** Lines for the phone's own page. */
export async function formerUsers() {
  const { waiting, stuck } = await leftByFormerUsers();
  return [
    waiting > 0 && el("p", { class: "over" }, icon("cloud-upload"), " ", tn("left_behind", waiting)),
    stuck.length > 0 &&
      el(
        "div",
        { class: "note unsafe" },
        icon("triangle-alert"),
        el(
          "div",
          { class: "stack tight" },
          el("p", null, tn("left_stuck", stuck.length)),
          isLeader() ? way(stuck) : el("p", null, t("left_stuck_help")),
        ),
      ),
  ];
}

/** First the file, then the question, then the answer to it. */
function way(stuck) {
  if (!stuck.every(inFile))
    return [
      el("p", null, t("left_stuck_leader")),
      button("wide", () => save(stuck), icon("download"), t("left_stuck_save")),
    ];
  if (!sure) return button("quiet", () => ask(true), icon("trash-2"), t("left_stuck_remove"));
  return [
    el("p", { role: "alert" }, t("left_stuck_sure")),
    button("wide", () => ask(false), t("left_stuck_no")),
    button("unsafe wide", remove, t("left_stuck_yes")),
  ];
}

async function save(stuck) {
  if (!(await handOut(await fileOf(stuck), "strak.zip"))) return;
  for (const item of stuck) saved.set(item.id, item.revision);
  await ask(false);
}

function ask(now) {
  sure = now;
  return again();
}

/** What has been changed or has become stuck since the file was made stays. */
async function remove() {
  sure = false;
  for (const item of (await leftByFormerUsers()).stuck.filter(inFile)) await erase(item.id);
  await again();
}
