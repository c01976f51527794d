/**
 * The walk as the server tells it, kept on the phone under its ETag, and read kindly: an absent part is an
 * empty part.
 */
import { state } from "../state.js";
import { expire } from "../../outbox/item/items.js";
import { all, changed, get, put, write } from "../../outbox/store/store.js";
import { isSpot } from "../../small/geo.js";
import { isDark } from "../../small/sun.js";

const API = "/api/v1";

/** Opens the kept walk, or fetches it the first time. @param {any} pass */
export async function openWalk(pass) {
  const row = await get("walks", pass.walk);
  if (row) {
    state.data = tidy(row.data);
    return;
  }
  await refresh(pass);
}

/** Asks for a newer one. @param {any} pass @returns {Promise<boolean>} whether something was new */
export async function refresh(pass) {
  const row = await get("walks", pass.walk);
  const headers = {
    Authorization: `Bearer ${pass.pass}`,
    Accept: "application/json",
    ...(row?.etag ? { "If-None-Match": row.etag } : {}),
  };
  const [answer, { read }] = await Promise.all([
    fetch(`${API}/walks/${pass.walk}`, { headers, cache: "no-store", credentials: "omit" }),
    import("../../outbox/send/answer.js"),
  ]);
  if (answer.status === 304) return false;
  const { verdict, body: data } = await read(answer);
  if (verdict === "pass") await expire(pass);
  if (verdict !== "ok" || data?.id !== pass.walk) throw new Error(`walk ${answer.status}`);
  await put("walks", { walk: pass.walk, etag: answer.headers.get("etag"), data, at: Date.now() });
  state.data = tidy(data);
  return true;
}

/**
 * The small photos that follow-ups and earlier findings need without network, fetched one by one.
 * @param {any} pass
 */
export async function fetchPhotos(pass) {
  let fresh = 0;
  const here = new Set((await all("small", "walk", pass.walk)).map((row) => row.id));
  for (const { id } of state.data.photos) {
    if (here.has(id)) continue;
    const bytes = await fetchPhoto(id, pass);
    if (!bytes) continue;
    await write(["small"], ({ small }) => small.put({ id, walk: pass.walk, bytes }), { quiet: true });
    fresh += 1;
  }
  if (fresh) changed();
}

/**
 * @param {string} id
 * @param {any} pass
 * @param {"small" | "large"} [size]
 * @returns {Promise<ArrayBuffer | null>}
 */
export async function fetchPhoto(id, pass, size = "small") {
  try {
    const answer = await fetch(`${API}/photos/${id}/${size}`, {
      headers: { Authorization: `Bearer ${pass.pass}` },
      credentials: "omit",
    });
    return answer.ok && /^image\//.test(answer.headers.get("content-type") ?? "")
      ? await answer.arrayBuffer()
      : null;
  } catch {
    return null;
  }
}

/** @param {any} said @returns {import("../state.js").WalkData} */
function tidy(said) {
  const walk = said;
  const area = (walk.areas ?? []).flatMap((each) => rings(each.outline ?? each.geometry)).flat()[0];
  const kinds = kindList(walk.kinds);
  return {
    id: walk.id,
    title: walk.title ?? "",
    kind: walk.kind ?? "adult",
    startsAt: walk.starts_at ?? walk.at ?? "",
    season: walk.area ?? "",
    timezone: walk.timezone ?? walk.zone ?? "Europe/Stockholm",
    light: lightAt(walk.starts_at, area),
    closed: walk.state === "closed",
    areas: (walk.areas ?? []).map((area) => ({
      name: area.name ?? "",
      rings: rings(area.outline ?? area.geometry),
    })),
    route: lines(walk.route),
    stops: (walk.stops ?? []).map(stop),
    kinds: new Map(kinds.map((kind) => [kind.code, kind])),
    parents: kinds.filter((kind) => !kind.parent),
    asked: walk.asked ?? [],
    questions: walk.questions ?? [],
    questionsVersion: walk.questions_version ?? "",
    nearby: (walk.nearby ?? []).map((row) => ({
      finding: row.finding ?? row.id,
      number: row.number ?? null,
      kind: row.kind ?? null,
      text: row.text ?? "",
      position: spot(row.position),
      when: row.month ?? row.noted ?? row.noted_at ?? null,
    })),
    checks: (walk.checks ?? []).map((row) => ({
      finding: row.finding,
      number: row.number ?? null,
      kind: row.kind ?? null,
      text: row.text ?? "",
      position: spot(row.position),
      landmark: row.landmark ?? "",
      verify: row.verify ?? [],
      claim: row.owner_answer ?? null,
      photos: ids(row.photos),
    })),
    photos: walk.photos ?? [],
    phones: walk.phones ?? [],
    tiles: walk.tiles,
  };
}

function kindList(told) {
  const said = told ?? [];
  const restricted = new Set(said.filter((kind) => kind.restricted).map((kind) => kind.code));
  return said.map((kind) => ({
    code: kind.code,
    name: kind.label ?? kind.code,
    parent: kind.parent ?? null,
    urgency: String(kind.urgency ?? ""),
    ask: kind.ask ?? [],
    restricted: restricted.has(kind.code) || restricted.has(kind.parent),
    refuse: kind.refuse ?? "",
  }));
}

const lightAt = (start, where) =>
  start && isDark(new Date(start), where ?? { lat: 59.4, lon: 17.92 }) ? "dark" : "daylight";
const ids = (photos) => (photos ?? []).map((photo) => photo.id ?? photo);
const spot = (position) => (isSpot(position) ? { lat: position.lat, lon: position.lon } : null);
const point = ([lon, lat]) => ({ lat, lon });

function stop(said, index) {
  const position =
    spot(said.position ?? said) ?? (Array.isArray(said.coordinates) ? point(said.coordinates) : null);
  return { id: String(said.id ?? index), name: said.name ?? said.title ?? String(index + 1), position };
}

function rings(outline) {
  if (!outline) return [];
  const polygons =
    outline.type === "MultiPolygon"
      ? outline.coordinates
      : outline.type === "Polygon"
        ? [outline.coordinates]
        : [];
  return polygons.map((polygon) => polygon[0].map(point));
}

function lines(route) {
  const shape = route?.geometry ?? route;
  if (!shape) return [];
  const parts =
    shape.type === "MultiLineString"
      ? shape.coordinates
      : shape.type === "LineString"
        ? [shape.coordinates]
        : Array.isArray(shape)
          ? [shape]
          : [];
  return parts.map((part) => part.map((at) => (Array.isArray(at) ? point(at) : at)));
}
