/** What the whole team has noted, as the server tells it: asked from where we were, and kept for the list and the map. */
import { get, remember, setting, write } from "../outbox/store.js";
import { state } from "./state.js";

const API = "/api/v1";

/** @param {any} pass */
export async function sync(pass) {
  const key = `cursor:${state.walk}`;
  const since = (await setting(key)) ?? 0;
  const answer = await fetch(`${API}/walks/${state.walk}/changes?since=${since}`, { headers: { Authorization: `Bearer ${pass.pass}`, Accept: "application/json" }, cache: "no-store", credentials: "omit" });
  if (!answer.ok || !/json/.test(answer.headers.get("content-type") ?? "")) throw new Error(`changes ${answer.status}`);
  const news = await answer.json();
  if (!Array.isArray(news.findings)) throw new Error("changes");
  if (news.findings.length || news.removed?.length) {
    await write(["feed"], ({ feed }) => {
      for (const row of news.findings) feed.put({ ...row, key: `${state.walk}/${row.id}`, walk: state.walk });
      for (const id of news.removed ?? []) feed.delete(`${state.walk}/${id}`);
    });
  }
  if (Array.isArray(news.team)) await remember(`team:${state.walk}`, news.team);
  await remember(key, news.cursor ?? since);
}

/** @param {string} id @returns {Promise<any>} */
export const fromFeed = (id) => get("feed", `${state.walk}/${id}`);
