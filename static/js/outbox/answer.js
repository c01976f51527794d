/** What an answer from the network means. A café's login page with status 200 is no success, and a refusal is not a lost network. */

/** @typedef {{ verdict: "ok" | "unreachable" | "busy" | "pass" | "stale" | "gone" | "offset" | "refused" | "broken", status: number, code: string, body: any, retryAfter: string | null, offset: number | null, etag: string | null }} Answer */

/** @param {Response} response @returns {Promise<Answer>} */
export async function read(response) {
  const json = /\bjson\b/.test(response.headers.get("content-type") ?? "");
  const body = json ? await response.json().catch(() => null) : null;
  return judge({ status: response.status, redirected: response.redirected, body, headers: response.headers });
}

/** @param {{ status: number, redirected?: boolean, body: any, headers: { get(name: string): string | null } }} seen @returns {Answer} */
export function judge({ status, redirected = false, body, headers }) {
  const offset = headers.get("upload-offset");
  const facts = { status, code: body?.code ?? `http-${status}`, body, retryAfter: headers.get("retry-after"), offset: offset === null ? null : Number(offset), etag: headers.get("etag") };
  return { ...facts, verdict: verdict(status, redirected, body, offset) };
}

function verdict(status, redirected, body, offset) {
  if (redirected || (status >= 300 && status < 400 && status !== 304) || status === 407 || status === 511) return "unreachable";
  if (status === 304 || status === 204) return "ok";
  if (status >= 200 && status < 300) return body !== null || offset !== null ? "ok" : "unreachable";
  if (status === 429 || status === 502 || status === 503 || status === 504 || status === 408 || status === 507) return "busy";
  if (status >= 500) return "broken";
  if (body === null && offset === null) return status === 404 || status === 405 ? "broken" : status === 401 || status === 403 ? "unreachable" : "refused";
  return refusal(status, body);
}

function refusal(status, body) {
  if (status === 401 || status === 403) return "pass";
  if (status === 409 && body?.code === "stale") return "stale";
  if (status === 409 && body?.code !== "hash-differs") return "offset";
  if (status === 410) return "gone";
  return "refused";
}

/** @type {Answer} */
export const NO_NETWORK = { verdict: "unreachable", status: 0, code: "no-network", body: null, retryAfter: null, offset: null, etag: null };
