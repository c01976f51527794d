/** The end of the walk, for its leader: is everything safe, how many came, and what was the weather like. */
import { bar } from "../parts/frame.js";
import { live } from "../parts/live.js";
import { notify } from "../parts/notice.js";
import { radios } from "../parts/radios.js";
import { countHere, lampPath, truth } from "../parts/truth.js";
import { go } from "../router.js";
import { state } from "../state.js";
import { begin, edit } from "../../outbox/item/items.js";
import { hurry } from "../../outbox/send/drain.js";
import { get, setting } from "../../outbox/store/store.js";
import { button, el, icon, swap } from "../../small/dom.js";
import { number, t, tn } from "../../small/texts.js";

const BANDS = ["children", "youth", "adults", "seniors"];
const CONDITIONS = {
  weather: ["clear", "cloudy", "rain", "snow"],
  light: ["daylight", "dusk", "dark"],
  ground: ["bare", "wet", "snow", "ice"],
  leaves: ["on", "off"],
};

/** @param {HTMLElement} root */
export async function show(root) {
  root.classList.add("inner");
  const id = `finish:${state.walk}`;
  const item = await get("items", id);
  const said = {
    headcount: Object.fromEntries(BANDS.map((band) => [band, 0])),
    weather: "",
    light: state.data.light ?? "",
    ground: "",
    leaves: "",
    ...item?.body,
  };
  const safe = el("div", { class: "card stack tight" });
  root.append(
    bar(t("finish_walk")),
    el(
      "div",
      { class: "inner-body stack" },
      safe,
      el(
        "section",
        { class: "stack tight" },
        el("h2", null, t("how_many")),
        BANDS.map((band) => stepper(t(`band_${band}`), said.headcount, band)),
      ),
      Object.entries(CONDITIONS).map(([name, codes]) => condition(name, codes, said)),
    ),
    el(
      "div",
      { class: "dock" },
      button("lamp grow", () => save(id, item, said), icon("flag"), t("finish_save")),
    ),
  );
  return live(async () => {
    const count = await countHere();
    const others = await teamHeld();
    const done = count.waiting === 0 && count.needs === 0 && others.every((phone) => phone.held === 0);
    swap(
      safe,
      el("h2", null, icon(done ? "check" : "cloud-upload"), " ", t(done ? "all_safe" : "not_all_safe")),
      lampPath(count),
      truth(count),
      others
        .filter((phone) => phone.held > 0)
        .map((phone) =>
          el("p", { class: "over" }, tn("phone_holds", phone.held, { phone: number(phone.phone) })),
        ),
      !done && button("wide", hurry, icon("cloud-upload"), t("send_now")),
    );
  });
}

/** Nothing leaves alone what others have said; who chooses "not said" takes it back. */
const condition = (name, codes, said) =>
  radios(
    name,
    t(`${name}_now`),
    [...codes.map((code) => [code, t(`${name}_${code}`)]), ["", t("not_said")]],
    said,
    () => {
      said[name] ||= null;
    },
  );

/**
 * What the other phones have said they still hold.
 * @returns {Promise<{ phone: number, participant: string, held: number }[]>}
 */
const teamHeld = async () =>
  ((await setting(`team:${state.walk}`)) ?? []).filter(
    (phone) => phone.participant !== state.pass.participant,
  );

function stepper(label, counts, band) {
  const value = el("output", null, number(counts[band]));
  const step = (by) => () => {
    counts[band] = Math.max(0, Math.min(500, counts[band] + by));
    swap(value, number(counts[band]));
  };
  return el(
    "div",
    { class: "row ends", role: "group", "aria-label": label },
    el("span", null, label),
    el(
      "div",
      { class: "stepper" },
      el(
        "button",
        {
          type: "button",
          class: "button square",
          "aria-label": t("fewer", { what: label }),
          onclick: step(-1),
        },
        icon("minus"),
      ),
      value,
      el(
        "button",
        {
          type: "button",
          class: "button square",
          "aria-label": t("more_of", { what: label }),
          onclick: step(1),
        },
        icon("plus"),
      ),
    ),
  );
}

async function save(id, item, said) {
  const { waiting, needs } = await countHere();
  const body = { ...said, held: waiting + needs };
  if (item) await edit(id, body);
  else await begin({ id, walk: state.walk, what: "finish", body });
  const { end } = await import("../track/record.js");
  await end();
  await go("", "", { instead: true });
  notify(t("finish_kept"));
}
