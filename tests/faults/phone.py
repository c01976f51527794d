"""A phone: a Chromium with its own profile and its own bad network, two tabs on one walk; captures go through the app's own code.

The pages' modules are asked for by the address the page itself loaded them from, so a test calls what the buttons call.
"""

import base64
import io
import os
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, BrowserType, Error, Page

from tests.faults.installation import Outing
from tests.faults.proxy import Proxy
from tests.tools.browser import launch_options, phone_options
from tests.tools.pages import until

LOGS = "Default/IndexedDB/*.leveldb/*.log"
KIND = "light_out"
DAY = 86_400
# A clock that can be wrong: the shift lies in the page's own small store, so that it outlives the page.
CLOCK = """(() => {
  const Real = Date;
  const shift = () => { try { return Number(localStorage.getItem("test-shift") ?? 0); } catch { return 0; } };
  globalThis.Date = class extends Real {
    constructor(...given) { if (given.length) super(...given); else super(Real.now() + shift()); }
    static now() { return Real.now() + shift(); }
  };
})()"""
BASE = """const base = document.querySelector('script[type=module][src*="/capture/main.js"]').src;
  const from = (name) => import(new URL(name, base));"""
# The shutter: the row, then the picture with it in one transaction; `globalThis.saved` tells what was shown as saved.
SHUTTER = f"""async ({{ data, kind }}) => {{
  {BASE}
  const [{{ draft, keepPicture }}, {{ choose }}] = await Promise.all([from("photo/keep-picture.js"), from("finding/kind.js")]);
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0)).buffer;
  const item = await draft();
  await keepPicture(item, {{ bytes, type: "image/jpeg", own: true }});
  (globalThis.saved ??= []).push(item.id);
  if (kind) await choose(item.id, kind);
  return item.id;
}}"""
STARTED = f"(given) => {{ globalThis.underWay = ({SHUTTER})(given).catch(() => {{}}); }}"
HOLDINGS = f"""async () => {{
  {BASE}
  const [{{ all, get }}, {{ sha256 }}] = await Promise.all([from("../outbox/store/store.js"), from("../small/sha256.js")]);
  const items = (await all("items")).filter((item) => item.what === "finding" && item.state !== "draft").map((item) => item.id);
  const photos = await Promise.all((await all("photos")).map(async (photo) => {{
    const bytes = await get("bytes", photo.id);
    return {{ item: photo.item, sha256: photo.sha256, held: bytes ? await sha256(bytes) : null }};
  }}));
  return {{ items, photos }};
}}"""
STATES = f"""async () => {{
  {BASE}
  const {{ all }} = await from("../outbox/store/store.js");
  const [items, photos] = [await all("items"), await all("photos")];
  return items.filter((item) => item.what === "finding" && item.state !== "draft").map((item) => ({{
    id: item.id, state: item.state, revision: item.revision, problem: item.problem,
    photos: photos.filter((photo) => photo.item === item.id).map((photo) => photo.sha256) }}));
}}"""
HURRY = f"async () => {{ {BASE} const {{ hurry }} = await from('../outbox/send/drain.js'); hurry(); }}"
EXPIRED = f"""async () => {{
  {BASE}
  const {{ all }} = await from("../outbox/store/store.js");
  return (await all("passes")).some((pass) => pass.expired);
}}"""
AGAIN = f"async (ids) => {{ {BASE} const {{ edit }} = await from('../outbox/item/items.js'); for (const id of ids) await edit(id, {{}}); }}"
WORKERS = """navigator.serviceWorker.getRegistration().then((found) => [
  document.title, location.href, navigator.serviceWorker.controller?.state,
  ...["installing", "waiting", "active"].map((name) => `${name}: ${found[name]?.state}`)])"""
VERSION = """document.querySelector('script[type=module][src*="/capture/main.js"]')?.src"""


def jpeg(seed: int, width: int = 160, height: int = 120, quality: int = 80) -> bytes:
    """Drawn by dice: no two are alike, and none can be made smaller."""
    noise = random.Random(seed).randbytes(width * height * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), noise).save(out, "JPEG", quality=quality)
    return out.getvalue()


@dataclass
class Phone:
    """`saved` names the findings that this phone has shown as saved; from then on they must not get lost."""

    browser_type: BrowserType
    folder: Path
    proxy: Proxy
    outing: Outing
    saved: set[str] = field(default_factory=set)
    context: BrowserContext | None = None
    tabs: list[Page] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    through_worker: list[str] = field(default_factory=list)
    _session: Any = None

    @property
    def address(self) -> str:
        return f"{self.proxy.url}/walk/{self.outing.walk}"

    # ── on and off ──

    def switch_on(self) -> BrowserContext:
        self.context = self.browser_type.launch_persistent_context(
            self.folder, **launch_options(), **phone_options(service_workers="allow")
        )
        self.context.add_init_script(CLOCK)
        self.context.on("response", self._heard)
        self.tabs = [self.context.pages[0] if self.context.pages else self.context.new_page()]
        return self.context

    def _heard(self, response: Any) -> None:
        """The service worker answers for what it keeps, never for what is sent or asked of the server."""
        if "/api/" in response.url and response.from_service_worker:
            self.through_worker.append(f"{response.request.method} {response.url}")

    def open(self, tabs: int = 2) -> None:
        """On, with the walk open in each tab."""
        context = self.context or self.switch_on()
        while len(self.tabs) < tabs:
            self.tabs.append(context.new_page())
        for tab in self.tabs:
            self.show(tab)

    def show(self, tab: Page) -> None:
        """The walk's first screen, loaded anew."""
        for _ in range(5):
            with suppress(Error):
                tab.goto(self.address)
                tab.wait_for_selector(".truth, .stopped", timeout=15_000)
                if tab.query_selector(".truth"):
                    return
                tab.wait_for_timeout(300)
        raise AssertionError(f"the walk did not open: {tab.inner_text('body')[:300]}")

    def join(self, code: str = "") -> None:
        """The door, as a person goes through it: code, language, who I am."""
        tab = self.tabs[0] if self.tabs else self.switch_on().pages[0]
        tab.goto(f"{self.proxy.url}/join/{code or self.outing.code}?lang=sv")
        tab.click("#start")
        tab.wait_for_url("**/walk/*")
        tab.wait_for_selector(".truth")

    def close(self) -> None:
        if self.context:
            self.context.close()
        self.context, self.tabs = None, []

    def kill(self) -> None:
        """SIGKILL for the whole browser: no page hears of it."""
        for pid in self._browsers():
            with suppress(ProcessLookupError):
                os.killpg(os.getpgid(pid), signal.SIGKILL)
        with suppress(Error):
            self.close()
        self.context, self.tabs = None, []

    def tear_log(self) -> None:
        """As after a write that the kill has cut: the header of a record of 64 bytes, and none of them."""
        with max(self.folder.glob(LOGS), key=lambda path: path.stat().st_mtime).open("ab") as log:
            log.write(b"\x11\x22\x33\x44\x40\x00\x01")

    def _browsers(self) -> list[int]:
        mark = f"--user-data-dir={self.folder}".encode()
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                words = path.read_bytes().split(b"\0")
                if mark in words and not any(word.startswith(b"--type=") for word in words):
                    found.append(int(path.parent.name))
        return found

    def change_over(self, tab: Page) -> None:
        """Looks for a newer app, as the browser does when a page is opened, and presses "change now"; returns on the new page."""
        before = tab.evaluate(VERSION)
        tab.evaluate(
            "navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => undefined)"
        )
        until(tab, "navigator.serviceWorker.getRegistration().then((found) => Boolean(found?.waiting))", 30)
        tab.evaluate("location.hash = '#more'")
        tab.click(".note.lamp .button")
        self._until_version(tab, before)
        self.show(tab)

    def _until_version(self, tab: Page, before: str, seconds: float = 330) -> None:
        """The browser lets the old worker end what it is doing, five minutes at most, before the new one takes over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with suppress(Error):
                if tab.evaluate(VERSION) not in (None, before):
                    return
            time.sleep(0.1)
        raise AssertionError(f"the page is still {before}: {tab.evaluate(WORKERS)}")

    # ── taking pictures ──

    def shoot(self, tab: Page, picture: bytes, kind: str | None = KIND) -> str:
        """What the shutter calls, and the first tile after it: the finding's id, once it is shown as saved."""
        found = str(tab.evaluate(SHUTTER, {"data": base64.b64encode(picture).decode(), "kind": kind}))
        self.saved.add(found)
        return found

    def begin_to_shoot(self, tab: Page, picture: bytes) -> None:
        """The same, not waited for."""
        tab.evaluate(STARTED, {"data": base64.b64encode(picture).decode(), "kind": KIND})

    def heard_saved(self, tab: Page) -> None:
        """What pages have shown as saved since, without anyone waiting for it."""
        self.saved |= set(tab.evaluate("globalThis.saved ?? []"))

    def choose_from_gallery(self, tab: Page, picture: bytes) -> None:
        """The camera screen's gallery button, and the first kind."""
        self._camera(tab)
        tab.set_input_files(
            "input[type=file][multiple]", {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture}
        )
        self._first_tile(tab)

    def press_shutter(self, tab: Page) -> None:
        """The camera itself (the browser's own test picture), with fingers."""
        self._camera(tab)
        tab.wait_for_selector(".shutter:enabled")
        tab.click(".shutter")
        self._first_tile(tab)

    def _camera(self, tab: Page) -> None:
        tab.evaluate("location.hash = '#camera'")
        tab.wait_for_selector(".finder-foot")

    def _first_tile(self, tab: Page) -> None:
        tab.wait_for_selector(".tile.first")
        self.saved.add(tab.evaluate("location.hash.split('/')[1]"))
        tab.click(".tile.first")
        tab.wait_for_selector(".truth")

    # ── what it holds, shows and sends ──

    def states(self) -> list[dict[str, Any]]:
        """Each finding with its state as shown, and the hashes of its pictures."""
        return list(self.tabs[0].evaluate(STATES))

    def holdings(self) -> dict[str, Any]:
        """Ids of findings, and photos in the phone's store; `held` is the hash of the bytes that lie there."""
        return dict(self.tabs[0].evaluate(HOLDINGS))

    def waiting(self) -> int:
        return sum(state["state"] != "kept" for state in self.states())

    def hurry(self) -> None:
        """ "Send now", in every tab."""
        for tab in self.tabs:
            tab.evaluate(HURRY)

    @property
    def is_expired(self) -> bool:
        return bool(self.tabs[0].evaluate(EXPIRED))

    def send_refused_again(self) -> None:
        """The button on each finding that was set aside."""
        aside = [state["id"] for state in self.states() if state["state"] in ("aside", "stale")]
        if aside:
            self.tabs[0].evaluate(AGAIN, aside)

    def shift_clock(self, seconds: float) -> None:
        self.tabs[0].evaluate("(ms) => localStorage.setItem('test-shift', String(ms))", seconds * 1000)

    def start_limited(self, size: int, tabs: int = 1) -> None:
        """Switched off and on with a quota of so many bytes for the app: the browser looks at a new limit before its first write alone."""
        self.close()
        context = self.switch_on()
        self.tabs[0].goto("about:blank")
        self._session = context.new_cdp_session(
            self.tabs[0]
        )  # the limit lasts as long as the session that asked for it
        self._session.send("Storage.overrideQuotaForOrigin", {"origin": self.proxy.url, "quotaSize": size})
        self.open(tabs)

    def lift_limit(self) -> None:
        self._session.send("Storage.overrideQuotaForOrigin", {"origin": self.proxy.url})

    def fill(self, found: list[str], seed: int = 1_000_000, size: tuple[int, int] = (300, 200)) -> bool:
        """Takes pictures until one is refused for want of room; whether that happened. What was saved is put into `found`."""
        for number in range(100):
            try:
                found.append(self.shoot(self.tabs[0], jpeg(seed + number, *size), kind=None))
            except Error as error:
                if "QuotaExceededError" not in str(error):
                    raise
                return True
        return False

    def empty_browser_cache(self) -> None:
        """What the browser keeps of its own accord, and may drop at any time; not what the app has stored."""
        assert self.context
        session = self.context.new_cdp_session(self.tabs[0])
        session.send("Network.clearBrowserCache")
        session.detach()

    def used(self) -> int:
        """Bytes in the phone's store, as the browser counts them."""
        return int(self.tabs[0].evaluate("navigator.storage.estimate().then((told) => told.usage)"))
