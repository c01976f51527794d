/** The pictures of a finding, those on the phone and those that only the server has. */
import { address, smallPhoto } from "./address.js";
import { again } from "../router.js";
import { state } from "../state.js";
import { fetchPhoto } from "../walk/kept-walk.js";
import { dropPhoto } from "../../outbox/item/photos.js";
import { el, icon } from "../../small/dom.js";
import { t } from "../../small/texts.js";

/**
 * @param {import("../../outbox/item/item.js").Item} item
 * @param {import("../../outbox/item/photos.js").Photo} photo
 */
export function picture(item, photo) {
  const url = address(`thumb:${photo.id}`, photo.thumb);
  return el(
    "figure",
    { class: "strip-photo" },
    url
      ? el("img", { class: "thumb", src: url, alt: t("picture") })
      : el("span", { class: "thumb" }, icon("image")),
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
          await dropPhoto(item.id, photo.id);
          again();
        },
      },
      icon("x"),
    ),
  );
}

/**
 * A picture that only the server has: the small copy, fetched when there is a network.
 * @param {{ id: string }} photo
 */
export function remotePicture(photo) {
  const place = el("figure", { class: "strip-photo" }, el("span", { class: "thumb" }, icon("image")));
  (async () => {
    const url =
      (await smallPhoto(photo.id)) ?? address(`small:${photo.id}`, await fetchPhoto(photo.id, state.pass));
    if (url) place.replaceChildren(el("img", { class: "thumb", src: url, alt: t("picture") }));
  })();
  return place;
}
