/** A voice note of two minutes at most: for gloves, for rain, and for those who rather talk than write. */
import { address } from "./address.js";
import { keepShot } from "../../outbox/item/items.js";
import { photosOf, takenOff, takeOff } from "../../outbox/item/photos.js";
import { get } from "../../outbox/store/store.js";
import { announce } from "../../small/announce.js";
import { button, el, icon, swap } from "../../small/dom.js";
import { sha256 } from "../../small/sha256.js";
import { t } from "../../small/texts.js";
import { uuid7 } from "../../small/uuid.js";

const LONGEST = 120_000;
/** @type {MediaRecorder | null} the one that is on; there is one microphone */
let recorder = null;
/** Draws the notes of the finding that is shown; a screen may be drawn anew while a note is being kept. */
let redraw = async (_item) => {};

/** The microphone is off once one looks elsewhere; what has been said by then is kept. */
export function stopRecording() {
  if (recorder?.state === "recording") recorder.stop();
}
document.addEventListener("visibilitychange", () => document.hidden && stopRecording());

/** @param {import("../../outbox/item/item.js").Item} item */
export function voiceNote(item) {
  const place = el("div", { class: "stack tight" });
  if (!("MediaRecorder" in window)) return place;
  const draw = async () => {
    const isVoice = (photo) => photo.type.startsWith("audio/");
    const notes = (await photosOf(item.id)).filter(isVoice);
    const off = (await takenOff(item.id)).filter(isVoice);
    swap(
      place,
      await Promise.all(notes.map((note) => player(note, draw))),
      off.map((note) => wayBack(note, draw)),
      notes.length === 0 && button("wide", () => record(item, place), icon("mic"), t("say_it")),
    );
  };
  redraw = async (id) => {
    if (id === item.id) await draw();
  };
  draw();
  return place;
}

const wayBack = (note, draw) =>
  el(
    "div",
    { class: "row" },
    el("span", { class: "grow" }, t("voice_off")),
    button("", () => takeOff(note, false).then(draw), icon("undo-2"), t("undo")),
  );

async function player(note, draw) {
  const url = address(`bytes:${note.id}`, await get("bytes", note.id), note.type);
  return el(
    "div",
    { class: "row" },
    url
      ? el("audio", { controls: true, src: url, class: "grow" })
      : el("span", { class: "grow" }, icon("mic"), " ", t("voice_note")),
    button(
      "square quiet",
      async () => {
        await takeOff(note, true);
        announce(t("voice_off"));
        await draw();
      },
      icon("trash-2"),
      el("span", { class: "unseen" }, t("remove_voice")),
    ),
  );
}

async function record(item, place) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    swap(place, el("p", { class: "muted" }, t("no_microphone")));
    return;
  }
  if (!place.isConnected) {
    turnOff(stream);
    return;
  }
  const type = ["audio/webm", "audio/mp4"].find((each) => MediaRecorder.isTypeSupported(each)) ?? "";
  const mine = new MediaRecorder(stream, {
    ...(type ? { mimeType: type } : {}),
    audioBitsPerSecond: 32_000,
  });
  const parts = [];
  recorder = mine;
  mine.ondataavailable = (event) => parts.push(event.data);
  mine.onstop = async () => {
    turnOff(stream);
    const kept = await keepVoice(item, new Blob(parts, { type: type || mine.mimeType }));
    if (kept) announce(t("saved_on_phone"));
    await redraw(item.id);
  };
  mine.start();
  setTimeout(() => mine.state === "recording" && mine.stop(), LONGEST);
  swap(place, button("unsafe wide", stopRecording, icon("square"), t("stop_recording")));
}

function turnOff(stream) {
  for (const track of stream.getTracks()) track.stop();
}

async function keepVoice(item, blob) {
  const bytes = await blob.arrayBuffer();
  const type = blob.type.split(";")[0] || "audio/webm";
  return keepShot(
    item,
    {
      id: uuid7(),
      item: item.id,
      walk: item.walk,
      sha256: await sha256(bytes),
      type,
      size: bytes.byteLength,
      thumb: null,
      shrink: "none",
      tries: 0,
      sent: false,
      refused: null,
      taken: Date.now(),
    },
    bytes,
  );
}
