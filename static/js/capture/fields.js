/** Fields that save themselves when left, and the pictures of a finding. */
import { edit } from "../outbox/items.js";
import { dropPhoto } from "../outbox/photos.js";
import { put, get } from "../outbox/store.js";
import { button, el, icon } from "../small/dom.js";
import { number, t } from "../small/texts.js";
import { address, smallPhoto } from "./parts.js";
import { fetchPhoto } from "./walk.js";
import { mask, seems } from "../small/watch.js";
import { again } from "./router.js";
import { isYoung, state } from "./state.js";

/** @typedef {(patch: Record<string, any>) => any} Keep */

/** @param {string} name @param {string} label @param {Record<string, any>} body @param {Keep} keep @param {string} [hint] */
export const input = (name, label, body, keep, hint) => field(name, label, hint, el("input", { type: "text", id: `f-${name}`, maxlength: 500, autocomplete: "off", value: body[name] ?? "", ...saving(name, body, keep) }));

/** @param {string} name @param {string} label @param {Record<string, any>} body @param {Keep} keep @param {string} [hint] */
export const area = (name, label, body, keep, hint) => field(name, label, hint, el("textarea", { id: `f-${name}`, rows: 3, maxlength: 10_000, value: body[name] ?? "", ...saving(name, body, keep) }));

/** @param {string} name @param {string} label @param {string[][]} options @param {Record<string, any>} body @param {Keep} keep */
export const select = (name, label, options, body, keep) => field(name, label, "", el("select", { id: `f-${name}`, onchange: (event) => keep({ [name]: event.target.value }) }, options.map(([code, words]) => el("option", { value: code, selected: (body[name] ?? "") === code }, words))));

function field(name, label, hint, control) {
  if (hint) control.setAttribute("aria-describedby", `h-${name}`);
  const warning = el("p", { class: "error", role: "status", hidden: true }, t(isYoung() ? "personal_covered" : "personal_seen"));
  control.addEventListener("change", () => { warning.hidden = !control.dataset.personal; });
  return el("div", { class: "field" }, el("label", { for: `f-${name}` }, label), hint && el("p", { class: "hint", id: `h-${name}` }, hint), control, warning);
}

/** Saved a second after the last key, and at once when the field is left: a closed page loses one second of typing at most. */
function saving(name, body, keep) {
  let timer = 0;
  const save = (event) => {
    clearTimeout(timer);
    const value = watched(event.target);
    if (value === (body[name] ?? "")) return;
    body[name] = value;
    keep({ [name]: value });
  };
  return { onchange: save, oninput: (event) => { clearTimeout(timer); timer = setTimeout(save, 1000, event); } };
}

/** What may be kept of a field: all of it for grown-ups, who are asked to look again; for the young without what could name a person. */
function watched(control) {
  const value = control.value.trim();
  control.dataset.personal = seems(value) ? "yes" : "";
  if (!isYoung() || !control.dataset.personal) return value;
  control.value = mask(value);
  return control.value;
}

/** @param {import("../outbox/item.js").Item} item @param {import("../outbox/photos.js").Photo} photo */
export function picture(item, photo) {
  const url = address(`thumb:${photo.id}`, photo.thumb);
  return el("figure", { class: "strip-photo" }, url ? el("img", { class: "thumb", src: url, alt: t("picture") }) : el("span", { class: "thumb" }, icon("image")),
    photo.refused && el("span", { class: "chip unsafe" }, icon("triangle-alert"), t("picture_refused")),
    el("a", { class: "button square glass mark", href: `#mark/${photo.id}`, "aria-label": t("mark_title") }, icon("pencil")),
    el("button", { type: "button", class: "button square glass", "aria-label": t("remove_picture"), onclick: async () => { await dropPhoto(item.id, photo.id); again(); } }, icon("x")));
}

/** A picture that only the server has: the small copy, fetched when there is a network. @param {{ id: string }} photo */
export function remotePicture(photo) {
  const place = el("figure", { class: "strip-photo" }, el("span", { class: "thumb" }, icon("image")));
  (async () => {
    const url = (await smallPhoto(photo.id)) ?? address(`small:${photo.id}`, await fetchPhoto(photo.id, state.pass));
    if (url) place.replaceChildren(el("img", { class: "thumb", src: url, alt: t("picture") }));
  })();
  return place;
}

/** How the place is known. @param {any} position */
export function accuracyWords(position) {
  if (!position) return t("place_unknown");
  if (position.source === "pin") return t("place_by_pin");
  return t("place_by_device", { num: number(Math.round(position.accuracy_m ?? 0)) });
}

/** What a person must decide, when the server has refused or someone else was first. @param {import("../outbox/item.js").Item} item */
export function problemNote(item) {
  if (item.state !== "aside" && item.state !== "stale") return null;
  const stale = item.state === "stale";
  return el("div", { class: "note unsafe", role: "alert" }, icon("triangle-alert"), el("div", null,
    el("p", null, el("strong", null, t(stale ? "changed_elsewhere" : "not_taken")), " ", t(stale ? "changed_elsewhere_help" : item.problem?.status === 413 ? "not_taken_large" : "not_taken_help", { code: item.problem?.code ?? "" })),
    stale && item.server?.text && el("blockquote", { dir: "auto" }, item.server.text),
    el("div", { class: "buttons" },
      button("", async () => { await edit(item.id, {}); again(); }, icon("repeat"), t(stale ? "keep_mine" : "send_again")),
      stale && button("", async () => { const row = await get("items", item.id); await put("items", { ...row, state: "kept", sent: row.server?.revision ?? row.revision, revision: row.server?.revision ?? row.revision }); again(); }, t("keep_theirs")))));
}
