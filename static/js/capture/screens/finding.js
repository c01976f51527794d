/**
 * One finding in full: everything after the kind is optional, saved field by field, and can be changed or
 * taken back at any time.
 */
import { kindIcon, kindName } from "../finding/kind-words.js";
import { isAcute, typeFor, urgencyOf } from "../finding/kind.js";
import { problemNote } from "../finding/problem-note.js";
import { accuracyWords, area, input, select } from "../parts/fields.js";
import { bar, door } from "../parts/frame.js";
import { notify } from "../parts/notice.js";
import { radios } from "../parts/radios.js";
import { stateChip } from "../parts/truth.js";
import { picture, remotePicture } from "../photo/strip.js";
import { stopRecording, voiceNote } from "../photo/voice-note.js";
import { go } from "../router.js";
import { isLeader, isYoung, kindOf, state } from "../state.js";
import { fromFeed } from "../walk/team-findings.js";
import { adopt, edit, release, restore, takeBack } from "../../outbox/item/items.js";
import { photosOf } from "../../outbox/item/photos.js";
import { get, onChange } from "../../outbox/store/store.js";
import { announce } from "../../small/announce.js";
import { button, el, icon, swap } from "../../small/dom.js";
import { date, t } from "../../small/texts.js";

const PERSPECTIVES = [
  "adult",
  "senior",
  "woman",
  "child_10_12",
  "youth_13_17",
  "mobility",
  "vision",
  "hearing",
  "cognitive",
  "parent_with_pram",
  "new_in_sweden",
  "business",
  "staff",
];

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
  const body = { ...item.body, urgency: urgencyOf(item.body) };
  const keep = (patch) => edit(id, patch).then(() => announce(t("saved_on_phone")));
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
      isAcute(item.body) &&
        door("unsafe wide", "call", id, icon("phone-call"), t(item.body.call ? "call_again" : "call_now")),
      await pictures(item),
      door("wide", "kinds", id, kindIcon(body.kind, body.type, ""), t("change_kind")),
      area("text", t("words"), body, keep, t("words_hint")),
      !isYoung() && voiceNote(item),
      radios(
        "urgency",
        t("urgency"),
        ["A", "1", "2", "3", "0"].map((code) => [code, t(`urgency_${code}`)]),
        body,
        () => keep({ urgency: body.urgency }),
      ),
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
    if (now && !now.gone) swap(chip, stateChip(now));
  });
  return () => {
    stop();
    stopRecording();
  };
}

const home = () => go("", "", { instead: true });

async function pictures(item) {
  const photos = (await photosOf(item.id)).filter((photo) => photo.type.startsWith("image/"));
  const known = new Set(photos.map((photo) => photo.sha256));
  const there = ((await fromFeed(item.id))?.photos ?? []).filter(
    (photo) => !known.has(photo.sha256) && !photo.type?.startsWith("audio/"),
  );
  return el(
    "div",
    { class: "strip" },
    photos.map((photo) => picture(item, photo)),
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
    input("landmark", t("landmark"), item.body, keep, t("landmark_hint")),
    (kindOf(item.body.kind)?.ask.includes("asset_ref") ||
      item.body.kind?.startsWith("light") ||
      item.body.asset_ref) &&
      input("asset_ref", t("asset_ref"), item.body, keep, t("asset_hint")),
    el(
      "details",
      { open: Boolean(item.body.building) },
      el("summary", null, icon("building-2"), t("indoors")),
      indoors(item, keep),
    ),
  );
}

function indoors(item, keep) {
  const building = { name: "", entrance: "", floor: "", ...item.body.building };
  const put = (patch) => {
    Object.assign(building, patch);
    return keep({ building: { ...building } });
  };
  return el(
    "div",
    { class: "stack tight" },
    input("name", t("building"), building, put),
    input("entrance", t("entrance"), building, put),
    input("floor", t("floor"), building, put),
  );
}

function more(body, keep) {
  const types = ["defect", "feeling", "proposal", "positive"].map((code) => [code, t(`type_${code}`)]);
  const kept = { type: body.type, perspective: [body.perspective ?? []].flat()[0] ?? "" };
  return el(
    "details",
    { class: "card" },
    el("summary", null, icon("ellipsis"), t("more_about")),
    el(
      "div",
      { class: "stack" },
      body.type !== "behaviour" &&
        radios("type", t("type"), types, kept, () =>
          keep(
            kept.type === "positive"
              ? { type: "positive", kind: "positive" }
              : { type: kept.type, ...(typeFor(body.kind) === "positive" ? { kind: null } : {}) },
          ),
        ),
      !isYoung() &&
        select(
          "perspective",
          t("whose_eyes"),
          [["", t("not_said")], ...PERSPECTIVES.map((code) => [code, t(`eyes_${code}`)])],
          kept,
          (patch) => keep({ perspective: patch.perspective ? [patch.perspective] : [] }),
        ),
    ),
  );
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
