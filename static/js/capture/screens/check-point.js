/** Looking again at one point: the old picture as a ghost in the camera, then what one sees. */
import { kindName } from "../finding/kind-words.js";
import { ownerAnswer } from "../finding/owner-answer.js";
import { arrow } from "../parts/arrow.js";
import { beforeAfter } from "../parts/before-after.js";
import { bar } from "../parts/frame.js";
import { notify } from "../parts/notice.js";
import { radios } from "../parts/radios.js";
import { address, smallPhoto } from "../photo/address.js";
import { keepPicture } from "../photo/keep-picture.js";
import { watchCamera } from "../photo/viewfinder.js";
import { asPosition, here, watchPosition } from "../place/position.js";
import { again, go } from "../router.js";
import { state } from "../state.js";
import { begin, edit, itemsOf, release } from "../../outbox/item/items.js";
import { photosOf } from "../../outbox/item/photos.js";
import { get } from "../../outbox/store/store.js";
import { announce } from "../../small/announce.js";
import { button, el, icon, swap } from "../../small/dom.js";
import { metres } from "../../small/geo.js";
import { distance, t } from "../../small/texts.js";
import { uuid7 } from "../../small/uuid.js";

const WHY = ["snow", "daylight", "leaves", "closed", "not_found", "other"];

/** @param {HTMLElement} root @param {string} finding */
export async function show(root, finding) {
  const due = state.data.checks.find((check) => check.finding === finding);
  if (!due) {
    go("checks", "", { instead: true });
    return undefined;
  }
  root.classList.add("check");
  let item =
    (await itemsOf(state.walk)).find((each) => each.what === "check" && each.body.finding === finding) ??
    (await begin({
      id: uuid7(),
      walk: state.walk,
      what: "check",
      state: "draft",
      body: { finding, checked_at: new Date().toISOString() },
    }));
  const ghost = due.photos[0] ? await smallPhoto(due.photos[0]) : null;
  const view = el("div", { class: "finder small" });
  const over = el("span");
  const hint =
    due.verify.includes("dark_or_lamps_on") && document.documentElement.dataset.theme !== "dusk"
      ? t("verify_dark")
      : "";
  let camera = null;
  const locate = () =>
    swap(
      over,
      el("bdi", null, due.number),
      " · ",
      here() && due.position
        ? [distance(metres(here(), due.position)), " ", arrow(here(), due.position, "")]
        : due.landmark,
    );
  root.append(
    bar(kindName(due.kind), { over }),
    el(
      "div",
      { class: "claim" },
      due.text && el("p", { class: "two-lines", dir: "auto" }, due.text),
      el("p", null, t("owner_said"), " ", el("strong", null, ownerAnswer(due.claim))),
      hint && el("p", null, icon("info"), " ", hint),
    ),
    view,
    el(
      "div",
      { class: "check-foot" },
      el(
        "div",
        { class: "buttons even" },
        verdict("good", "fixed", "check"),
        verdict("unsafe", "remains", "x"),
      ),
      el(
        "div",
        { class: "buttons even" },
        verdict("", "worse", "triangle-alert"),
        button("", why, icon("circle-help"), t("outcome_not_judged")),
      ),
    ),
  );
  locate();
  const pictures = await photosOf(item.id);
  if (pictures.length) await compare(pictures[pictures.length - 1]);
  else look();

  function look() {
    camera?.stop();
    camera = watchCamera({
      opened: ({ video }) =>
        swap(
          view,
          video,
          ghost && el("img", { class: "ghost", src: ghost, alt: "" }),
          ghost && el("span", { class: "chip glass" }, t("ghost_hint")),
          el("button", { type: "button", class: "shutter", "aria-label": t("take_picture"), onclick: shoot }),
        ),
      stopped: () => swap(view, el("div", { class: "finder-words" }, t("camera_stopped"))),
      none: () =>
        swap(
          view,
          ghost
            ? el("img", { class: "photo", src: ghost, alt: t("before") })
            : el("div", { class: "finder-words" }, t("no_camera")),
        ),
    });
  }

  async function shoot() {
    const shot = await camera.grab();
    if (!shot) return;
    item = (await keepPicture(item, { ...shot, own: true })) ?? item;
    announce(t("saved_on_phone"));
    camera.stop();
    const [photo] = (await photosOf(item.id)).slice(-1);
    await compare(photo);
  }

  async function compare(photo) {
    const now =
      address(`bytes:${photo.id}`, await get("bytes", photo.id), photo.type) ??
      address(`thumb:${photo.id}`, photo.thumb);
    swap(
      view,
      ghost && now ? beforeAfter(ghost, now) : now && el("img", { class: "photo", src: now, alt: t("now") }),
      button("glass again", look, icon("camera"), t("take_again")),
    );
  }

  function verdict(colour, outcome, drawing) {
    return button(`${colour} tall`, () => judge({ outcome }), icon(drawing), t(`outcome_${outcome}`));
  }

  function why() {
    const said = { reason: "" };
    view.hidden = true;
    swap(
      root.querySelector(".check-foot"),
      radios(
        "reason",
        t("why_not"),
        WHY.map((code) => [code, t(`why_${code}`)]),
        said,
      ),
      el(
        "div",
        { class: "buttons even" },
        button("", again, t("leave_no_change")),
        button(
          "lamp",
          () =>
            said.reason
              ? judge({ outcome: "not_judged", reason: said.reason })
              : root.querySelector("[name=reason]")?.focus(),
          icon("check"),
          t("save"),
        ),
      ),
    );
    root.querySelector(".check-foot input")?.focus();
  }

  async function judge(said) {
    const position = asPosition(here(), null);
    await edit(item.id, { ...said, checked_at: new Date().toISOString(), ...(position ? { position } : {}) });
    await release(item.id);
    await go("checks", "", { instead: true });
    notify(t("check_kept", { outcome: t(`outcome_${said.outcome}`) }));
  }
  const stop = watchPosition(locate);
  return () => {
    camera?.stop();
    stop();
  };
}
