/**
 * What an answer from the network means. A café's login page with status 200 is no success, and a refusal is
 * not a lost network.
 */
/**
 * @typedef {{ verdict: "ok" | "unreachable" | "busy" | "pass" | "stale" | "gone" | "offset" | "refused" |
 *   "broken", status: number, code: string, body: any, retryAfter: string | null, offset: number | null,
 *   etag: string | null }} Answer
 */

/** @param {Response} response @returns {Promise<Answer>} */
export async function read(response) {
  const json = /\bjson\b/.test(response.headers.get("content-type") ?? "");
  const text = json || (response.ok && response.status !== 204) ? await response.text() : "";
  return judge({
    status: response.status,
    redirected: response.redirected,
    body: json ? parsed(text) : null,
    isEmpty: text === "",
    headers: response.headers,
  });
}

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/**
 * @param {{ status: number, redirected?: boolean, body: any, isEmpty?: boolean, headers: { get(name: string):
 *   string | null } }} seen
 * @returns {Answer}
 */
export function judge({ status, redirected = false, body, isEmpty = false, headers }) {
  const offset = headers.get("upload-offset");
  const facts = {
    status,
    code: body?.code ?? `http-${status}`,
    body,
    retryAfter: headers.get("retry-after"),
    offset: offset === null ? null : Number(offset),
    etag: headers.get("etag"),
  };
  return { ...facts, verdict: verdict(status, redirected, body, offset !== null || isEmpty) };
}

// Between us and the server: gateways, login pages, full proxies. 204 and 304 have no body to show whose they
// are.
const IN_BETWEEN = new Set([301, 302, 303, 307, 308, 407, 511]);
const BUSY = new Set([408, 429, 502, 503, 504, 507]);

function verdict(status, redirected, body, ours) {
  if (redirected || IN_BETWEEN.has(status)) return "unreachable";
  if (BUSY.has(status)) return "busy";
  if (status >= 500) return "broken";
  if (status === 204 || status === 304) return "ok";
  if (status < 300) return body !== null || ours ? "ok" : "unreachable";
  return body === null ? wordless(status) : refusal(status, body.code ?? "");
}

/**
 * A refusal that is not in our words: perhaps a proxy's, so it does not end anything but what can only be
 * about the request.
 */
const wordless = (status) =>
  ({ 401: "unreachable", 403: "unreachable", 404: "broken", 405: "broken", 409: "offset" })[status] ??
  "refused";

const BY_CODE = { stale: "stale", "offset-differs": "offset", "hash-differs": "broken" };

function refusal(status, code) {
  if (status === 401 || (status === 403 && code.startsWith("pass"))) return "pass";
  return BY_CODE[code] ?? (status === 410 ? "gone" : "refused");
}

/** @type {Answer} */
export const NO_NETWORK = {
  verdict: "unreachable",
  status: 0,
  code: "no-network",
  body: null,
  retryAfter: null,
  offset: null,
  etag: null,
};
