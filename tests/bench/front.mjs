/* What stands in front of Stråk in earnest (Caddy, nginx): TLS and HTTP/2.
   `node front.mjs KEY CERTIFICATE PORT…` prints the port before each PORT. */

import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { createSecureServer } from "node:http2";

const [key, cert, ...upstreams] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const HOP = new Set(["connection", "keep-alive", "transfer-encoding", "http2-settings", "upgrade"]);
const plain = (headers) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(":") && !HOP.has(name)));

function before(port) {
  return (asked, answer) => {
    const headers = { ...plain(asked.headers), host: asked.authority };
    const passed = request(
      { host: "127.0.0.1", port, agent, method: asked.method, path: asked.url, headers },
      (told) => {
        answer.writeHead(told.statusCode, plain(told.headers));
        told.pipe(answer);
      },
    );
    passed.on("error", () => answer.stream.close());
    asked.pipe(passed);
  };
}

const ports = await Promise.all(
  upstreams.map(
    (port) =>
      new Promise((listening) => {
        const server = createSecureServer(
          { key: readFileSync(key), cert: readFileSync(cert) },
          before(Number(port)),
        );
        server.listen(0, "127.0.0.1", () => listening(server.address().port));
      }),
  ),
);
process.stdout.write(`${ports.join(" ")}\n`);
