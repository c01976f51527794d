/**
 * Our own camera: the picture never leaves the page, so the phone cannot throw the page away while another
 * app takes it.
 */
import { el } from "../../small/dom.js";

const WIDE = 2048;
const THUMB = 240;

/** @typedef {{ bytes: ArrayBuffer, type: string, thumb: ArrayBuffer | null }} Shot */

/**
 * Opens the camera on the back. Rejects when there is none, or it may not be used.
 * @returns {Promise<{ video: HTMLVideoElement, grab: () => Promise<Shot>, torch: null | ((on: boolean) =>
 *   Promise<void>), stop: () => void }>}
 */
export async function openCamera() {
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
