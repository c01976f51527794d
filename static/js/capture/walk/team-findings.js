/**
 * What the whole team has noted, as the server tells it: asked from where we were, and kept for the list and
 * the map.
 */
import { state } from "../state.js";
import { erase, update } from "../../outbox/item/items.js";
import { get, remember, setting, write } from "../../outbox/store/store.js";

const API = "/api/v1";

/** @param {any} pass */
export async function sync(pass) {
  const key = `cursor:${state.walk}`;
  const since = (await setting(key)) ?? 0;
  const answer = await fetch(`${API}/walks/${state.walk}/changes?since=${since}`, {
    headers: { Authorization: `Bearer ${pass.pass}`, Accept: "application/json" },
    cache: "no-store",
    credentials: "omit",
  });
  if (!answer.ok || !/json/.test(answer.headers.get("content-type") ?? ""))
    throw new Error(`changes ${answer.status}`);
  const news = await answer.json();
  if (!Array.isArray(news.findings)) throw new Error("changes");
  if (news.findings.length || news.removed?.length) {
    await write(["feed"], ({ feed }) => {
      for (const row of news.findings) feed.put({ ...row, key: `${state.walk}/${row.id}`, walk: state.walk });
      for (const id of news.removed ?? []) feed.delete(`${state.walk}/${id}`);
    });
  }
  for (const row of news.findings) await learn(row);
  for (const id of news.removed ?? []) await unlearn(id);
  if (Array.isArray(news.team)) await remember(`team:${state.walk}`, news.team);
  if (Array.isArray(news.proposals)) await remember(`proposals:${state.walk}`, news.proposals);
  await remember(key, news.cursor ?? since);
}

/**
 * Someone changed what this phone has sent: the phone's copy follows, unless it holds a change of its own.
 */
async function learn(row) {
  const { id, revision, photos, flags, state: _state, mine: _mine, number: _number, ...body } = row;
  const item = await get("items", id);
  if (item?.state === "kept" && !item.gone && revision > item.revision) {
    const there = photos.map((photo) => photo.sha256);
    await update(id, (now) =>
      now.state === "kept" && revision > now.revision
        ? { ...now, body: { ...now.body, ...body }, revision, sent: revision, flags, there }
        : now,
    );
  }
}

/** Removed by the one who leads: gone here too, unless it has been changed here since. */
async function unlearn(id) {
  const item = await get("items", id);
  if (item?.state === "kept" && !item.gone) await erase(id);
}

/** What other phones propose of a finding, as the one who leads was told. @param {string} id */
export const waiting = async (id) =>
  ((await setting(`proposals:${state.walk}`)) ?? []).filter((row) => row.finding === id);

/** @param {string} id @returns {Promise<any>} */
export const fromFeed = (id) => get("feed", `${state.walk}/${id}`);
