/**
 * Elements without templates: `el("p", { class: "muted" }, text)`. Text is always text; nothing here parses
 * HTML.
 */

const SVG = "http://www.w3.org/2000/svg";
const ICONS = new URL("../../icons/", import.meta.url);

/** @typedef {Node | string | number | null | undefined | false | Child[]} Child */

/**
 * An element. `on…` attributes are listeners, `true` is an empty attribute, `false`/`null` leaves it out,
 * properties `value`, `checked`, `disabled` are set as such.
 * @param {string} name
 * @param {Record<string, any> | null} [attributes]
 * @param {...Child} children
 * @returns {any}
 */
export function el(name, attributes, ...children) {
  return fill(dress(document.createElement(name), attributes ?? {}), children);
}

/**
 * An element of a drawing.
 * @param {string} name
 * @param {Record<string, any>} [attributes]
 * @param {...Child} children
 * @returns {any}
 */
export function svg(name, attributes, ...children) {
  return fill(dress(document.createElementNS(SVG, name), attributes ?? {}), children);
}

/**
 * A drawing from the sheet `ui` or `kinds`.
 * @param {string} name
 * @param {string} [classes]
 * @param {"ui" | "kinds"} [sheet]
 */
export function icon(name, classes = "", sheet = "ui") {
  const use = svg("use", { href: `${new URL(`${sheet}.svg`, ICONS).pathname}#${name}` });
  return svg(
    "svg",
    { class: `icon ${classes}`.trim(), viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    use,
  );
}

/** Puts these children instead of what was there. @param {Element} parent @param {...Child} children */
export function swap(parent, ...children) {
  parent.replaceChildren();
  return fill(parent, children);
}

/**
 * A button that is a button.
 * @param {string} classes
 * @param {() => any} press
 * @param {...Child} children
 * @returns {HTMLButtonElement}
 */
export function button(classes, press, ...children) {
  return el("button", { type: "button", class: `button ${classes}`.trim(), onclick: press }, ...children);
}

function dress(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled" || name === "srcObject")
      element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  return element;
}

function fill(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) parent.append(child);
  }
  return parent;
}
