/** What one wording of a finding says otherwise than another. Pure. */

const OURS = ["type", "kind"];
const nothing = (value) =>
  value === null ||
  value === undefined ||
  value === "" ||
  (typeof value === "object" && Object.values(value).every(nothing));
const plain = (value) => (nothing(value) ? "" : JSON.stringify(sorted(value)));
const sorted = (value) =>
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;

/**
 * By the field's name, [what stands, what is said instead]. A field that is not in `said` is not in question.
 * @param {Record<string, any>} stands
 * @param {Record<string, any>} said
 * @param {string[]} codes of what is asked
 * @returns {[string, any, any][]}
 */
export function differences(stands, said, codes) {
  const names = [...new Set([...OURS, ...codes])].filter((name) => name in said);
  const found = /** @type {[string, any, any][]} */ (
    names
      .filter((name) => plain(stands[name]) !== plain(said[name]))
      .map((name) => [name, stands[name], said[name]])
  );
  const [here, there] = [stands.position, said.position];
  if (there && (there.lat !== here?.lat || there.lon !== here?.lon)) found.push(["position", here, there]);
  return found;
}
