/**
 * Opens the walk: pass and words from the phone, the walk from the phone, the first screen; only then the
 * network.
 */
import { followTheSun } from "./parts/theme.js";
import { again, startRouter } from "./router.js";
import { cannotOpen } from "./screens/cannot-open.js";
import { SCREENS } from "./screens/table.js";
import { isChild, isLeader, state } from "./state.js";
import { fetchPhotos, openWalk, refresh } from "./walk/kept-walk.js";
import { tidyUp } from "./walk/recover.js";
import { isFull } from "../outbox/store/full.js";
import { all, get } from "../outbox/store/store.js";
import { announce } from "../small/announce.js";
import { open, t, useZone } from "../small/texts.js";

const REFRESH = 60_000;

async function start() {
  state.walk = location.pathname.split("/")[2] ?? "";
  let pass;
  if (!isSecureContext) {
    await open(document.documentElement.lang);
    return cannotOpen("not_secure");
  }
  try {
    pass = await get("passes", state.walk);
  } catch {
    return cannotOpen("no_store");
  }
  const opened = pass
    ? openWalk(pass).then(
        () => true,
        () => false,
      )
    : false;
  await open(pass?.language ?? document.documentElement.lang);
  if (!pass) return cannotOpen("not_joined");
  state.pass = pass;
  if (!(await opened)) return cannotOpen(pass.expired ? "pass_expired" : "first_needs_network", start);
  useZone(state.data.timezone);
  document.title = `${state.data.title} – ${t("app_name")}`;
  await followTheSun();
  const tidied = tidyUp();
  if (location.hash) await tidied; // the first screen alone does not depend on it
  await startRouter(SCREENS);
  await tidied;
  return behind();
}

/**
 * Until the service worker answers, the screens one needs at once are fetched ahead: people walk into the
 * tunnel right away.
 */
function ahead() {
  if (navigator.serviceWorker?.controller || isChild()) return;
  import("./screens/camera.js").then(() => import("./screens/pick-kind.js")).catch(() => {});
}

async function goOnWithTrack() {
  const { phase } = await import("./track/phase.js");
  if (!["none", "ask", "no"].includes(await phase())) await (await import("./track/record.js")).resume();
}

/** Everything that may take its time: the network, the sending, the copy for use without network. */
async function behind() {
  ahead();
  const [{ start: drain }, { register }, { sync }] = await Promise.all([
    import("../outbox/send/drain.js"),
    import("./walk/offline.js"),
    import("./walk/team-findings.js"),
  ]);
  drain();
  register().then(keepMap);
  if (isLeader() && !isChild()) goOnWithTrack();
  const round = async () => {
    if (document.visibilityState !== "visible" || navigator.onLine === false) return;
    const pass = await get("passes", state.walk);
    if (!pass || pass.expired) return;
    state.pass = pass;
    try {
      if ((await refresh(pass)) && !location.hash && !isChild()) again();
      await sync(pass);
      await fetchPhotos(pass);
      keepMap();
    } catch {
      /* no network, or no answer of ours: the next round asks again */
    }
  };
  await round();
  setInterval(round, REFRESH);
}

/** The walk's map, once everything else is here; nothing waits for it. */
function keepMap() {
  if (state.data.tiles && state.offlineReady === "yes")
    import("./place/keep-map.js").then(({ keep }) => keep()).catch(() => {});
}

/** Any write may meet a full phone; what could not be said where it happened is said here. */
addEventListener("unhandledrejection", async ({ reason }) => {
  if (!isFull(reason)) return;
  const { notify } = await import("./parts/notice.js");
  notify(`${t("phone_full")} ${t("phone_full_words")}`);
  announce(t("phone_full"), { urgent: true });
});

start().catch(async (error) => {
  reportError(error);
  const passes = await all("passes").catch(() => []);
  cannotOpen(passes.length ? "went_wrong" : "no_store", () => location.reload());
});
