"""What the tests of the walk's app do again and again: join, take a picture, wait for the server's word."""

import json
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Page

from tests.tools.pages import until
from tests.tools.server import LiveServer

PASS = """async () => {
  const db = await new Promise((yes) => { const asked = indexedDB.open("strak"); asked.onsuccess = () => yes(asked.result); });
  const rows = await new Promise((yes) => { const asked = db.transaction("passes").objectStore("passes").getAll(); asked.onsuccess = () => yes(asked.result); });
  db.close();
  return rows[0] ?? null;
}"""

# What the second copy of the phone's store holds: [table, key] of each row.
COPIES = """async () => {
  const found = [];
  for (const name of (await caches.keys()).filter((each) => each.startsWith("outbox-copy"))) {
    for (const { url } of await (await caches.open(name)).keys()) found.push([name.replace(/^outbox-copy-?/, ""), decodeURIComponent(new URL(url).pathname)]);
  }
  return found;
}"""


def code_of(server: LiveServer, *, leader: bool = False) -> str:
    """The code of the demo's coming walk."""
    walks = json.loads(server.flask("walk", "list").stdout)
    planned = next(walk for walk in walks if walk["state"] == "planned" and walk["kind"] == "adult")
    return str(planned["leader_code" if leader else "code"])


def join(page: Page, server: LiveServer, code: str, *, mode: str = "adult", language: str = "sv") -> None:
    page.goto(f"{server.url}/join/{code}?lang={language}")
    if mode.startswith(("child", "youth")):
        page.check("input[value=child]", force=True)
        page.check(f"input[value={mode}]", force=True)
    elif mode != "adult":
        page.check(f"input[value={mode}]", force=True)
    page.click("#start")
    page.wait_for_url("**/walk/**")
    page.wait_for_selector(".feel" if mode in ("child_5_7", "child_8_9") else ".shutter-button")


def ready_without_network(page: Page) -> None:
    """Waits until the app says that it has everything it needs, as a careful walker would."""
    page.click("a[href='#more']")
    page.wait_for_selector("text=Klart för att användas utan nät")
    page.go_back()
    page.wait_for_selector(".shutter-button")


def photograph(page: Page, tile: int = 0) -> None:
    """Three taps: what do you see, the shutter, what it is about."""
    page.click(".shutter-button:has-text('Vad ser du?')")
    page.click(".shutter:not([disabled])")
    page.locator(".tile").nth(tile).click()
    page.wait_for_selector(".notice")


def choose_file(page: Page, *files: dict[str, Any]) -> None:
    page.click(".shutter-button:has-text('Vad ser du?')")
    page.wait_for_selector(".finder-foot input[type=file]", state="attached")
    page.set_input_files(".finder-foot input[type=file]", list(files))


def open_screen(page: Page, name: str) -> None:
    """Goes to a part of the walk as the address bar would, and waits for its heading."""
    page.evaluate("(name) => { location.hash = name; }", name)
    until(page, "document.querySelector('#main h1') !== null")


def truth(page: Page, pattern: str, seconds: float = 20) -> None:
    """Until the line of truth reads so; `pattern` is JavaScript's."""
    until(page, f"/{pattern}/.test(document.querySelector('.truth')?.textContent ?? '')", seconds)


def eventually(page: Page, what: Callable[[], object], seconds: float = 20) -> None:
    """Until it is so; the page goes on meanwhile."""
    for _ in range(int(seconds * 20)):
        if what():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came to that")


def kept(page: Page, number: int, seconds: float = 20) -> None:
    """Until the line of truth says that so many are safe at the server and nothing waits."""
    truth(page, f"^{number} sparade?( · .*allt är sparat)?$", seconds)


def team_list(page: Page, server: LiveServer) -> list[dict[str, Any]]:
    """The walk's findings as the server tells them to this phone's pass."""
    mine = page.evaluate(PASS)
    request = Request(
        f"{server.url}/api/v1/walks/{mine['walk']}/changes?since=0",
        headers={"Authorization": f"Bearer {mine['pass']}"},
    )
    with urlopen(request) as answer:
        found: list[dict[str, Any]] = json.load(answer)["findings"]
    return [each for each in found if each["mine"]]
