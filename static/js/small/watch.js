/**
 * Watches free text for what could name a person; the same patterns as the server's watch. For the young it
 * never leaves the field.
 */

const PATTERNS = [
  /(?<!\d)(?:19|20)?\d\d[- ]?\d\d[- ]?\d\d[-+ ]?\d{4}(?!\d)/gu,
  /[\p{L}\p{N}_.+-]+@[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/gu,
  /(?<![\d.,])(?:(?:\+|00)\d{1,3}[ \-()]*0?|0)[ \-()]*[1-9](?:[ \-()]*\d){6,9}(?!\d)/gu,
  /(?<![\p{L}\p{N}])[A-HJ-PR-UW-Z]{3} ?\d{2}[A-HJ-PR-UW-Z0-9](?![\p{L}\p{N}])/gu,
];
const MASK = "▇▇▇";

/** The text with numbers, plates and addresses of persons covered. @param {string} text */
export const mask = (text) => PATTERNS.reduce((left, pattern) => left.replace(pattern, MASK), text);

/** Does it seem to hold any? @param {string} text */
export const seems = (text) => mask(text) !== text;
