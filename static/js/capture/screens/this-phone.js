/** The rest: language, light, whether the phone is ready without network, the last way out, and leaving. */
import { formerUsers } from "../parts/former-users.js";
import { bar, door } from "../parts/frame.js";
import { live } from "../parts/live.js";
import { radios } from "../parts/radios.js";
import { chooseTheme } from "../parts/theme.js";
import { countHere, lampPath, truth } from "../parts/truth.js";
import { again } from "../router.js";
import { isLeader, isYoung, state } from "../state.js";
import { refresh } from "../walk/kept-walk.js";
import { changeOver, lookAgain, newer, register } from "../walk/offline.js";
import { asFile, handOut } from "../../outbox/leave/save-file.js";
import { hurry } from "../../outbox/send/drain.js";
import { join } from "../../outbox/send/send.js";
import { get, put, setting } from "../../outbox/store/store.js";
import { button, el, icon, swap } from "../../small/dom.js";
import { languages, open, t, tn } from "../../small/texts.js";

/** @param {HTMLElement} root */
export async function show(root) {
  root.classList.add("inner");
  const status = el("section", { class: "card stack tight" });
  const choice = { theme: (await setting("theme")) ?? "auto", language: state.pass.language };
  const update = await newer();
  root.append(
    bar(t("more")),
    el(
      "div",
      { class: "inner-body stack" },
      update &&
        el(
          "div",
          { class: "note lamp" },
          icon("sparkles"),
          el(
            "div",
            null,
            el("p", null, t("new_version")),
            button("", () => changeOver(update), t("new_version_now")),
          ),
        ),
      status,
      isLeader() && door("wide", "finish", "", icon("flag"), t("finish_walk")),
      isLeader() && !isYoung() && door("wide", "track", "", icon("footprints"), t("track_title")),
      radios("language", t("language"), languages(), choice, () => speakIn(choice.language)),
      radios(
        "theme",
        t("theme"),
        ["auto", "dusk", "paper"].map((code) => [code, t(`theme_${code}`)]),
        choice,
        () => chooseTheme(/** @type {any} */ (choice.theme)),
      ),
      el(
        "section",
        { class: "stack tight" },
        button(
          "wide",
          async () => handOut(await asFile(), "strak.zip"),
          icon("download"),
          t("save_all_file"),
        ),
        el("p", { class: "over" }, t("save_all_help")),
      ),
      leaving(),
    ),
  );
  return live(async () => {
    const count = await countHere();
    swap(
      status,
      el("h2", null, t("on_this_phone")),
      lampPath(count),
      truth(count),
      await formerUsers(),
      count.waiting > 0 && (await safari()),
      readiness(),
      await map(),
      await storage(),
      count.waiting > 0 && button("wide", hurry, icon("cloud-upload"), t("send_now")),
    );
  });
}

function readiness() {
  const ready = state.offlineReady === "yes";
  if (ready && state.updateFailed)
    return el(
      "div",
      { class: "note" },
      icon("info"),
      el(
        "div",
        null,
        el("p", null, t("update_failed")),
        button("", lookAgain, icon("refresh-cw"), t("try_again")),
      ),
    );
  return el(
    "p",
    null,
    icon(ready ? "check" : state.offlineReady === "failed" ? "triangle-alert" : "clock"),
    " ",
    t(`offline_${state.offlineReady}`),
    " ",
    state.offlineReady === "failed" && button("quiet", register, t("try_again")),
  );
}

/** The walk's map is an extra: nothing is missing without it. */
async function map() {
  if (!state.data.tiles) return null;
  const there = await (await import("../place/keep-map.js")).kept();
  const whole = there?.whole && there.address === state.data.tiles.address;
  return el(
    "p",
    { class: "over" },
    icon(whole ? "map" : "info"),
    " ",
    t(whole ? "map_kept" : "map_not_kept"),
  );
}

/** What waits in Safari does not move to an app that is put on the home screen. */
async function safari() {
  const { isApple, isInstalled } = await import("../../small/apple.js");
  return isApple() && !isInstalled() && el("p", { class: "over" }, icon("info"), " ", t("waits_in_safari"));
}

/** The truth about the phone's store: held fast, or the browser may clear it. */
async function storage() {
  const fast = await navigator.storage?.persisted?.().catch(() => false);
  return el(
    "p",
    { class: "over" },
    icon(fast ? "shield-check" : "info"),
    " ",
    t(fast ? "storage_fast" : "storage_loose"),
  );
}

async function speakIn(language) {
  await open(language);
  state.pass = { ...((await get("passes", state.walk)) ?? state.pass), language };
  await put("passes", state.pass);
  await again();
  await renew(language);
}

/** The names of kinds come in the pass's language: ask for it in the new one, when there is a network. */
async function renew(language) {
  const { code, mode, pass } = state.pass;
  const answer = await join({ code, mode, language, former_pass: pass });
  if (answer.verdict !== "ok") return;
  state.pass = { ...state.pass, pass: answer.body.pass, role: answer.body.role };
  await put("passes", state.pass);
  await refresh(state.pass).catch(() => false);
  fetch(`/join?lang=${language}`, { cache: "no-store" }).catch(() => {});
}

function leaving() {
  const place = el("section", { class: "stack tight" });
  const ask = async () => {
    const { waiting, needs } = await countHere();
    swap(
      place,
      el(
        "div",
        { class: "note unsafe", role: "alert" },
        icon("triangle-alert"),
        el(
          "div",
          { class: "stack tight" },
          el("p", null, waiting + needs > 0 ? tn("leave_unsent", waiting + needs) : t("leave_sure")),
          button("unsafe wide", leave, t("leave_yes")),
          button("wide", () => swap(place, first()), t("leave_no")),
        ),
      ),
    );
    place.querySelector("button")?.focus();
  };
  const first = () => button("quiet", ask, icon("log-out"), t("leave_walk"));
  swap(place, first());
  return place;
}

/**
 * Pass, pages and the walk's data go; the unsent stays, out of sight, and a pass with it for sending only.
 */
async function leave() {
  const { leave: clear } = await import("../../outbox/leave/leave.js");
  await clear(state.walk);
  await globalThis.caches?.delete(`map-${state.walk}`);
  await import("../../outbox/store/second-copy.js").then(({ copied }) => copied()).catch(() => {});
  location.assign("/join");
}
