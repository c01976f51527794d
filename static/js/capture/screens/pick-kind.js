/** After the shutter: what is it about? One tap and it is saved; the picture is already safe. */
import { kindIcon, kindName } from "../finding/kind-words.js";
import { earlierHere, offered } from "../finding/kind.js";
import { saveKind, sayMore } from "../finding/save-kind.js";
import { address } from "../photo/address.js";
import { watchPosition } from "../place/position.js";
import { go } from "../router.js";
import { state } from "../state.js";
import { photosOf } from "../../outbox/item/photos.js";
import { get } from "../../outbox/store/store.js";
import { button, el, icon } from "../../small/dom.js";
import { date, distance, number, t } from "../../small/texts.js";

/** @param {HTMLElement} root @param {string} id */
export async function show(root, id) {
  const item = await get("items", id);
  if (!item) {
    go("", "", { instead: true });
    return undefined;
  }
  root.classList.add("kind");
  const [photo] = (await photosOf(id)).slice(-1);
  const first = await offered(6);
  const again = earlierHere(item.body.position)[0];
  const asked = again ? { asked: again.finding } : {};
  root.append(
    await picture(item, photo),
    el(
      "div",
      { class: "kind-body" },
      el("h1", null, t("what_is_it")),
      el("p", { class: "over" }, t("last_used_first")),
      again && still(again, () => saveKind(id, again.kind, { same_as: again.finding })),
      el(
        "div",
        { class: "tiles" },
        first.map((code, i) =>
          tile(kindIcon(code), kindName(code), () => saveKind(id, code, asked), i === 0 ? "first" : ""),
        ),
        tile(icon("positive", "big", "kinds"), t("good_keep"), () => saveKind(id, "positive"), "good"),
        tile(icon("feeling", "big", "kinds"), t("feeling"), () => saveKind(id, null, { type: "feeling" })),
        tile(icon("ellipsis", "big"), t("all_kinds", { num: number(state.data.parents.length) }), () =>
          go("kinds", id),
        ),
      ),
    ),
    el(
      "div",
      { class: "dock" },
      button("", () => sayMore(id), t("say_more")),
      button("lamp grow", () => saveKind(id, null), t("save")),
    ),
  );
  return watchPosition();
}

async function picture(item, photo) {
  const bytes = photo && (await get("bytes", photo.id));
  const url = bytes && address(`bytes:${photo.id}`, bytes, photo.type);
  const accuracy = item.body.position?.accuracy_m;
  return el(
    "div",
    { class: "kind-picture" },
    url && el("img", { src: url, alt: "" }),
    el("span", { class: "chip glass good" }, icon("check"), t(photo ? "saved_on_phone" : "no_photo_yet")),
    Number.isFinite(accuracy) &&
      el("span", { class: "chip glass end" }, t("plus_minus", { num: number(Math.round(accuracy)) })),
  );
}

const tile = (drawing, words, press, classes = "") =>
  el(
    "button",
    { type: "button", class: `tile ${classes}`.trim(), onclick: press },
    drawing,
    el("span", null, words),
  );

function still(row, press) {
  const when = row.when ? date(`${row.when.slice(0, 7)}-15`, { month: "long", year: "numeric" }) : "";
  return el(
    "button",
    { type: "button", class: "still", onclick: press },
    kindIcon(row.kind),
    el(
      "span",
      { class: "grow" },
      el("strong", null, t("still_there")),
      el(
        "span",
        { class: "over" },
        t("also_noted", { kind: kindName(row.kind), when, distance: distance(row.metres) }),
      ),
    ),
    icon("check"),
  );
}
