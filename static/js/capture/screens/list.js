/** Everything that has been noted: the phone's own with their state in words, and the team's. */
import { kindIcon, kindName } from "../finding/kind-words.js";
import { tabs } from "../parts/frame.js";
import { live } from "../parts/live.js";
import { countHere, lampPath, stateChip, truth } from "../parts/truth.js";
import { address, smallPhoto } from "../photo/address.js";
import { state } from "../state.js";
import { itemsOf } from "../../outbox/item/items.js";
import { photosOf } from "../../outbox/item/photos.js";
import { hurry } from "../../outbox/send/drain.js";
import { word } from "../../outbox/send/status.js";
import { ledger } from "../../outbox/store/ledger.js";
import { all, get } from "../../outbox/store/store.js";
import { button, el, icon, swap } from "../../small/dom.js";
import { date, t } from "../../small/texts.js";

const SCREENFUL = 30;
let filter = "mine";

/** @param {HTMLElement} root */
export function show(root) {
  root.classList.add("tabbed");
  const top = el("div");
  const list = el("div", { class: "inner-body" });
  root.append(el("header", { class: "list-head" }, el("h1", null, t("tab_list")), top), list, tabs("list"));
  let shown = SCREENFUL;
  const more = new IntersectionObserver(
    ([{ isIntersecting }]) => {
      if (isIntersecting) {
        shown += SCREENFUL;
        draw();
      }
    },
    { rootMargin: "600px" },
  );
  drawn.clear();
  const draw = async () => {
    const count = await countHere();
    const pass = await get("passes", state.walk);
    swap(
      top,
      lampPath(count),
      truth(count),
      filters(() => {
        shown = SCREENFUL;
        draw();
      }),
      pass?.expired && expired(),
      count.waiting > 0 && !pass?.expired && button("wide", hurry, icon("cloud-upload"), t("send_now")),
    );
    const makers = filter === "mine" ? await mine() : await team();
    const rows = await Promise.all(makers.slice(0, shown).map((make) => make()));
    const end = makers.length > shown && el("div");
    swap(
      list,
      rows.length
        ? el("ul", { class: "points", role: "list" }, rows)
        : el("div", { class: "empty" }, icon("lamp"), el("p", null, t("list_empty"))),
      end,
    );
    more.disconnect();
    if (end) more.observe(end);
  };
  const stop = live(draw);
  return () => {
    stop();
    more.disconnect();
  };
}

const filters = (draw) =>
  el(
    "div",
    { class: "buttons even", role: "group", "aria-label": t("which_findings") },
    [
      ["mine", "filter_mine"],
      ["all", "filter_all"],
    ].map(([name, words]) =>
      el(
        "button",
        {
          type: "button",
          class: "button",
          "aria-pressed": String(filter === name),
          onclick: () => {
            filter = name;
            draw();
          },
        },
        t(words),
      ),
    ),
  );

const expired = () =>
  el(
    "div",
    { class: "note unsafe", role: "alert" },
    icon("lock"),
    el(
      "div",
      null,
      el("p", null, t("pass_expired"), " ", t("pass_expired_help")),
      el("a", { class: "button", href: `/join/${state.pass.code}` }, t("write_code_again")),
    ),
  );

/**
 * Makers of rows, newest first: there may be a thousand, and only those near the screen are made.
 * @returns {Promise<(() => Promise<HTMLElement>)[]>}
 */
async function mine() {
  const items = (await itemsOf(state.walk)).filter(
    (item) => item.what === "finding" && item.state !== "draft" && !item.foreign,
  );
  const here = new Set(await heldHere());
  const elsewhere = (await all("feed", "walk", state.walk)).filter((row) => row.mine && !here.has(row.id));
  return [...items.map((item) => () => once(item)), ...elsewhere.map((row) => () => other(row))];
}

/** Also what has been taken back: the server may not have said so yet. */
const heldHere = async () => (await ledger()).map((item) => item.id);

async function team() {
  const changed = (await itemsOf(state.walk)).filter((item) => item.foreign);
  const here = new Set(await heldHere());
  const rows = (await all("feed", "walk", state.walk))
    .reverse()
    .filter((row) => !row.mine && !here.has(row.id));
  return [
    ...(await mine()),
    ...changed.map((item) => () => once(item)),
    ...rows.map((row) => () => other(row)),
  ];
}

/** Rows as they were drawn, by item. @type {Map<string, { as: string, row: HTMLElement }>} */
const drawn = new Map();

/** The same row as before, when nothing of the item has changed. */
async function once(item) {
  const as = `${item.changed} ${word(item)}`;
  const before = drawn.get(item.id);
  if (before?.as === as) return before.row;
  const row = await own(item);
  drawn.set(item.id, { as, row });
  return row;
}

async function own(item) {
  const [photo] = (await photosOf(item.id)).filter((row) => row.type.startsWith("image/"));
  const url = photo
    ? (address(`thumb:${photo.id}`, photo.thumb) ??
      address(`bytes:${photo.id}`, await get("bytes", photo.id), photo.type))
    : null;
  return row(
    `#finding/${item.id}`,
    url,
    item.body,
    date(item.body.noted_at, { hour: "2-digit", minute: "2-digit" }),
    stateChip(item),
  );
}

async function other(row_) {
  const url = row_.photos?.[0] ? await smallPhoto(row_.photos[0].id) : null;
  return row(
    `#finding/${row_.id}`,
    url,
    row_,
    row_.number ? el("bdi", { class: "nowrap" }, row_.number) : t("from_team"),
    el("span", { class: "chip good" }, icon("cloud-check"), t("state_kept")),
  );
}

function row(href, url, body, over, chip) {
  const words = body.text || body.landmark || "";
  return el(
    "li",
    null,
    el(
      "a",
      { class: "point", href },
      url
        ? el("img", { class: "thumb", src: url, alt: "" })
        : el("span", { class: "thumb" }, kindIcon(body.kind, body.type)),
      el(
        "span",
        { class: "grow" },
        el("span", { class: "what" }, kindName(body.kind, body.type)),
        el("span", { class: "over" }, over, words && [" · ", el("bdi", null, words)]),
        el("span", { class: "chips" }, chip),
      ),
    ),
  );
}
