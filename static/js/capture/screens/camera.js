/**
 * The camera screen: shutter in the thumb's reach, gallery and "without a photo" beside it, and words when
 * there is no camera.
 */
import { draft, keepFile, keepPicture } from "../photo/keep-picture.js";
import { watchCamera } from "../photo/viewfinder.js";
import { watchCompass } from "../place/compass.js";
import { GOOD_ENOUGH, here, positionAccess, watchPosition } from "../place/position.js";
import { go } from "../router.js";
import { release } from "../../outbox/item/items.js";
import { isFull } from "../../outbox/store/full.js";
import { get } from "../../outbox/store/store.js";
import { announce } from "../../small/announce.js";
import { button, el, icon, swap } from "../../small/dom.js";
import { number, t, tn } from "../../small/texts.js";

/** @param {HTMLElement} root @param {string} argument an item's id, for one more picture of it */
export async function show(root, argument) {
  root.classList.add("camera");
  const item = (argument && (await get("items", argument))) || (await draft());
  const view = el("div", { class: "finder" });
  const place = el("div", { class: "finder-place" });
  // Who has left stays where they are: what was still being kept takes nobody back.
  const move = (name, id) => (left ? undefined : go(name, id, { instead: true }));
  const after = () => move(argument ? "finding" : "kind", item.id);
  const stops = [watchCompass(), watchPosition(() => swap(place, accuracyChip()))];
  let torch = null;
  let left = false;
  /** A question that a camera which opens late must not paint over. */
  let asks = false;
  /** @type {File[]} */
  let waiting = [];
  const shutter = el("button", {
    type: "button",
    class: "shutter",
    "aria-label": t("take_picture"),
    disabled: true,
    onclick: () => shoot(),
  });
  root.append(el("h1", { class: "unseen" }, t("take_picture")), view, head(place), foot(shutter));
  swap(place, accuracyChip());

  async function shoot() {
    shutter.disabled = true;
    try {
      const shot = await camera.grab();
      if (shot) await attempt(() => keepPicture(item, { ...shot, own: true }), shot.bytes);
    } finally {
      shutter.disabled = asks || view.querySelector("video") === null;
    }
  }

  function ask(...words) {
    asks = true;
    shutter.disabled = true;
    swap(view, ...words);
  }

  async function keepAll(into) {
    let kept;
    while (waiting.length) {
      kept = (await keepFile(into, waiting[0])) ?? kept;
      waiting.shift();
    }
    return kept;
  }

  async function attempt(work, bytes, then = after) {
    try {
      if (await work()) announce(t("saved_on_phone"));
      await then();
    } catch (error) {
      if (!isFull(error)) throw error;
      ask(fullPanel(() => attempt(work, bytes, then), bytes, then));
    }
  }

  async function files(chosen) {
    if (chosen.length === 0) return;
    waiting = [...waiting, ...chosen];
    if (waiting.length === 1 || argument)
      return void (await attempt(() => keepAll(item), await chosen[0].arrayBuffer()));
    ask(
      el(
        "div",
        { class: "finder-words stack" },
        el("p", null, tn("pictures_chosen", waiting.length)),
        button("wide", () => attempt(() => keepAll(item), null), t("one_point")),
        button(
          "wide",
          () =>
            attempt(
              async () => {
                while (waiting.length) {
                  await release((await keepAlone(waiting[0])).id);
                  waiting.shift();
                }
                return true;
              },
              null,
              () => move("list", ""),
            ),
          tn("many_points", waiting.length),
        ),
      ),
    );
  }

  function head(chip) {
    const light = el(
      "button",
      {
        type: "button",
        class: "button square glass",
        "aria-label": t("torch"),
        "aria-pressed": "false",
        hidden: true,
        onclick: async () => {
          const on = light.getAttribute("aria-pressed") !== "true";
          await torch?.(on);
          light.setAttribute("aria-pressed", String(on));
        },
      },
      icon("flashlight"),
    );
    head.light = light;
    return el(
      "div",
      { class: "finder-head" },
      el(
        "button",
        {
          type: "button",
          class: "button square glass",
          "aria-label": t("back"),
          onclick: () => history.back(),
        },
        icon("x"),
      ),
      chip,
      light,
    );
  }

  function foot(middle) {
    return el(
      "div",
      { class: "finder-foot" },
      picker("images", t("gallery"), { multiple: true }, files),
      middle,
      el(
        "button",
        {
          type: "button",
          class: "beside",
          hidden: Boolean(argument),
          onclick: async () => {
            await release(item.id);
            await after();
          },
        },
        icon("pencil"),
        t("without_photo"),
      ),
    );
  }

  const camera = watchCamera({
    opened: (running) => {
      torch = running.torch;
      head.light.hidden = !torch;
      if (asks) return;
      swap(view, running.video);
      shutter.disabled = false;
    },
    stopped: () => {
      shutter.disabled = true;
      if (!asks) swap(view, el("p", { class: "finder-words" }, t("camera_stopped")));
    },
    none: () => {
      if (!asks) swap(view, noCamera(files));
    },
  });
  return () => {
    left = true;
    camera.stop();
    for (const stop of stops) stop();
  };
}

const keepAlone = async (file) => {
  const item = await draft();
  await keepFile(item, file);
  return item;
};

const noCamera = (files) =>
  el(
    "div",
    { class: "finder-words stack" },
    el("p", null, t("no_camera")),
    picker(
      "camera",
      t("open_camera_app"),
      { capture: "environment" },
      (taken) => files(taken.map((file) => Object.assign(file, { isNow: true }))),
      "button lamp tall wide",
    ),
  );

function picker(drawing, words, attributes, take, classes = "beside") {
  const input = el("input", {
    type: "file",
    accept: "image/*",
    class: "unseen",
    ...attributes,
    onchange: () => take([...input.files]),
  });
  return el("label", { class: classes }, input, icon(drawing), el("span", null, words));
}

/** How sure the phone is of where it is; good enough at 10 m; never in the way. */
function accuracyChip() {
  const fix = here();
  if (!fix)
    return el(
      "span",
      { class: "chip glass" },
      icon(positionAccess() === "denied" ? "map-pin-off" : "locate-fixed"),
      t(positionAccess() === "denied" ? "no_position" : "finding_position"),
    );
  const good = fix.accuracy_m <= GOOD_ENOUGH;
  const ring = el("span", { class: "fix-ring", "aria-hidden": "true" });
  ring.style.setProperty("scale", String(Math.min(1, Math.max(0.25, fix.accuracy_m / 60))));
  return el(
    "span",
    { class: `chip glass${good ? " good" : ""}` },
    good ? icon("check") : el("span", { class: "fix" }, ring),
    t("plus_minus", { num: number(Math.round(fix.accuracy_m)) }),
  );
}

function fullPanel(retry, bytes, onward) {
  const picture =
    bytes && el("img", { class: "photo unsaved", src: URL.createObjectURL(new Blob([bytes])), alt: "" });
  return el(
    "div",
    { class: "finder-words stack", role: "alert" },
    picture,
    el("p", null, el("strong", null, t("phone_full"))),
    el("p", null, t("phone_full_help")),
    button("lamp wide", retry, t("try_again")),
    bytes &&
      button(
        "wide",
        async () =>
          (await import("../../outbox/leave/save-file.js")).handOut(
            new Blob([bytes], { type: "image/jpeg" }),
            "strak.jpg",
          ),
        t("save_picture_file"),
      ),
    button("wide", onward, t("go_on_without_photo")),
  );
}
