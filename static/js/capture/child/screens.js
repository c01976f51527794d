/**
 * The children's four screens. Each says its words aloud when the loudspeaker is pressed, and by itself where
 * the phone allows it.
 */
import { kindName } from "../finding/kind-words.js";
import { watchCamera } from "../photo/viewfinder.js";
import { kindOf } from "../state.js";
import { el, icon, swap } from "../../small/dom.js";
import { hush, speak } from "../../small/speak.js";
import { language, t, tn } from "../../small/texts.js";

const BAD = ["light", "veg", "waste", "graf", "traffic", "play", "o_tunnel", "o_dead"];
const GOOD = ["pos_play", "pos_light", "pos_green", "pos_people", "pos_seat", "pos_clean"];

/**
 * How does it feel here?
 * @param {Element} into
 * @param {number} found
 * @param {(good: boolean) => any} press
 */
export function cards(into, found, press) {
  const card = (good) =>
    el(
      "button",
      { type: "button", class: `feel ${good ? "good" : "bad"}`, onclick: () => press(good) },
      icon(good ? "smile" : "frown", "face"),
      el("span", null, t(good ? "child_good" : "child_bad")),
    );
  swap(
    into,
    ask("child_how"),
    el("div", { class: "feels" }, card(true), card(false)),
    trail(found),
    el("a", { class: "grown", href: "#more" }, t("child_grown_up")),
  );
  return hush;
}

/**
 * A picture of the place, not of people.
 * @param {Element} into
 * @param {(shot: any) => any} take
 * @param {() => any} back
 */
export function picture(into, take, back) {
  const view = el("div", { class: "finder small" });
  const shutter = el("button", {
    type: "button",
    class: "shutter",
    "aria-label": t("take_picture"),
    disabled: true,
    onclick: async () => {
      shutter.disabled = true;
      const shot = await camera.grab();
      if (shot) await take(shot);
    },
  });
  swap(
    into,
    ask("child_photo"),
    view,
    el(
      "p",
      { class: "no-people" },
      el("span", { class: "crossed" }, icon("users", "big")),
      t("child_no_people"),
    ),
    el(
      "div",
      { class: "finder-foot" },
      el(
        "button",
        { type: "button", class: "beside", onclick: back },
        icon("arrow-left", "onward"),
        t("back"),
      ),
      shutter,
      el(
        "button",
        { type: "button", class: "beside", onclick: () => take(null) },
        icon("arrow-right", "onward"),
        t("child_skip"),
      ),
    ),
  );
  const camera = watchCamera({
    opened: ({ video }) => {
      swap(view, video);
      shutter.disabled = false;
    },
    stopped: () => {
      shutter.disabled = true;
    },
    none: () => swap(view, el("div", { class: "finder-words" }, icon("camera", "face"))),
  });
  return () => {
    camera.stop();
    hush();
  };
}

/**
 * What do you see?
 * @param {Element} into
 * @param {boolean} good
 * @param {(code: string | null) => any} press
 */
export function things(into, good, press) {
  const codes = (good ? GOOD : BAD).filter(kindOf).slice(0, 6);
  swap(
    into,
    ask("child_what"),
    el(
      "div",
      { class: "things" },
      codes.map((code) =>
        el(
          "button",
          { type: "button", class: `thing ${good ? "good" : ""}`, onclick: () => press(code) },
          icon(code, "face", "kinds"),
          el("span", null, kindName(code)),
        ),
      ),
    ),
    el(
      "button",
      { type: "button", class: "button wide tall", onclick: () => press(null) },
      icon("circle-help"),
      t("child_other"),
    ),
  );
  return hush;
}

/** A lamp lights. @param {Element} into @param {number} found @param {() => any} again */
export function thanks(into, found, again) {
  swap(
    into,
    ask("child_thanks"),
    el("div", { class: "big-lamp", "aria-hidden": "true" }, icon("lamp", "face")),
    trail(found, true),
    el("p", { class: "found" }, tn("child_found", found)),
    el(
      "button",
      { type: "button", class: "button lamp tall wide", onclick: again },
      icon("search"),
      t("child_again"),
    ),
    navigator.onLine &&
      el(
        "button",
        {
          type: "button",
          class: "button quiet grown",
          id: "take-home",
          onclick: ({ currentTarget }) =>
            import("./take-home.js").then(({ takeHome }) => takeHome(currentTarget)),
        },
        icon("printer"),
        t("child_sheet"),
      ),
  );
  return hush;
}

function ask(key) {
  const words = t(key);
  speak(words, language());
  return el(
    "header",
    { class: "ask" },
    el(
      "button",
      {
        type: "button",
        class: "button square listen",
        "aria-label": t("listen"),
        onclick: () => speak(words, language()),
      },
      icon("volume-2", "big"),
    ),
    el("h1", { tabindex: "-1" }, words),
  );
}

const trail = (found, fresh = false) =>
  el(
    "div",
    { class: "path large", "aria-hidden": "true" },
    Array.from({ length: Math.max(6, Math.min(found + 2, 24)) }, (_, i) =>
      el("span", {
        class: `lamp-dot${i < found ? " lit" : " faint"}${fresh && i === found - 1 ? " new" : ""}`,
      }),
    ),
  );
