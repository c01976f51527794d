/** What is asked of a finding, as the walk brings it (`asked`): fields that save themselves. */
import { area, input, select } from "../parts/fields.js";
import { radios } from "../parts/radios.js";
import { familyOf, kindOf, state } from "../state.js";
import { el, icon } from "../../small/dom.js";
import { t } from "../../small/texts.js";

/** @typedef {import("../parts/fields.js").Keep} Keep */
/** @typedef {import("../state.js").Asked} Asked */

const BUTTONS_MOST = 6;

/**
 * The fields of one group of the form. Those of other types of finding are there, hidden: `showFor` shows
 * them when the type changes.
 * @param {Asked["group"]} group
 * @param {Record<string, any>} body
 * @param {Keep} keep
 */
export const askedFields = (group, body, keep) =>
  state.data.asked
    .filter((field) => field.group === group && suits(field, body))
    .map((field) => {
      const drawn = DRAWN[field.kind]?.(field, body, keep) ?? el("div");
      drawn.dataset.for = field.for.join(" ");
      drawn.hidden = !field.for.includes(body.type);
      return drawn;
    });

/** @param {HTMLElement} form @param {string} type */
export function showFor(form, type) {
  for (const drawn of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-for]")))
    drawn.hidden = !drawn.dataset.for?.split(" ").includes(type);
}

/** Some are asked only of certain kinds; what is said is always shown. */
const suits = (field, body) =>
  !field.kinds ||
  field.kinds.includes(familyOf(body.kind)) ||
  kindOf(body.kind)?.ask.includes(field.code) ||
  body[field.code];

const DRAWN = {
  text: (field, body, keep) => area(field.code, field.label, body, keep, field.hint),
  line: (field, body, keep) => input(field.code, field.label, body, keep, field.hint),
  choice: (field, body, keep) =>
    choice(field, body[field.code] ?? "", (code) => keep({ [field.code]: code })),
  many: (field, body, keep) =>
    choice(field, [body[field.code] ?? []].flat()[0] ?? "", (code) =>
      keep({ [field.code]: code ? [code] : [] }),
    ),
  group,
};

function choice(field, code, then) {
  const options = field.choices.map((each) => [each.code, each.label]);
  const said = { [field.code]: code };
  return options.length > BUTTONS_MOST
    ? select(field.code, field.label, [["", t("not_said")], ...options], said, (patch) =>
        then(patch[field.code]),
      )
    : radios(field.code, field.label, options, said, () => then(said[field.code]));
}

/** The parts of one thing: where indoors. */
function group(field, body, keep) {
  const parts = Object.fromEntries(field.parts.map((part) => [part.code, ""]));
  Object.assign(parts, body[field.code]);
  const put = (patch) => {
    Object.assign(parts, patch);
    return keep({ [field.code]: { ...parts } });
  };
  return el(
    "details",
    { open: Boolean(body[field.code]) },
    el("summary", null, icon("building-2"), field.label),
    el(
      "div",
      { class: "stack tight" },
      field.parts.map((part) => input(part.code, part.label, parts, put)),
    ),
  );
}
