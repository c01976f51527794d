/** After the shutter: what is it about? One tap and it is saved; the picture is already safe. */
import { takeBack, restore } from "../outbox/items.js";
import { photosOf } from "../outbox/photos.js";
import { get } from "../outbox/store.js";
import { button, el, icon } from "../small/dom.js";
import { date, distance, number, t } from "../small/texts.js";
import { choose, earlierHere, isAcute, offered } from "./kinds.js";
import { address, kindIcon, kindName } from "./parts.js";
import { go } from "./router.js";
import { familyOf, state } from "./state.js";
import { notify } from "./toast.js";
import { watchPosition } from "./position.js";

/** @param {HTMLElement} root @param {string} id */
export async function show(root, id) {
  const item = await get("items", id);
  if (!item) { go("", "", { instead: true }); return undefined; }
  root.classList.add("kind");
  const [photo] = (await photosOf(id)).slice(-1);
  const first = await offered(6);
  const again = earlierHere(item.body.position)[0];
  const asked = again ? { asked: again.finding } : {};
  root.append(
    await picture(item, photo),
    el("div", { class: "kind-body" },
      el("h1", null, t("what_is_it")), el("p", { class: "over" }, t("last_used_first")),
      again && still(again, () => done(id, again.kind, { same_as: again.finding })),
      el("div", { class: "tiles" },
        first.map((code, i) => tile(kindIcon(code), kindName(code), () => done(id, code, asked), i === 0 ? "first" : "")),
        tile(icon("positive", "big", "kinds"), t("good_keep"), () => done(id, "positive"), "good"),
        tile(icon("feeling", "big", "kinds"), t("feeling"), () => done(id, null, { type: "feeling" })),
        tile(icon("ellipsis", "big"), t("all_kinds", { num: number(state.data.parents.length) }), () => go("kinds", id)))),
    el("div", { class: "dock" }, button("", () => say(id), t("say_more")), button("lamp grow", () => done(id, null), t("save"))));
  return watchPosition();
}

async function picture(item, photo) {
  const bytes = photo && (await get("bytes", photo.id));
  const url = bytes && address(`bytes:${photo.id}`, bytes, photo.type);
  const accuracy = item.body.position?.accuracy_m;
  return el("div", { class: "kind-picture" }, url && el("img", { src: url, alt: "" }),
    el("span", { class: "chip glass good" }, icon("check"), t(photo ? "saved_on_phone" : "no_photo_yet")),
    Number.isFinite(accuracy) && el("span", { class: "chip glass end" }, t("plus_minus", { num: number(Math.round(accuracy)) })));
}

const tile = (drawing, words, press, classes = "") => el("button", { type: "button", class: `tile ${classes}`.trim(), onclick: press }, drawing, el("span", null, words));

function still(row, press) {
  const when = row.when ? date(`${row.when.slice(0, 7)}-15`, { month: "long", year: "numeric" }) : "";
  return el("button", { type: "button", class: "still", onclick: press }, kindIcon(row.kind),
    el("span", { class: "grow" }, el("strong", null, t("still_there")), el("span", { class: "over" }, t("also_noted", { kind: kindName(row.kind), when, distance: distance(row.metres) }))), icon("check"));
}

/** @param {string} id @param {string | null} code @param {Record<string, any>} [more] */
export async function done(id, code, { asked = "", ...more } = {}) {
  const body = await choose(id, code, more);
  if (isAcute(body)) { await go("call", id, { instead: true }); return; }
  await go("", "", { instead: true });
  announceKept(id, body, more.same_as ?? asked);
}

/** What was saved, with the way back; and the question whether it is the same as last time, when it may be. */
function announceKept(id, body, asked) {
  const words = body.type === "behaviour" ? t("people_no_photo") : t("kept_as", { kind: kindName(body.kind, body.type) });
  const [again] = body.kind ? earlierHere(body.position, familyOf(body.kind)).filter((row) => row.finding !== asked) : [];
  notify(words, [
    again && { words: t("same_as_before"), drawing: "repeat", run: async () => { const { edit } = await import("../outbox/items.js"); await edit(id, { same_as: again.finding }); } },
    { words: t("say_more"), drawing: "pencil", run: () => say(id) },
    { words: t("undo"), drawing: "undo-2", run: async () => { await takeBack(id); notify(t("taken_back"), [{ words: t("bring_back"), drawing: "undo-2", run: () => restore(id) }]); } },
  ].filter(Boolean));
}

async function say(id) {
  await choose(id, null);
  await go("finding", id);
}
