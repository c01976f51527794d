/**
 * The typed sheet by keys alone: Enter goes on to the next field, the last line is always an empty one, Ctrl
 * and Enter keep it all.
 */

const form = /** @type {HTMLFormElement} */ (document.getElementById("sheet"));
const lines = form.querySelector("[data-lines]");
const blank = /** @type {HTMLTemplateElement} */ (document.getElementById("sheet-line"));
const MOST = 200;
let changed = false;

const fieldsOf = (line) =>
  [...line.querySelectorAll("input, select")].filter((field) => field.checkVisibility());
const numberOf = (line) => line.querySelector(".at-number input");

/** One more line, with the number that comes next. @returns {Element | null} */
function add() {
  const last = lines.lastElementChild;
  const index = last ? Number(last.dataset.line) + 1 : 0;
  const number = last ? Number(numberOf(last).value) + 1 : 1;
  if (index >= MOST || !(number <= MOST)) return null;
  const line = /** @type {HTMLElement} */ (blank.content.firstElementChild.cloneNode(true));
  line.dataset.line = String(index);
  for (const part of line.querySelectorAll("[id], [for], [name]")) {
    for (const name of ["id", "for", "name"])
      part.getAttribute(name) &&
        part.setAttribute(name, part.getAttribute(name).replace(/-new$/, `-${index}`));
  }
  line.querySelector("legend").append(String(number));
  numberOf(line).value = String(number);
  lines.append(line);
  return line;
}

/**
 * The field after this one; after a line's or a point's last field the next one's first, past its number.
 * @param {Element} field
 */
function onward(field) {
  const line = field.closest("[data-line]");
  const all = [...form.querySelectorAll("[data-line]:has(select)")];
  const fields = fieldsOf(line);
  const next =
    fields[fields.indexOf(field) + 1] ??
    fieldsOf(all[all.indexOf(line) + 1] ?? add() ?? line).find((each) => !each.closest(".at-number"));
  next?.focus();
  if (next instanceof HTMLInputElement) next.select();
}

const isField = (target) => /** @type {Element} */ (target).matches("[data-line] :is(input, select)");
let down = false;

form.addEventListener("keydown", (event) => {
  down = event.key === "Enter";
  if (!down || event.isComposing || !isField(event.target)) return;
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) form.requestSubmit(document.getElementById("keep-lines"));
  else onward(/** @type {Element} */ (event.target));
});

/**
 * An open list of proposals takes the key's way down for itself, to choose or to close: only its way up is
 * heard.
 */
form.addEventListener("keyup", (event) => {
  if (event.key !== "Enter") return;
  if (!down && isField(event.target)) onward(/** @type {Element} */ (event.target));
  down = false;
});

form.addEventListener("focusin", (event) => {
  if (/** @type {Element} */ (event.target).closest("[data-line]") === lines.lastElementChild) add();
});

form.addEventListener("input", () => {
  changed = true;
});
form.addEventListener("submit", () => {
  changed = false;
});
addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});

form.querySelector("[data-keys-help]").hidden = !matchMedia("(hover: hover)").matches;

/**
 * Where one goes on writing: at the first fault, or where something was kept before at the first that is
 * empty.
 */
const faulty = form.querySelector("[aria-invalid]");
if (faulty) faulty.focus();
else form.querySelector("[data-goes-on] select")?.focus({ preventScroll: true });
