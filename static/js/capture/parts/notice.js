/** What was just done, with a way back for ten seconds. It lives on the home screen, above the big button. */
import { announce } from "../../small/announce.js";
import { el, icon, swap } from "../../small/dom.js";
import { t } from "../../small/texts.js";

const STAYS = 10_000;
/**
 * @type {{ words: string, actions: { words: string, drawing: string, run: () => any }[], until: number } |
 *   null}
 */
let notice = null;
let timer = 0;
const painted = new WeakMap();

/** @param {string} words @param {{ words: string, drawing: string, run: () => any }[]} [actions] */
export function notify(words, actions = []) {
  notice = { words, actions, until: Date.now() + STAYS };
  announce(words);
  redraw();
}

/** Is something being said that one may want to press? */
export const isBusy = () => notice !== null && notice.until > Date.now();

/** The place where notices appear. */
export function noticeBar() {
  const place = el("div", { class: "notice-place", "data-notices": true });
  paint(place);
  return place;
}

function redraw() {
  for (const place of document.querySelectorAll("[data-notices]")) paint(place);
}

function paint(place) {
  clearTimeout(timer);
  // It stays while someone has their finger or their reader on it.
  if (notice && notice.until <= Date.now() && place.contains(document.activeElement))
    notice.until = Date.now() + STAYS;
  if (!notice || notice.until <= Date.now()) {
    painted.delete(place);
    swap(place);
    return;
  }
  timer = setTimeout(redraw, notice.until - Date.now() + 20);
  if (painted.get(place) === notice) return;
  painted.set(place, notice);
  swap(
    place,
    el(
      "div",
      { class: "notice" },
      el("p", null, icon("check"), " ", notice.words),
      el(
        "button",
        {
          type: "button",
          class: "button square quiet",
          "aria-label": t("close"),
          onclick: () => {
            notice = null;
            redraw();
          },
        },
        icon("x"),
      ),
      notice.actions.length > 0 &&
        el(
          "div",
          { class: "buttons even" },
          notice.actions.map(({ words, drawing, run }) =>
            el(
              "button",
              {
                type: "button",
                class: "button",
                onclick: async () => {
                  notice = null;
                  await run();
                  redraw();
                },
              },
              icon(drawing),
              words,
            ),
          ),
        ),
    ),
  );
}
