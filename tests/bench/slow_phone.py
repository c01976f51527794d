"""A four-year-old phone on a weak network, as Chromium plays it: processor ÷4, 1.6 Mbit/s down, 750 kbit/s up, 150 ms; TLS and HTTP/2."""

import http.server
import statistics
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.bench.front import TRUSTING, front
from tests.faults.installation import Installation, Outing, settle_in
from tests.tools.browser import launch_options, phone_options
from tests.tools.server import environment, flask

DOWN, UP, LATENCY = 1_600_000 / 8, 750_000 / 8, 150  # bytes a second, milliseconds
USABLE = ".shutter-button"
# When the button is first there, in milliseconds since the page was asked for.
WATCH = f"""(() => {{
  const look = () => {{
    if (globalThis.usable || !document.querySelector("{USABLE}")) return;
    globalThis.usable = performance.now();
    observer.disconnect();
  }};
  const observer = new MutationObserver(look);
  observer.observe(document, {{ childList: true, subtree: true }});
}})()"""
# Hand-written, 30 kB in three files (under a strict policy nothing stands inline): opens its store, shows a button, keeps itself for later.
BARE_PAGE = b"""<!doctype html><html lang="sv"><meta charset="utf-8"><title>Bare</title><link rel="stylesheet" href="/bare.css">
<main id="main"></main><script type="module" src="/bare.js"></script>
"""
BARE_STYLE = b""".shutter-button { font: 1.5rem sans-serif; padding: 1rem }
"""
BARE_SCRIPT = b"""
const asked = indexedDB.open("bare", 1);
asked.onupgradeneeded = () => asked.result.createObjectStore("bytes");
asked.onsuccess = () => {
  globalThis.database = asked.result;
  const button = document.createElement("button");
  button.className = "shutter-button";
  button.textContent = "Take a picture";
  document.getElementById("main").append(button);
};
navigator.serviceWorker.register("/bare-worker.js");
"""
BARE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'"
BARE_WORKER = b"""
const files = ["/bare", "/bare.css", "/bare.js"];
addEventListener("install", (event) => event.waitUntil(caches.open("bare").then((cache) => cache.addAll(files))));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(caches.match(new URL(event.request.url).pathname).then((kept) => kept ?? fetch(event.request)));
});
"""


def padded(head: bytes, size: int) -> bytes:
    """With a comment that does not repeat, to so many bytes on the wire."""
    return head + b"/* " + bytes(48 + (i * i * 7 + i) % 43 for i in range(size - len(head) - 6)) + b" */"


BARE_FILES = {
    "/bare": ("text/html", BARE_PAGE),
    "/bare.css": ("text/css", padded(BARE_STYLE, 8_000)),
    "/bare.js": ("text/javascript", padded(BARE_SCRIPT, 22_000)),
    "/bare-worker.js": ("text/javascript", BARE_WORKER),
}


class _Bare(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        kind, body = BARE_FILES.get(self.path, ("text/plain", b""))
        self._answer(
            body,
            kind,
            "max-age=31536000, immutable" if self.path in ("/bare.css", "/bare.js") else "no-cache",
        )

    def do_PUT(self) -> None:
        left = int(self.headers.get("Content-Length", 0))
        while left > 0:
            left -= len(self.rfile.read(min(left, 65_536)))
        self._answer(b"", "text/plain")

    def _answer(self, body: bytes, kind: str, keep: str = "no-cache") -> None:
        self.send_response(200)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Cache-Control": keep,
            "Content-Security-Policy": BARE_POLICY,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Nothing."""


class Bed:
    """The browser, the app with one walk, and the bare page's server."""

    def __init__(self, context: BrowserContext, app: str, outing: Outing, bare: str) -> None:
        self.context = context
        self.walk = f"{app}/walk/{outing.walk}"
        self.door = f"{app}/join/{outing.code}?lang=sv"
        self.bare = f"{bare}/bare"

    def page(self) -> Page:
        page = self.context.new_page()
        page.add_init_script(WATCH)
        return page

    def slow(self, page: Page, *, offline: bool = False, network: bool = True, times: float = 4) -> Any:
        """As the phone it stands for; the session must live as long as it shall last."""
        session = self.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": times})
        if network:
            session.send("Network.enable")
            self.weather(session, offline=offline)
        return session

    def weather(self, session: Any, *, offline: bool = False) -> None:
        speed = {"latency": LATENCY, "downloadThroughput": DOWN, "uploadThroughput": UP}
        session.send("Network.emulateNetworkConditions", {"offline": offline, **speed})

    def forget(self, session: Any, address: str) -> None:
        """What the browser has kept of the pages there, but not their stores."""
        origin = address[: address.index("/", 8)]
        session.send(
            "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "service_workers,cache_storage"}
        )
        session.send("Network.clearBrowserCache")

    def usable(self, page: Page, address: str) -> float:
        """Milliseconds from asking for the page to its button."""
        page.goto(address, wait_until="commit")
        page.wait_for_selector(USABLE, state="attached", timeout=60_000)
        return float(page.evaluate("globalThis.usable"))


@contextmanager
def bed() -> Iterator[Bed]:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        flask(environment(folder / "strak"), "migrate")
        outing = settle_in(f"sqlite:///{folder / 'strak' / 'strak.db'}")
        server = Installation(folder / "strak").start()
        bare = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Bare)
        threading.Thread(target=bare.serve_forever, daemon=True).start()
        options = launch_options()
        options["args"] = [*options["args"], TRUSTING]
        context = playwright.chromium.launch_persistent_context(
            folder / "phone", **options, **phone_options()
        )
        try:
            with front(folder, server.url, f"http://127.0.0.1:{bare.server_address[1]}") as (app, page):
                yield Bed(context, app, outing, page)
        finally:
            context.close()
            bare.shutdown()
            bare.server_close()
            server.close()


def middle(measure: Callable[[], float], rounds: int) -> float:
    return statistics.median(measure() for _ in range(rounds))
