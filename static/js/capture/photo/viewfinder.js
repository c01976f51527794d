/**
 * Our own camera: the picture never leaves the page, so the phone cannot throw the page away while another
 * app takes it.
 */
import { announce } from "../../small/announce.js";
import { el } from "../../small/dom.js";
import { t } from "../../small/texts.js";

const WIDE = 2048;
const THUMB = 240;
/** A camera that is taken away again and again is none. */
const MOST_LOSSES = 3;

/** @typedef {{ bytes: ArrayBuffer, type: string, thumb: ArrayBuffer | null }} Shot */

/**
 * The camera on the back.
 * @typedef {{ video: HTMLVideoElement, isLive: () => boolean, lost: (then: () => void) => void, grab: () =>
 *   Promise<Shot>, torch: null | ((on: boolean) => Promise<void>), stop: () => void }} Camera
 */

/**
 * Opens the camera, and again when the phone has taken it away: a frame that stands still is never a picture.
 * @param {{ opened: (camera: Camera) => void, stopped: () => void, none: () => void }} how what is shown
 *   when it runs, while it is away, and when there is none or it may not be used
 * @returns {{ grab: () => Promise<Shot | null>, stop: () => void }} `grab`: null while it is away
 */
export function watchCamera({ opened, stopped, none }) {
  /** @type {Camera | null} */
  let camera = null;
  let isOver = false;
  let losses = 0;
  let isStarting = false;

  async function start() {
    if (isStarting) return;
    isStarting = true;
    const next = await openCamera().catch(() => null);
    isStarting = false;
    if (isOver) next?.stop();
    else if (next) {
      camera = next;
      next.lost(restart);
      opened(next);
    } else none();
  }

  function restart() {
    if (isOver || !camera) return;
    camera.stop();
    camera = null;
    losses += 1;
    announce(t("camera_stopped"), { urgent: true });
    stopped();
    if (losses > MOST_LOSSES) none();
    else if (!document.hidden) start();
  }

  async function look() {
    if (document.hidden || isOver) return;
    if (!camera && losses > 0 && losses <= MOST_LOSSES) await start();
    await camera?.video.play().catch(() => {});
    if (camera && !camera.isLive()) restart();
  }
  document.addEventListener("visibilitychange", look);
  start();

  return {
    grab: async () => {
      await camera?.video.play().catch(() => {});
      if (!camera?.isLive()) restart();
      const shot = (await camera?.grab()) ?? null;
      if (shot) losses = 0;
      return shot;
    },
    stop: () => {
      isOver = true;
      camera?.stop();
      document.removeEventListener("visibilitychange", look);
    },
  };
}

/** @returns {Promise<Camera>} */
async function openCamera() {
  if (!navigator.mediaDevices?.getUserMedia) throw new Error("no camera");
  const wish = {
    facingMode: { ideal: "environment" },
    width: { ideal: WIDE },
    height: { ideal: (WIDE * 3) / 4 },
  };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
  const [track] = stream.getVideoTracks();
  const video = el("video", { playsinline: true, muted: true, autoplay: true, srcObject: stream });
  video.muted = true;
  await video.play().catch(() => {});
  const canLight = Boolean(track.getCapabilities?.().torch);
  return {
    video,
    isLive: () => track.readyState === "live" && !track.muted && !video.paused,
    lost: (then) => {
      for (const name of ["ended", "mute"]) track.addEventListener(name, then);
    },
    grab: () => grab(video),
    torch: canLight
      ? (on) => track.applyConstraints({ advanced: [/** @type {any} */ ({ torch: on })] })
      : null,
    stop: () => {
      for (const each of stream.getTracks()) each.stop();
    },
  };
}

/**
 * The picture as it is seen now, with a small copy for lists.
 * @param {HTMLVideoElement} video
 * @returns {Promise<Shot>}
 */
async function grab(video) {
  if (!video.videoWidth) throw new Error("no picture yet");
  const full = draw(video, WIDE);
  const [picture, thumb] = await Promise.all([jpeg(full, 0.85), jpeg(draw(full, THUMB), 0.7)]);
  return { bytes: await picture.arrayBuffer(), type: "image/jpeg", thumb: await thumb.arrayBuffer() };
}

function draw(source, longest) {
  const wide = source.videoWidth ?? source.width;
  const high = source.videoHeight ?? source.height;
  const scale = Math.min(1, longest / Math.max(wide, high));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(wide * scale);
  canvas.height = Math.round(high * scale);
  canvas.getContext("2d")?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function jpeg(canvas, quality) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", quality);
  });
}
