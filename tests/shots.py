"""`make shots`: every screen of the demo district as a picture, with `shots/index.html` to look through them.

Narrowed by words that must stand in a picture's name: `python -m tests.shots owner phone ar`.
"""

import html
import itertools
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.tools import ROOT
from tests.tools.browser import launch_options, phone_options
from tests.tools.server import LiveServer

FOLDER = ROOT / "shots"
DEVICES: dict[str, dict[str, Any]] = {
    "phone": phone_options(),
    "desktop": {"viewport": {"width": 1280, "height": 900}, "timezone_id": "Europe/Stockholm"},
}
LANGUAGES = ("sv", "en", "ar")
SCHEMES = ("light", "dark")


@dataclass(frozen=True)
class Screen:
    """`path` may hold `{code}` (the demo walk's join code) and `{owner}` (an owner's link); `who` says who looks.

    `steps`: what is clicked after the page is there, by selector, in order.
    """

    name: str
    path: str
    who: str = "public"
    steps: tuple[str, ...] = field(default=())


SCREENS = (
    Screen("home", "/"),
    Screen("results", "/results"),
    Screen("results-area", "/results/Rinkeby"),
    Screen("accessibility", "/accessibility"),
    Screen("privacy", "/privacy"),
    Screen("help", "/help/"),
    Screen("join", "/join"),
    Screen("join-code", "/join/{code}"),
    Screen("letters", "/dev/letters"),
    Screen("owner", "{owner}", "owner"),
    Screen("desk", "/desk/", "staff"),
    Screen("desk-walks", "/desk/walks", "staff"),
)


@dataclass(frozen=True)
class Shot:
    screen: Screen
    device: str
    language: str
    scheme: str

    @property
    def name(self) -> str:
        return f"{self.screen.name}-{self.device}-{self.language}-{self.scheme}"


def shots(words: list[str]) -> list[Shot]:
    """Every combination whose name holds all the words as parts."""
    every = itertools.starmap(Shot, itertools.product(SCREENS, DEVICES, LANGUAGES, SCHEMES))
    return [shot for shot in every if all(word in shot.name for word in words)]


def take(browser: Browser, server: LiveServer, chosen: list[Shot]) -> Iterator[tuple[Shot, str]]:
    """One visitor per kind of person, device, language and scheme; each shot with what went wrong, or an empty text."""
    key = lambda shot: (shot.screen.who, shot.device, shot.language, shot.scheme)  # noqa: E731 - sorted and grouped by it
    for (who, device, language, scheme), group in itertools.groupby(sorted(chosen, key=key), key):
        context = browser.new_context(**{**DEVICES[device], "locale": language, "color_scheme": scheme, "base_url": server.url})
        page = context.new_page()
        if who == "staff":
            sign_in(page, server)
        for shot in group:
            yield shot, take_one(page, server, shot)
        context.close()


def take_one(page: Page, server: LiveServer, shot: Shot) -> str:
    path = shot.screen.path.format(code=server.said("Join code"), owner=server.env.get("OWNER_LINK", "/"))
    answer = page.goto(path, wait_until="networkidle")
    for selector in shot.screen.steps:
        page.click(selector)
    page.screenshot(path=FOLDER / f"{shot.name}.png", full_page=True)
    return "" if answer is None or answer.ok else str(answer.status)


def sign_in(page: Page, server: LiveServer) -> None:
    """By a fresh one-time link: the one printed at start is spent by the first visitor."""
    page.goto(server.flask("staff", "link", "samordnare@strak.example").stdout.split()[-1])
    page.locator("form button[type=submit]").first.click()


def gallery(taken: list[tuple[Shot, str]]) -> str:
    """A page with every picture under its name; what answered with an error says so."""
    figures = [
        f'<figure><img src="{shot.name}.png" alt="" loading="lazy"><figcaption>{html.escape(f"{shot.name} {wrong}")}</figcaption></figure>'
        for shot, wrong in sorted(taken, key=lambda each: each[0].name)
    ]
    style = "body{font:14px sans-serif;background:#888}figure{display:inline-block;margin:8px;vertical-align:top}img{inline-size:300px}"
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Stråk</title><style>{style}</style>{"".join(figures)}</html>'


def main(words: list[str]) -> int:
    if not words:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(exist_ok=True)
    taken = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = LiveServer(Path(folder), demo=True).start(seconds=120)
        try:
            browser = playwright.chromium.launch(**launch_options())
            for shot, wrong in take(browser, server, shots(words)):
                taken.append((shot, wrong))
                print(f"{shot.name} {wrong}".rstrip(), flush=True)
        finally:
            server.stop()
    (FOLDER / "index.html").write_text(gallery(taken), encoding="utf-8")
    failed = [shot.name for shot, wrong in taken if wrong]
    print(f"{len(taken)} pictures in shots/, {len(failed)} of pages that answered with an error")
    return 1 if failed or not taken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
