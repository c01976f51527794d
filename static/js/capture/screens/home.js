/** The walk's home: where we are, what is safe, what comes next, and the one big button. */
import { acuteBanner } from "../finding/acute.js";
import { kindName } from "../finding/kind-words.js";
import { arrow } from "../parts/arrow.js";
import { danger, door, tabs } from "../parts/frame.js";
import { keepingFocus, live } from "../parts/live.js";
import { noticeBar } from "../parts/notice.js";
import { countHere, lampPath, truth, truthWords } from "../parts/truth.js";
import { byDistance, drawInto, frame } from "../place/draw-map.js";
import { mapContent } from "../place/map-content.js";
import { here, watchPosition } from "../place/position.js";
import { isFollowUp, isLeader, state } from "../state.js";
import { checksMade } from "../walk/checks-made.js";
import { register } from "../walk/offline.js";
import { announce } from "../../small/announce.js";
import { button, el, icon, swap } from "../../small/dom.js";
import { metres } from "../../small/geo.js";
import { date, distance, t, tn } from "../../small/texts.js";

/** @param {HTMLElement} root */
export function show(root) {
  const top = el("div", { class: "home-top" });
  const banner = el("div", { class: "home-banner" });
  const map = el("a", { class: "map-card", href: "#map", "aria-label": t("open_map") });
  const next = el("div");
  const middle = el("div", { class: "home-middle" }, map, next);
  root.classList.add("home");
  root.append(
    el(
      "header",
      { class: "home-head" },
      el("div", { class: "grow" }, el("p", { class: "over" }, overline()), el("h1", null, state.data.title)),
      el("a", { class: "button square quiet", href: "#more", "aria-label": t("more") }, icon("menu")),
      top,
    ),
    banner,
    middle,
    el("div", { class: "home-foot" }, noticeBar(), mainButton(), danger()),
    tabs(""),
  );
  let [said, ground] = ["", null];
  const draw = async () => {
    const [count, drawn, acute] = [await countHere(), await mapContent(), await acuteBanner()];
    swap(top, lampPath(count), truth(count));
    const track = isLeader() && (await (await import("../track/card.js")).card());
    swap(banner, acute, state.offlineReady === "failed" && notReady(), track);
    swap(next, isFollowUp() ? await nextCheck() : nextStop(drawn));
    drawInto(map, drawn, frame(drawn));
    if (state.data.tiles && state.offlineReady === "yes" && !navigator.connection?.saveData) {
      ground ??= import("../place/lay-ground.js").then(({ layGround }) => layGround(map));
      (await ground).show(frame(drawn));
    }
    const words = truthWords(count);
    if (said && words !== said) announce(words);
    said = words;
  };
  const stop = live(draw);
  const stopWatching = watchPosition(() => keepingFocus(draw));
  return () => {
    stop();
    stopWatching();
    ground?.then((laid) => laid.stop());
  };
}

/** The walk can be used, but not in a tunnel: said before one goes out. */
const notReady = () =>
  el(
    "div",
    { class: "note unsafe" },
    icon("wifi-off"),
    el(
      "div",
      null,
      el("p", null, t("offline_failed")),
      button("", register, icon("refresh-cw"), t("try_again")),
    ),
  );

function overline() {
  const { season, startsAt, light } = state.data;
  const when = startsAt && date(startsAt, { weekday: "long", hour: "2-digit", minute: "2-digit" });
  return [season, when, t(light === "dark" ? "dark_out" : "light_out")].filter(Boolean).join(" · ");
}

function mainButton() {
  if (isFollowUp()) {
    return el(
      "div",
      { class: "row main-row" },
      door("lamp shutter-button grow", "checks", "", icon("repeat", "big"), t("look_again")),
      door("new-one", "camera", "", icon("camera", "big"), t("something_new")),
    );
  }
  return door("lamp shutter-button", "camera", "", icon("camera", "big"), t("what_do_you_see"));
}

function nextStop(drawn) {
  const left = drawn.stops.filter((stop) => !stop.done);
  if (drawn.stops.length === 0) return null;
  if (left.length === 0)
    return el(
      "a",
      { class: "card next", href: "#stops" },
      el(
        "div",
        { class: "grow" },
        el("p", { class: "over" }, t("stops_done")),
        el("strong", null, t("all_stops_rated")),
      ),
      icon("check", "big"),
    );
  const from = here();
  const [{ thing: stop, metres: far }] = byDistance(from, left);
  const earlier = state.data.nearby.filter(
    (row) => row.position && stop.position && metres(row.position, stop.position) < 80,
  ).length;
  return el(
    "a",
    { class: "card next", href: "#stops" },
    el(
      "div",
      { class: "grow" },
      el("p", { class: "over" }, t("next_stop"), Number.isFinite(far) && ` · ${distance(far)}`),
      el("strong", { class: "next-name" }, stop.name),
      earlier > 0 && el("p", { class: "over" }, tn("earlier_here", earlier)),
    ),
    from && stop.position ? arrow(from, stop.position) : icon("chevron-right", "big onward"),
  );
}

async function nextCheck() {
  const done = await checksMade();
  const [nearest] = byDistance(
    here(),
    state.data.checks.filter((check) => !done.has(check.finding)),
  );
  if (!nearest)
    return el(
      "a",
      { class: "card next", href: "#checks" },
      el("strong", { class: "grow" }, t("all_checked")),
      icon("check", "big"),
    );
  return el(
    "a",
    { class: "card next", href: `#check/${nearest.thing.finding}` },
    el(
      "div",
      { class: "grow" },
      el(
        "p",
        { class: "over" },
        t("next_check"),
        Number.isFinite(nearest.metres) && ` · ${distance(nearest.metres)}`,
      ),
      el("strong", { class: "next-name" }, kindName(nearest.thing.kind)),
      el("p", { class: "over two-lines", dir: "auto" }, nearest.thing.text || nearest.thing.landmark),
    ),
    here() && nearest.thing.position
      ? arrow(here(), nearest.thing.position)
      : icon("chevron-right", "big onward"),
  );
}
