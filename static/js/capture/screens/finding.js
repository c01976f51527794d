/**
 * One finding in full: everything after the kind is optional, saved field by field, and can be changed or
 * taken back at any time.
 */
import { kindIcon, kindName } from "../finding/kind-words.js";
import { askedFields, showFor } from "../finding/asked-fields.js";
import { isAcute, typeFor, urgencyOf } from "../finding/kind.js";
import { problemNote } from "../finding/problem-note.js";
import { proposalNotes } from "../finding/proposals.js";
import { accuracyWords } from "../parts/fields.js";
import { bar, door } from "../parts/frame.js";
import { notify } from "../parts/notice.js";
import { stateChip } from "../parts/truth.js";
import { picture, remotePicture, wayBack } from "../photo/strip.js";
import { stopRecording, voiceNote } from "../photo/voice-note.js";
import { go } from "../router.js";
import { isLeader, isYoung, state } from "../state.js";
import { fromFeed } from "../walk/team-findings.js";
import { adopt, edit, release, restore, takeBack } from "../../outbox/item/items.js";
import { photosOf, takenOff } from "../../outbox/item/photos.js";
import { get, onChange } from "../../outbox/store/store.js";
import { announce } from "../../small/announce.js";
import { button, el, icon, swap } from "../../small/dom.js";
import { date, t } from "../../small/texts.js";

/** @param {HTMLElement} root @param {string} id */
export async function show(root, id) {
  const item = (await get("items", id)) ?? (await taken(id));
  root.classList.add("inner");
  if (!item || item.gone) {
    go("list", "", { instead: true });
    return undefined;
  }
  if (item.releaseAt) await release(id);
  const chip = el("span", null, stateChip(item));
  const proposed = el("div", { class: "stack", "aria-live": "polite" }, await proposalNotes(item));
  let flags = String(item.flags);
  const body = { ...item.body, urgency: urgencyOf(item.body) };
  const keep = (patch) => {
    if (patch.type) showFor(root, patch.type);
    return edit(id, patch).then(() => announce(t("saved_on_phone")));
  };
  keep.of = id;
  const [words, ...first] = askedFields("first", body, keep);
  root.append(
    bar(kindName(body.kind, body.type), {
      over: body.noted_at && date(body.noted_at, { weekday: "short", hour: "2-digit", minute: "2-digit" }),
      back: home,
      end: chip,
    }),
    el(
      "div",
      { class: "inner-body stack" },
      problemNote(item),
      proposed,
      isAcute(item.body) &&
        door("unsafe wide", "call", id, icon("phone-call"), t(item.body.call ? "call_again" : "call_now")),
      await pictures(item),
      door("wide", "kinds", id, kindIcon(body.kind, body.type, ""), t("change_kind")),
      words,
      !isYoung() && voiceNote(item),
      first,
      place(item, keep),
      more(body, keep),
      item.foreign && el("p", { class: "muted" }, t("others_finding")),
      (!item.foreign || isLeader()) &&
        button("quiet unsafe-text", () => remove(id), icon("trash-2"), t("remove_finding")),
    ),
    el("div", { class: "dock" }, button("lamp grow", home, icon("check"), t("done"))),
  );
  const stop = onChange(async () => {
    const now = await get("items", id);
    if (!now || now.gone) return;
    swap(chip, stateChip(now));
    if (String(now.flags) === flags) return;
    flags = String(now.flags);
    swap(proposed, await proposalNotes(now));
  });
  return () => {
    stop();
    stopRecording();
  };
}

const home = () => go("", "", { instead: true });

async function pictures(item) {
  const isPicture = (photo) => photo.type.startsWith("image/");
  const photos = (await photosOf(item.id)).filter(isPicture);
  const off = (await takenOff(item.id)).filter(isPicture);
  const known = new Set([...photos.map((photo) => photo.sha256), ...(item.off ?? [])]);
  const there = ((await fromFeed(item.id))?.photos ?? []).filter(
    (photo) => !known.has(photo.sha256) && !photo.type?.startsWith("audio/"),
  );
  return el(
    "div",
    { class: "strip" },
    photos.map(picture),
    off.map(wayBack),
    there.map(remotePicture),
    item.body.type !== "behaviour" &&
      el(
        "a",
        { class: "thumb add", href: `#camera/${item.id}` },
        icon("camera", "big"),
        el("span", { class: "unseen" }, t("one_more_picture")),
      ),
  );
}

function place(item, keep) {
  const { position } = item.body;
  return el(
    "section",
    { class: "card stack tight" },
    el("h2", null, t("where")),
    el("p", null, icon(position ? "map-pin" : "map-pin-off"), " ", accuracyWords(position)),
    door("wide", "pin", item.id, icon("locate-fixed"), t("move_pin")),
    askedFields("place", item.body, keep),
  );
}

function more(body, keep) {
  const keepAll = (patch) => keep(patch.type ? retyped(body, patch.type) : patch);
  keepAll.of = keep.of;
  return el(
    "details",
    { class: "card" },
    el("summary", null, icon("ellipsis"), t("more_about")),
    el("div", { class: "stack" }, askedFields("more", body, keepAll)),
  );
}

/** Good things have a kind of their own; whoever leaves them has no kind yet. */
function retyped(body, type) {
  if (type === "positive") return { type, kind: "positive" };
  return { type, ...(typeFor(body.kind) === "positive" ? { kind: null } : {}) };
}

async function remove(id) {
  await takeBack(id);
  await home();
  notify(t("taken_back"), [{ words: t("bring_back"), drawing: "undo-2", run: () => restore(id) }]);
}

/**
 * Someone else's, or one's own from another phone: taken up here when it is opened, since any pass of the
 * walk may change it.
 */
async function taken(id) {
  const row = await fromFeed(id);
  return row ? adopt(row, state.walk) : null;
}
