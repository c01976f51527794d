"""A four-year-old phone on a weak network, as Chromium plays it: processor ÷4, 1.6 Mbit/s down, 750 kbit/s up, 150 ms."""

import http.server
import statistics
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

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
# Hand-written, 30 kB, one file: opens its store, shows a button, and keeps itself for use without network.
BARE_HEAD = """<!doctype html><html lang="sv"><meta charset="utf-8"><title>Bare</title><main id="main"></main><script>
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
</script><!-- """
BARE_WORKER = b"""
addEventListener("install", (event) => event.waitUntil(caches.open("bare").then((cache) => cache.add("/bare"))));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(caches.match("/bare").then((kept) => kept ?? fetch(event.request)));
});
"""


def bare_page() -> bytes:
    """Padded with what does not repeat, to 30 kB on the wire."""
    head = BARE_HEAD.encode()
    return head + bytes(33 + (i * i * 7 + i) % 60 for i in range(30_000 - len(head) - 4)).replace(b"-", b".") + b" -->"


class _Bare(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        is_worker = self.path == "/bare-worker.js"
        self._answer(BARE_WORKER if is_worker else bare_page(), "text/javascript" if is_worker else "text/html")

    def do_PUT(self) -> None:
        left = int(self.headers.get("Content-Length", 0))
        while left > 0:
            left -= len(self.rfile.read(min(left, 65_536)))
        self._answer(b"", "text/plain")

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), "Cache-Control": "no-cache"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Nothing."""


class Bed:
    """The browser, the app with one walk, and the bare page's server."""

    def __init__(self, context: BrowserContext, server: Installation, outing: Outing, bare: str) -> None:
        self.context = context
        self.server = server
        self.walk = f"{server.url}/walk/{outing.walk}"
        self.door = f"{server.url}/join/{outing.code}?lang=sv"
        self.bare = bare

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
            speed = {"latency": LATENCY, "downloadThroughput": DOWN, "uploadThroughput": UP}
            session.send("Network.emulateNetworkConditions", {"offline": offline, **speed})
        return session

    def forget(self, session: Any, address: str) -> None:
        """What the browser has kept of the pages there, but not their stores."""
        origin = address[: address.index("/", 8)]
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "service_workers,cache_storage"})
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
        context = playwright.chromium.launch_persistent_context(folder / "phone", **launch_options(), **phone_options())
        try:
            yield Bed(context, server, outing, f"http://127.0.0.1:{bare.server_address[1]}/bare")
        finally:
            context.close()
            bare.shutdown()
            bare.server_close()
            server.close()


def middle(measure: Callable[[], float], rounds: int) -> float:
    return statistics.median(measure() for _ in range(rounds))
