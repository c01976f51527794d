import { el } from "../../small/dom.js";

/**
 * A row of choices with words; writes what is chosen into `into[name]`.
 * @param {string} name
 * @param {string} title
 * @param {[string, import("../../small/dom.js").Child][] | string[][]} options code and words
 * @param {Record<string, any>} into
 * @param {() => void} [then]
 */
export function radios(name, title, options, into, then = () => {}) {
  return el(
    "fieldset",
    null,
    el("legend", null, title),
    el(
      "div",
      { class: "buttons" },
      options.map(([code, words]) =>
        el(
          "label",
          { class: "choice small-choice" },
          el("input", {
            type: "radio",
            class: "unseen",
            name,
            value: code,
            checked: (into[name] ?? "") === code,
            onchange: () => {
              into[name] = code;
              then();
            },
          }),
          el("span", null, words),
        ),
      ),
    ),
  );
}
