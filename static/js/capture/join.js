/**
 * The door: tries the code, keeps the pass on the phone and opens the walk. Meanwhile the app is fetched for
 * use without network.
 */
import "../app.js";
import { join } from "../outbox/send/send.js";
import { all, put } from "../outbox/store/store.js";
import { isApple, isInstalled } from "../small/apple.js";
import { el } from "../small/dom.js";
import { canSpeak, hush, speak } from "../small/speak.js";

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const { step, code = "" } = main.dataset;
const language = new URLSearchParams(location.search).get("lang") ?? document.documentElement.lang;

const passes = async () => (await all("passes").catch(() => [])).filter((pass) => !pass.left);

navigator.serviceWorker
  ?.register("/sw.js", { updateViaCache: "none" })
  .then(async () => {
    (await navigator.serviceWorker.ready).active?.postMessage({ keep: language });
  })
  .catch(() => {});

if (step === "code") listMine();
else forward();
if (step === "language") offerInstall();
if (step === "who") who();

/** Opened from the home screen with the code of a walk one has joined: straight there. */
async function forward() {
  const pass = (await passes()).find((each) => each.code === code && !each.expired);
  if (pass && (step === "language" || isInstalled())) location.replace(`/walk/${pass.walk}`);
}

async function listMine() {
  const mine = await passes();
  const walks = new Map((await all("walks").catch(() => [])).map((row) => [row.walk, row.data]));
  const list = document.getElementById("mine");
  for (const pass of mine)
    list?.append(
      el(
        "a",
        { class: "card", href: `/walk/${pass.walk}` },
        el("strong", null, walks.get(pass.walk)?.title ?? pass.code),
      ),
    );
  if (mine.length && list) list.hidden = false;
  await tellLeft();
}

/** What the one before has left on this phone: how much, and nothing of what. */
async function tellLeft() {
  const place = document.getElementById("left-behind");
  if (!place || !(await all("passes").catch(() => [])).some((pass) => pass.left)) return;
  const [{ leftByFormerUsers }, { open, t, tn }] = await Promise.all([
    import("../outbox/leave/former-users.js"),
    import("../small/texts.js"),
  ]);
  await open(language);
  const { waiting, stuck } = await leftByFormerUsers();
  const lines = [
    waiting > 0 && tn("left_behind", waiting),
    stuck.length > 0 && `${tn("left_stuck", stuck.length)} ${t("left_stuck_help")}`,
  ].filter(Boolean);
  place.hidden = lines.length === 0;
  place.append(lines.join(" "));
}

/**
 * On iOS an installed app gets a store of its own, so it is installed before joining; elsewhere it is an
 * offer.
 */
function offerInstall() {
  const hint = document.getElementById("install-ios");
  if (isApple() && !isInstalled() && hint) hint.hidden = false;
  const offer = document.getElementById("install");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    if (!offer) return;
    offer.hidden = false;
    offer.onclick = () => {
      /** @type {any} */ (event).prompt();
      offer.hidden = true;
    };
  });
}

function who() {
  const form = /** @type {HTMLFormElement} */ (document.getElementById("who"));
  const button = /** @type {HTMLButtonElement} */ (document.getElementById("start"));
  readAloud();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    hush();
    await enter(chosen(form));
    button.disabled = false;
  });
}

function chosen(form) {
  const said = new FormData(form);
  return String(said.get("mode") === "child" ? said.get("age") : said.get("mode"));
}

async function enter(mode) {
  problem(null);
  try {
    await put("settings", Date.now(), "joined-at");
  } catch {
    problem("no-store");
    return;
  }
  const former = (await passes()).find((each) => each.code === code)?.pass;
  const answer = await join({ code, language, mode, ...(former ? { former_pass: former } : {}) });
  if (answer.verdict !== "ok") {
    problem(reason(answer));
    return;
  }
  const { pass, participant, walk, role } = answer.body;
  const id = walk.id ?? walk;
  await put("passes", {
    walk: id,
    pass,
    participant: participant?.id ?? participant,
    role,
    mode,
    language,
    code,
    expired: false,
    joined: Date.now(),
  });
  location.assign(`/walk/${id}`);
}

function reason({ code: why, verdict, status }) {
  if (why === "code-unknown" || status === 404) return "code-unknown";
  if (status === 429) return "too-many";
  return verdict === "unreachable" ? "no-network" : "other";
}

function problem(shown) {
  for (const note of document.querySelectorAll("[data-problem]"))
    note.hidden = note.dataset.problem !== shown;
  if (shown) document.querySelector(`[data-problem="${shown}"]`)?.scrollIntoView({ block: "center" });
}

function readAloud() {
  const button = document.getElementById("read-aloud");
  if (!button) return;
  const ready = () => {
    button.hidden = !canSpeak(language);
  };
  ready();
  if ("speechSynthesis" in window) speechSynthesis.addEventListener?.("voiceschanged", ready);
  button.onclick = () =>
    speak(
      [...document.querySelectorAll("#promise-words li")].map((line) => line.textContent?.trim()).join(" "),
      language,
    );
}
