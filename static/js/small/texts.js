/**
 * All words on the screen: a JSON file per language, made by the server from its catalogues. No word is
 * written in a script.
 */

/**
 * @type {{ language: string, direction: string, languages: Record<string, string>, texts: Record<string,
 *   string>, plurals: Record<string, Record<string, string>> }}
 */
let book = { language: "sv", direction: "ltr", languages: {}, texts: {}, plurals: {} };
let zone = "Europe/Stockholm";

/**
 * Opens the book of a language; the service worker has it when there is no network.
 * @param {string} language
 */
export async function open(language) {
  const answer = await fetch(`/walk/texts/${language}.json`);
  if (!answer.ok) throw new Error(`texts ${answer.status}`);
  use(await answer.json());
  document.documentElement.lang = book.language === "sv-easy" ? "sv" : book.language;
  document.documentElement.dir = book.direction;
}

/** @param {typeof book} opened @param {string} [timezone] */
export function use(opened, timezone = zone) {
  book = opened;
  zone = timezone;
}

/** @param {string} timezone the zone of the walk, for dates and times on the screen */
export const useZone = (timezone) => {
  zone = timezone;
};
export const language = () => book.language;
/** All languages by their own names: [code, name]. */
export const languages = () => Object.entries(book.languages);

/**
 * A text by its key, with `%(name)s` filled in. A key without text shows itself: the house test finds it.
 * @param {string} key
 * @param {Record<string, any>} [values]
 */
export function t(key, values) {
  return fill(book.texts[key] ?? key, values ?? {});
}

/** Does the book have this key? @param {string} key */
export const has = (key) => key in book.texts;

/**
 * A text that depends on a number.
 * @param {string} key
 * @param {number} num
 * @param {Record<string, any>} [values]
 */
export function tn(key, num, values) {
  const forms = book.plurals[key] ?? {};
  const form = forms[rules().select(num)] ?? forms.other ?? key;
  return fill(form, { num: number(num), ...values });
}

/**
 * Digits are Latin in every language, as in letters and protocols.
 * @param {number} value
 * @param {Intl.NumberFormatOptions} [options]
 */
export const number = (value, options) => new Intl.NumberFormat(tag(), options).format(value);

/** @param {number | string | Date} moment @param {Intl.DateTimeFormatOptions} options */
export const date = (moment, options) =>
  isolated(
    new Intl.DateTimeFormat(tag(), {
      timeZone: zone,
      hourCycle: options.hour ? "h23" : undefined,
      ...options,
    }).format(new Date(moment)),
  );

/** Metres as people say them. @param {number} metres */
export function distance(metres) {
  if (metres < 1000) return t("metres", { num: number(rounded(metres)) });
  return t("kilometres", {
    num: number(metres / 1000, { maximumFractionDigits: 1, minimumFractionDigits: 1 }),
  });
}

const rounded = (metres) => {
  const step = metres < 20 ? 1 : metres < 100 ? 5 : 10;
  return Math.round(metres / step) * step;
};
const TAGS = { "sv-easy": "sv", en: "en-GB" };
const tag = () => `${TAGS[book.language] ?? book.language}-u-nu-latn-ca-gregory`;
const rules = () => new Intl.PluralRules(book.language === "sv-easy" ? "sv" : book.language);
const fill = (text, values) =>
  text.replace(/%\((\w+)\)[sd]/g, (whole, name) =>
    (values[name] ?? null) === null ? whole : isolated(String(values[name])),
  );

/** What is put into a text from right to left keeps its own order: numbers, codes, hours, names. */
const isolated = (words) => (book.direction === "rtl" ? `\u2068${words}\u2069` : words);
