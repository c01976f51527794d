/** Fields that save themselves when left. */
import { done, holdUntil, hurryWhenLeft } from "./last-words.js";
import { isYoung } from "../state.js";
import { el } from "../../small/dom.js";
import { number, t } from "../../small/texts.js";
import { mask, seems } from "../../small/watch.js";

/** @typedef {((patch: Record<string, any>) => any) & { of?: string }} Keep `of`: the item it keeps it for */

/**
 * @param {string} name
 * @param {string} label
 * @param {Record<string, any>} body
 * @param {Keep} keep
 * @param {string} [hint]
 */
export const input = (name, label, body, keep, hint) =>
  field(
    name,
    label,
    hint,
    el("input", {
      type: "text",
      id: `f-${name}`,
      maxlength: 500,
      autocomplete: "off",
      value: body[name] ?? "",
      ...saving(name, body, keep),
    }),
  );

/**
 * @param {string} name
 * @param {string} label
 * @param {Record<string, any>} body
 * @param {Keep} keep
 * @param {string} [hint]
 */
export const area = (name, label, body, keep, hint) =>
  field(
    name,
    label,
    hint,
    el("textarea", {
      id: `f-${name}`,
      rows: 3,
      maxlength: 10_000,
      value: body[name] ?? "",
      ...saving(name, body, keep),
    }),
  );

/**
 * @param {string} name
 * @param {string} label
 * @param {string[][]} options
 * @param {Record<string, any>} body
 * @param {Keep} keep
 */
export const select = (name, label, options, body, keep) =>
  field(
    name,
    label,
    "",
    el(
      "select",
      { id: `f-${name}`, onchange: (event) => keep({ [name]: event.target.value }) },
      options.map(([code, words]) =>
        el("option", { value: code, selected: (body[name] ?? "") === code }, words),
      ),
    ),
  );

function field(name, label, hint, control) {
  if (hint) control.setAttribute("aria-describedby", `h-${name}`);
  const warning = el(
    "p",
    { class: "error", role: "status", hidden: true },
    t(isYoung() ? "personal_covered" : "personal_seen"),
  );
  control.addEventListener("change", () => {
    warning.hidden = !control.dataset.personal;
  });
  return el(
    "div",
    { class: "field" },
    el("label", { for: `f-${name}` }, label),
    hint && el("p", { class: "hint", id: `h-${name}` }, hint),
    control,
    warning,
  );
}

/**
 * Saved a second after the last key, and at once when the field is left: a closed page loses one second of
 * typing at most.
 */
function saving(name, body, keep) {
  let timer = 0;
  let control = null;
  const save = () => {
    clearTimeout(timer);
    done(leave);
    const value = watched(control);
    if (value === (body[name] ?? "")) return undefined;
    body[name] = value;
    return keep({ [name]: value });
  };
  const leave = () => {
    const kept = save();
    if (kept && keep.of) holdUntil(keep.of, { [name]: body[name] }, Promise.resolve(kept));
  };
  return {
    onchange: (event) => {
      control = event.target;
      save();
    },
    oninput: (event) => {
      control = event.target;
      clearTimeout(timer);
      timer = setTimeout(save, 1000);
      hurryWhenLeft(leave);
    },
  };
}

/**
 * What may be kept of a field: all of it for grown-ups, who are asked to look again; for the young without
 * what could name a person.
 */
function watched(control) {
  const value = control.value.trim();
  control.dataset.personal = seems(value) ? "yes" : "";
  if (!isYoung() || !control.dataset.personal) return value;
  control.value = mask(value);
  return control.value;
}

/** How the place is known. @param {any} position */
export function accuracyWords(position) {
  if (!position) return t("place_unknown");
  if (position.source === "pin") return t("place_by_pin");
  return t("place_by_device", { num: number(Math.round(position.accuracy_m ?? 0)) });
}
