/** What an answer from the network means. A café's login page with status 200 is no success, and a refusal is not a lost network. */

/** @typedef {{ verdict: "ok" | "unreachable" | "busy" | "pass" | "stale" | "gone" | "offset" | "refused" | "broken", status: number, code: string, body: any, retryAfter: string | null, offset: number | null, etag: string | null }} Answer */

/** @param {Response} response @returns {Promise<Answer>} */
export async function read(response) {
  const json = /\bjson\b/.test(response.headers.get("content-type") ?? "");
  const text = json || (response.ok && response.status !== 204) ? await response.text() : "";
  return judge({ status: response.status, redirected: response.redirected, body: json ? parsed(text) : null, isEmpty: text === "", headers: response.headers });
}

const parsed = (text) => { try { return JSON.parse(text); } catch { return null; } };

/** @param {{ status: number, redirected?: boolean, body: any, isEmpty?: boolean, headers: { get(name: string): string | null } }} seen @returns {Answer} */
export function judge({ status, redirected = false, body, isEmpty = false, headers }) {
  const offset = headers.get("upload-offset");
  const facts = { status, code: body?.code ?? `http-${status}`, body, retryAfter: headers.get("retry-after"), offset: offset === null ? null : Number(offset), etag: headers.get("etag") };
  return { ...facts, verdict: verdict(status, redirected, body, offset !== null || isEmpty) };
}

function verdict(status, redirected, body, ours) {
  if (redirected || (status >= 300 && status < 400 && status !== 304) || status === 407 || status === 511) return "unreachable";
  if (status === 304 || status === 204) return "ok";
  if (status >= 200 && status < 300) return body !== null || ours ? "ok" : "unreachable";
  if (status === 429 || status === 502 || status === 503 || status === 504 || status === 408 || status === 507) return "busy";
  if (status >= 500) return "broken";
  if (body === null) return status === 409 ? "offset" : status === 404 || status === 405 ? "broken" : status === 401 || status === 403 ? "unreachable" : "refused";
  return refusal(status, body.code ?? "");
}

function refusal(status, code) {
  if (status === 401 || (status === 403 && code.startsWith("pass"))) return "pass";
  if (code === "stale") return "stale";
  if (code === "offset-differs") return "offset";
  if (code === "hash-differs") return "broken";
  if (status === 410) return "gone";
  return "refused";
}

/** @type {Answer} */
export const NO_NETWORK = { verdict: "unreachable", status: 0, code: "no-network", body: null, retryAfter: null, offset: null, etag: null };
