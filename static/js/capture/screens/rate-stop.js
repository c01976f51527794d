/**
 * How a stop feels, 0 to 3 on each question, with light and lamps asked once. Every tap is saved; nothing has
 * to be answered.
 */
import { bar } from "../parts/frame.js";
import { radios } from "../parts/radios.js";
import { asPosition, here } from "../place/position.js";
import { go } from "../router.js";
import { state } from "../state.js";
import { begin, edit, itemsOf } from "../../outbox/item/items.js";
import { announce } from "../../small/announce.js";
import { button, el, icon } from "../../small/dom.js";
import { t } from "../../small/texts.js";
import { uuid7 } from "../../small/uuid.js";

const HOLD = 20_000;

/** @param {HTMLElement} root @param {string} id the stop's */
export async function show(root, id) {
  root.classList.add("inner");
  const stop = state.data.stops.find((each) => each.id === id) ?? { name: t("here_now"), position: null };
  let item = (await itemsOf(state.walk)).find(
    (each) => each.what === "rating" && each.body.place === stop.name,
  );
  const said = { light: item?.body.light ?? "", lamps: item?.body.lamps ?? "", ...item?.body.answers };
  let saving = Promise.resolve();
  const save = () => {
    saving = saving.then(keep);
    return saving;
  };
  const keep = async () => {
    const { light, lamps, ...answers } = said;
    const body = {
      place: stop.name,
      position: stop.position ?? asPosition(here(), null),
      questions_version: state.data.questionsVersion,
      answers: levels(answers),
      light,
      lamps,
      rated_at: new Date().toISOString(),
    };
    if (item) item = await edit(item.id, body);
    else
      item = await begin({
        id: uuid7(),
        walk: state.walk,
        what: "rating",
        body,
        releaseAt: Date.now() + HOLD,
      });
    announce(t("saved_on_phone"));
  };
  root.append(
    bar(stop.name, { over: t("rate_stop") }),
    el(
      "div",
      { class: "inner-body stack" },
      radios(
        "light",
        t("light_now"),
        ["daylight", "dusk", "dark"].map((code) => [code, t(`light_${code}`)]),
        said,
        save,
      ),
      radios(
        "lamps",
        t("lamps_now"),
        ["on", "off", "mixed", "unknown"].map((code) => [code, t(`lamps_${code}`)]),
        said,
        save,
      ),
      state.data.questions.map((question) => asked(question, said, save)),
    ),
    el(
      "div",
      { class: "dock" },
      button(
        "lamp grow",
        async () => {
          await saving;
          await go("stops", "", { instead: true });
        },
        icon("check"),
        t("done"),
      ),
    ),
  );
}

const levels = (answers) =>
  Object.fromEntries(
    Object.entries(answers)
      .filter(([, level]) => level !== "")
      .map(([code, level]) => [code, Number(level)]),
  );

/** Four steps, each with as many lamps lit as it is worth, and its words. */
function asked(question, said, save) {
  const steps = question.levels ?? [];
  return el(
    "fieldset",
    { class: "question" },
    el("legend", null, question.label),
    el(
      "div",
      { class: "levels" },
      steps.map((step, level) =>
        el(
          "label",
          { class: "choice level" },
          el("input", {
            type: "radio",
            class: "unseen",
            name: question.code,
            value: level,
            checked: String(said[question.code] ?? "") === String(level),
            onchange: () => {
              said[question.code] = level;
              save();
            },
          }),
          el(
            "span",
            { class: "path", "aria-hidden": "true" },
            [1, 2, 3].map((n) => el("span", { class: `lamp-dot${n <= level ? " lit" : ""}` })),
          ),
          el("span", null, step),
        ),
      ),
    ),
  );
}
