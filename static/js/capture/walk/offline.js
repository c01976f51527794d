/** Makes the app ready for use without network, and tells honestly whether it is. */
import { isBusy, notify } from "../parts/notice.js";
import { isChild, state } from "../state.js";
import { changed, remember, setting } from "../../outbox/store/store.js";
import { language, t } from "../../small/texts.js";

/** Registers the service worker. Says "ready" only when it has kept every file. @returns {Promise<void>} */
export async function register() {
  if (!("serviceWorker" in navigator)) {
    set("failed");
    return;
  }
  if (state.offlineReady !== "yes") set("working");
  try {
    const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    watch(registration);
    registration.addEventListener("updatefound", () => watch(registration));
    await navigator.serviceWorker.ready;
    registration.active?.postMessage({ keep: language() });
    set("yes");
  } catch {
    set(navigator.serviceWorker.controller ? "yes" : "failed");
  }
}

/**
 * A failed first install leaves nothing behind: say so, rather than "ready". A failed newer one leaves the
 * old one whole: say that too.
 */
function watch(registration) {
  const coming = registration.installing;
  let whole = false;
  coming?.addEventListener("statechange", () => {
    whole ||= coming.state === "installed";
    if (coming.state === "redundant" && !registration.active) set("failed");
    if (coming.state === "activated") set("yes");
    if (registration.active && (whole || coming.state === "redundant")) missed(!whole);
  });
}

function missed(value) {
  if (state.updateFailed === value) return;
  state.updateFailed = value;
  changed();
}

/** The newer version once more. */
export async function lookAgain() {
  missed(false);
  await (await navigator.serviceWorker.getRegistration())?.update().catch(() => missed(true));
}

function set(value) {
  if (state.offlineReady === value) return;
  state.offlineReady = value;
  changed();
  if (value === "yes") tellOnce();
}

/** The first time everything is here it is said; after that it is taken for granted. */
async function tellOnce() {
  if (isChild() || (await setting("told-ready")) || isBusy()) return;
  await remember("told-ready", true);
  notify(t("offline_yes"));
}

/** Is a newer set waiting? @returns {Promise<ServiceWorker | null>} */
export const newer = async () => (await navigator.serviceWorker?.getRegistration())?.waiting ?? null;

/**
 * Changes to the newer set now and opens the page anew; an even newer one may take the place of the one that
 * was offered.
 * @param {ServiceWorker} worker
 */
export async function changeOver(worker) {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  activate((await newer()) ?? worker);
}

function activate(worker) {
  worker.addEventListener("statechange", async () => {
    const next = worker.state === "redundant" && (await newer());
    if (next) activate(next);
  });
  worker.postMessage({ activate: true });
}
