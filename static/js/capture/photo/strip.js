/** The pictures of a finding, those on the phone and those that only the server has. */
import { address, smallPhoto } from "./address.js";
import { again } from "../router.js";
import { state } from "../state.js";
import { fetchPhoto } from "../walk/kept-walk.js";
import { takeOff } from "../../outbox/item/photos.js";
import { get } from "../../outbox/store/store.js";
import { announce } from "../../small/announce.js";
import { button, el, icon } from "../../small/dom.js";
import { t } from "../../small/texts.js";

/** @typedef {import("../../outbox/item/photos.js").Photo} Photo */

/** @param {Photo} photo */
export function picture(photo) {
  const url = address(`thumb:${photo.id}`, photo.thumb);
  return el(
    "figure",
    { class: "strip-photo" },
    thumb(url, async () => address(`bytes:${photo.id}`, await get("bytes", photo.id), photo.type)),
    photo.refused && el("span", { class: "chip unsafe" }, icon("triangle-alert"), t("picture_refused")),
    el(
      "a",
      { class: "button square glass mark", href: `#mark/${photo.id}`, "aria-label": t("mark_title") },
      icon("pencil"),
    ),
    el(
      "button",
      {
        type: "button",
        class: "button square glass",
        "aria-label": t("remove_picture"),
        onclick: async () => {
          await takeOff(photo, true);
          announce(t("picture_off"));
          await again();
        },
      },
      icon("x"),
    ),
  );
}

/**
 * Where a picture was that has been taken off: the way back, as long as there is one.
 * @param {Photo} photo
 */
export const wayBack = (photo) =>
  el(
    "figure",
    { class: "strip-photo thumb off" },
    el("figcaption", null, t("picture_off")),
    button("", () => takeOff(photo, false).then(again), icon("undo-2"), t("undo")),
  );

/** A small picture; a tap shows it large. */
const thumb = (url, large) =>
  url
    ? el(
        "button",
        {
          type: "button",
          class: "look",
          "aria-label": t("show_large"),
          onclick: async () => {
            const { showLarge } = await import("./large.js");
            showLarge((await large()) ?? url);
          },
        },
        el("img", { class: "thumb", src: url, alt: "" }),
      )
    : el("span", { class: "thumb" }, icon("image"));

/**
 * A picture that only the server has: the small copy, fetched when there is a network.
 * @param {{ id: string }} photo
 */
export function remotePicture(photo) {
  const place = el("figure", { class: "strip-photo" }, el("span", { class: "thumb" }, icon("image")));
  (async () => {
    const url =
      (await smallPhoto(photo.id)) ?? address(`small:${photo.id}`, await fetchPhoto(photo.id, state.pass));
    const large = async () => address(`large:${photo.id}`, await fetchPhoto(photo.id, state.pass, "large"));
    if (url) place.replaceChildren(thumb(url, large));
  })();
  return place;
}
