/**
 * A ring around what is meant, an arrow that points at it, or a blur over what nobody should see. Placed by a
 * tap or by buttons; the pixels under a blur are gone for good.
 */
import { bar } from "../parts/frame.js";
import { draw } from "../photo/paint-marks.js";
import { go } from "../router.js";
import { replacePhoto } from "../../outbox/item/photos.js";
import { get } from "../../outbox/store/store.js";
import { announce } from "../../small/announce.js";
import { button, el, icon, swap } from "../../small/dom.js";
import { exifOf, upright, withExif } from "../../small/exif.js";
import { sha256 } from "../../small/sha256.js";
import { t } from "../../small/texts.js";
import { uuid7 } from "../../small/uuid.js";

const QUALITY = 0.88;

const EIGHTH = 45;
/** @typedef {"ring" | "arrow" | "blur"} Kind */
const DRAWINGS = { ring: "target", arrow: "arrow-up", blur: "eye-off" };

/**
 * @typedef {{ kind: Kind, x: number, y: number, size: number, turn: number }} Mark shares of the picture's
 *   width and height; size is a share of the width; an arrow's point is at x, y, and `turn` is where it
 *   points, degrees from up
 */

/** @param {HTMLElement} root @param {string} argument the photo's id on this phone */
export async function show(root, argument) {
  const photo = await get("photos", argument);
  const bytes = photo && (await get("bytes", photo.id));
  if (!bytes) {
    go("", "", { instead: true });
    return;
  }
  root.classList.add("inner");
  const bitmap = await createImageBitmap(new Blob([bytes], { type: photo.type }), {
    imageOrientation: "from-image",
  });
  const canvas = el("canvas", {
    width: bitmap.width,
    height: bitmap.height,
    class: "mark-canvas",
    role: "img",
    "aria-label": t("picture"),
    onclick: (event) => place(event),
  });
  /** @type {Mark} */
  let now = { kind: "ring", x: 0.5, y: 0.5, size: 0.25, turn: 0 };
  /** @type {Mark[]} */
  const marks = [];
  const kinds = el("div", { class: "buttons three", role: "group", "aria-label": t("mark_how") });
  const redraw = () => {
    draw(canvas, bitmap, [...marks, now]);
    swap(
      kinds,
      Object.entries(DRAWINGS).map(([kind, drawing]) =>
        el(
          "button",
          {
            type: "button",
            class: "button",
            "aria-pressed": String(now.kind === kind),
            onclick: () => choose(/** @type {Kind} */ (kind)),
          },
          icon(drawing),
          t(`mark_${kind}`),
        ),
      ),
    );
    turn.hidden = now.kind !== "arrow";
  };
  const turn = button(
    "wide",
    () => change({ turn: (now.turn + EIGHTH) % 360 }),
    icon("refresh-cw"),
    t("mark_turn"),
  );
  const choose = (kind) => {
    change({ kind });
    kinds.querySelector("[aria-pressed=true]")?.focus();
  };
  const change = (news) => {
    now = { ...now, ...news };
    redraw();
  };
  const move = (x, y) => () => change({ x: within(now.x + x * 0.05), y: within(now.y + y * 0.05) });
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    change({
      x: within((event.clientX - box.left) / box.width),
      y: within((event.clientY - box.top) / box.height),
    });
  };
  const act = (drawing, words, press) =>
    button("square", press, icon(drawing), el("span", { class: "unseen" }, t(words)));
  root.append(
    bar(t("mark_title")),
    el(
      "div",
      { class: "inner-body stack" },
      canvas,
      kinds,
      el(
        "div",
        { class: "row ends", dir: "ltr" },
        el(
          "div",
          { class: "cross small" },
          act("arrow-up", "mark_up", move(0, -1)),
          act("arrow-left", "mark_back", move(-1, 0)),
          act("arrow-right", "mark_on", move(1, 0)),
          act("arrow-down", "mark_down", move(0, 1)),
        ),
        el(
          "div",
          { class: "column" },
          act("plus", "mark_larger", () => change({ size: Math.min(0.9, now.size * 1.25) })),
          act("minus", "mark_smaller", () => change({ size: Math.max(0.05, now.size / 1.25) })),
        ),
      ),
      turn,
      button(
        "wide",
        () => {
          marks.push(now);
          change({ x: within(now.x + 0.1), y: within(now.y + 0.1) });
        },
        icon("plus"),
        t("mark_more"),
      ),
    ),
    el(
      "div",
      { class: "dock" },
      button("", () => history.back(), t("leave_no_change")),
      button("lamp grow", () => save(photo, bytes, canvas), icon("check"), t("save")),
    ),
  );
  redraw();
}

const within = (share) => Math.min(1, Math.max(0, share));

async function save(photo, old, canvas) {
  const blob = await new Promise((done) => {
    canvas.toBlob(done, "image/jpeg", QUALITY);
  });
  const plain = await blob.arrayBuffer();
  const exif = exifOf(old);
  const bytes = exif ? await withExif(plain, upright(exif)) : plain;
  const small = document.createElement("canvas");
  const scale = 240 / Math.max(canvas.width, canvas.height);
  small.width = Math.round(canvas.width * scale);
  small.height = Math.round(canvas.height * scale);
  small.getContext("2d")?.drawImage(canvas, 0, 0, small.width, small.height);
  const thumb = await (
    await new Promise((done) => {
      small.toBlob(done, "image/jpeg", 0.7);
    })
  ).arrayBuffer();
  await replacePhoto(
    photo,
    {
      ...photo,
      id: uuid7(),
      sha256: await sha256(bytes),
      type: "image/jpeg",
      size: bytes.byteLength,
      thumb,
      shrink: "none",
      sent: false,
      refused: null,
    },
    bytes,
  );
  announce(t("saved_on_phone"));
  history.back();
}
