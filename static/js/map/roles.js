/**
 * What a feature of a vector tile is to somebody on foot. Maps name their layers differently (OpenMapTiles,
 * Protomaps, Shortbread, plain OSM words, a city's own Swedish ones): a few words know them all, and what is
 * not known is not drawn.
 */

const GREEN = new RegExp(
  "park|grass|wood|forest|garden|meadow|green|recreation|pitch|play|cemetery|scrub|nature|allotment|heath|" +
    "orchard|farmland|skog",
);
const WATER = /water|vatten|ocean|river|stream|canal|basin|reservoir|lake/;
const RAIL = /rail|tram|subway|metro|monorail|funicular/;
const ON_FOOT = /path|foot|steps|pedestrian|cycle|track|bridleway|corridor|platform|sidewalk/;
const BIG = /motorway|trunk|primary|secondary|highway|major/;

const kindOf = (words) =>
  String(
    words.class ??
      words["pmap:kind"] ??
      words.kind ??
      words.highway ??
      words.railway ??
      words.landuse ??
      words.leisure ??
      words.natural ??
      words.type ??
      "",
  );
const detailOf = (words) =>
  [kindOf(words), words.kind_detail, words.subclass, words.leisure, words.natural].join(" ");

const LAYERS = new RegExp(
  "water|vatten|ocean|land|park|green|grön|natural|sites|build|byggn|road|street|väg|gat|transport|highway|" +
    "rail|pedestrian|square|place|bound|admin|stadsdel|stop|hållplats|hallplats|station",
  "i",
);
/** @param {string} name of the layer */
export const isUsed = (name) => LAYERS.test(name) && !/housenum|address/i.test(name);

/**
 * @typedef {"water" | "stream" | "green" | "square" | "building" | "rail" | "foot" | "street" | "big" |
 *   "border" | "stop" | "name" | null} Role
 */

/**
 * @param {string} layer
 * @param {number} type 1 point, 2 line, 3 polygon
 * @param {Record<string, any>} words
 * @returns {Role}
 */
export function role(layer, type, words) {
  const name = layer.toLowerCase();
  if (type === 1)
    return /stop|hållplats|hallplats|station/.test(name)
      ? "stop"
      : /place|name|label/.test(name)
        ? "name"
        : null;
  if (WATER.test(name)) return type === 3 ? "water" : "stream";
  if (/bound|admin|stadsdel/.test(name)) return "border";
  if (type === 3) return area(name, words);
  return /road|street|väg|gat|transport|highway|rail/.test(name) ? way(name, words) : null;
}

function area(name, words) {
  if (/build|byggn/.test(name)) return "building";
  if (/pedestrian|square|road|street|transport/.test(name)) return "square";
  if (!/land|park|green|grön|natural|sites/.test(name)) return null;
  const kind = detailOf(words);
  if (WATER.test(kind)) return "water";
  return /park|green|grön/.test(name) || GREEN.test(kind) ? "green" : null;
}

function way(name, words) {
  const kind = kindOf(words);
  if (words.rail === true || RAIL.test(kind) || /rail/.test(name)) return "rail";
  if (ON_FOOT.test(detailOf(words))) return "foot";
  return BIG.test(kind) ? "big" : "street";
}
