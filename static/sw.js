/* The service worker: keeps the app whole for use without network. The server writes `self.STRAK` in front of
   this. It answers only for what it keeps, touches GET alone, and never anything under /api/. A new set is in
   use when it is complete and no page of the old one is open; a walk never changes under someone's feet. */

const { version, files, languages } = self.STRAK;
const CACHE = `strak-${version}`;
const SHELL = "/walk/shell";
const FALLBACK = "/join";
const WALK = /^\/walk\/[0-9a-f]{8}-[0-9a-f-]{27}$/i;
/** Pages of words that a phone of the walk can read without network. */
const PAGES = ["/", "/privacy", "/help/"];
const TYPES = { js: "javascript", css: "css", svg: "svg", json: "json", png: "png" };
const text = (language) => `/walk/texts/${language}.json`;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => {
  if (event.data?.activate) skipWaiting();
  // A page that was opened while this worker came into use is not its own yet.
  if (event.data?.keep) event.waitUntil(clients.claim().then(() => keepWords(event.data.keep)));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
  if (request.mode === "navigate") {
    if (WALK.test(url.pathname)) event.respondWith(kept(SHELL).then((shell) => shell ?? fetch(request)));
    else if (/^\/join(\/|$)/.test(url.pathname))
      event.respondWith(fetch(request).catch(async () => (await kept(FALLBACK)) ?? Response.error()));
    else if (PAGES.includes(page(url.pathname)))
      event.respondWith(
        fetch(request).catch(async () => (await kept(page(url.pathname))) ?? Response.error()),
      );
  } else if (url.pathname.startsWith("/static/") || url.pathname.startsWith("/walk/texts/")) {
    event.respondWith(keptOf(url.pathname).then((answer) => answer ?? fetch(request)));
  }
});

/** All or nothing: one missing file and the old set stays in use. */
async function install() {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all([SHELL, FALLBACK, text(languages[0]), ...files].map((address) => add(cache, address)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

/** A café's login page is not a file of ours: it is redirected, or of another type, or lacks our mark. */
async function add(cache, address) {
  const answer = await fetch(address, {
    cache: address.startsWith("/static/") ? "default" : "no-cache",
    redirect: "error",
  });
  const type = answer.headers.get("content-type") ?? "";
  if (!answer.ok || !type.includes(TYPES[address.split(".").pop()] ?? "html"))
    throw new Error(`${address}: ${answer.status} ${type}`);
  if (address === SHELL && !(await answer.clone().text()).includes("strak-shell"))
    throw new Error("not our shell");
  await cache.put(address, answer);
}

/**
 * Older sets go, now that this one is whole and in use; but not under the feet of a page that was opened from
 * one and may still need parts of it.
 */
async function activate() {
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
  if (open.length === 0) await dropOlderSets();
  await clients.claim();
}

async function dropOlderSets() {
  const older = (await caches.keys()).filter((name) => name.startsWith("strak-") && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
}

const page = (path) => (path === "/help" ? "/help/" : path);

function keepWords(language) {
  return Promise.all([keepTexts(language), ...PAGES.map((path) => keepPage(path, language).catch(() => {}))]);
}

/** As anyone sees it: without the session of whoever may be signed in here. */
async function keepPage(path, language) {
  const answer = await fetch(`${path}?lang=${encodeURIComponent(language)}`, {
    cache: "no-cache",
    credentials: "omit",
    redirect: "error",
  });
  if (answer.ok && (await answer.clone().text()).includes("/js/app.js"))
    await (await caches.open(CACHE)).put(path, answer);
}

/** The words of the language in use, then of the others, so that the phone can be handed over in a tunnel. */
async function keepTexts(first) {
  const cache = await caches.open(CACHE);
  for (const language of [first, ...languages]) {
    if (languages.includes(language) && !(await cache.match(text(language))))
      await add(cache, text(language)).catch(() => {});
  }
}

const kept = async (address) => (await caches.open(CACHE)).match(address, { ignoreVary: true });
/** A file's address carries its version, so an older set's answer is right for an older page. */
const keptOf = async (address) =>
  (await kept(address)) ??
  (address.startsWith("/static/") ? caches.match(address, { ignoreVary: true }) : undefined);
