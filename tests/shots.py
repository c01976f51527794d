"""`make shots`: every screen of the demo district as a picture, with `shots/index.html` to look through them.

Narrowed by words that must stand in a picture's name: `python -m tests.shots owner phone ar`. A new screen is one line in `SCREENS`.
"""

import contextlib
import html
import itertools
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

from field.demo.building import NAMESPACE
from field.kit.tokens import derived_token
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
COORDINATOR = "samordnare@strak.example"
SPRING = uuid5(NAMESPACE, "spring")  # the demo's finished walk
FRESH = uuid5(NAMESPACE, "yesterday")  # walked, not gone through yet


@dataclass(frozen=True)
class Screen:
    """`path` may hold `{code}` (a join code), `{owner}` (an owner's link), `{walk}` (the walk a phone has joined), `{area}`.

    `who`: public, owner, staff or admin (signed in), or a phone that has joined the walk as adult, child_5_7, child_8_9 …
    `steps`: selectors, clicked in order.
    """

    name: str
    path: str
    who: str = "public"
    steps: tuple[str, ...] = ()
    devices: tuple[str, ...] = tuple(DEVICES)


def walk(name: str, part: str = "", who: str = "adult", steps: tuple[str, ...] = ()) -> Screen:
    """A screen of the walk on the phone: the part of the address after #."""
    return Screen(name, f"/walk/{{walk}}#{part}", who, steps, ("phone",))


SCREENS = (
    Screen("home", "/"),
    Screen("results", "/results"),
    Screen("results-area", "/results/Rinkeby"),
    Screen("accessibility", "/accessibility"),
    Screen("privacy", "/privacy"),
    Screen("help", "/help/"),
    Screen("letters", "/dev/letters"),
    Screen("missing", "/nothing-here"),
    Screen("join", "/join"),
    Screen("join-language", "/join/{code}"),
    Screen("join-who", "/join/{code}?lang={language}"),
    walk("walk-home"),
    walk("walk-camera", "camera"),
    walk("walk-kinds", "kinds"),
    walk("walk-list", "list"),
    walk("walk-map", "map"),
    walk("walk-stops", "stops"),
    walk("walk-checks", "checks"),
    walk("walk-finish", "finish"),
    walk("walk-more", "more"),
    walk("child", who="child_5_7"),
    walk("child-older", who="child_8_9"),
    Screen("owner", "{owner}", "owner"),
    Screen("desk", "/desk/", "staff"),
    Screen("desk-walks", "/desk/walks", "staff"),
    Screen("desk-season", "/desk/season", "staff"),
    Screen("desk-walk", f"/desk/walks/{FRESH}", "staff"),
    Screen("desk-walk-new", "/desk/walks/new", "staff"),
    Screen("desk-clean-up", f"/desk/walks/{FRESH}/clean-up", "staff"),
    Screen("desk-photos", f"/desk/walks/{FRESH}/photos", "staff"),
    Screen("desk-send", f"/desk/walks/{SPRING}/send", "staff"),
    Screen("desk-sent-clean-up", f"/desk/walks/{SPRING}/clean-up", "staff"),
    Screen("desk-restricted", f"/desk/walks/{SPRING}/restricted", "staff"),
    Screen("desk-owners", "/desk/owners", "staff"),
    Screen("desk-rules", "/desk/rules", "staff"),
    Screen("desk-places", "/desk/places", "staff"),
    Screen("desk-people", "/desk/people", "admin"),
    Screen("desk-load", "/desk/load", "admin"),
    Screen("desk-sheet", f"/desk/walks/{FRESH}/sheet", "staff"),
    Screen("desk-sheet-photos", f"/desk/walks/{FRESH}/sheet/photos", "staff"),
    Screen("follow", "/results/rinkeby/follow"),
    Screen("desk-journal", "/desk/journal", "staff"),
    Screen("desk-setbacks", "/desk/setbacks", "staff"),
    Screen("desk-follow-ups", "/desk/follow-ups", "staff"),
    Screen("finding", "/finding/RI26V-005"),
)
# Screens that are meant to answer with an error.
REFUSED = {"missing": 404}


@dataclass(frozen=True)
class Shot:
    screen: Screen
    device: str
    language: str
    scheme: str

    @property
    def name(self) -> str:
        return f"{self.screen.name}-{self.device}-{self.language}-{self.scheme}"

    @property
    def visitor(self) -> tuple[str, str, str, str]:
        return self.screen.who, self.device, self.language, self.scheme


def shots(words: list[str]) -> list[Shot]:
    """Every combination whose name holds all the words, in the order of visitors."""
    every = itertools.starmap(Shot, itertools.product(SCREENS, DEVICES, LANGUAGES, SCHEMES))
    return sorted(
        (
            shot
            for shot in every
            if shot.device in shot.screen.devices and all(word in shot.name.split("-") for word in words)
        ),
        key=lambda shot: shot.visitor,
    )


def take(browser: Browser, server: LiveServer, chosen: list[Shot]) -> Iterator[tuple[Shot, str]]:
    """One visitor per kind of person, device, language and scheme; each shot with what went wrong, or an empty text."""
    for visitor, group in itertools.groupby(chosen, lambda shot: shot.visitor):
        who, device, language, scheme = visitor
        context = browser.new_context(
            **{**DEVICES[device], "locale": language, "color_scheme": scheme, "base_url": server.url}
        )
        page = context.new_page()
        place = {
            "code": server.said("Join code"),
            "owner": owner_link(server),
            "language": language,
            "walk": "",
        }
        if who in ("staff", "admin"):
            sign_in(page, server, who)
        elif who not in ("public", "owner"):
            place["walk"] = join(page, place, who)
        for shot in group:
            yield shot, take_one(page, shot, place)
        context.close()


def take_one(page: Page, shot: Shot, place: dict[str, str]) -> str:
    page.goto("about:blank")  # or a change of # alone would load nothing
    try:
        answer = page.goto(shot.screen.path.format(**place))
        settle(page)
        for selector in shot.screen.steps:
            page.click(selector, timeout=5000)
            settle(page)
    except TooLate as error:
        return error.message.splitlines()[0]
    page.screenshot(path=FOLDER / f"{shot.name}.png", full_page=True)
    fine = answer is None or answer.ok or answer.status == REFUSED.get(shot.screen.name)
    return "" if fine else str(answer.status if answer else "")


def settle(page: Page) -> None:
    """A page that keeps asking is taken as it is."""
    with contextlib.suppress(TooLate):
        page.wait_for_load_state("networkidle", timeout=3000)


def sign_in(page: Page, server: LiveServer, who: str) -> None:
    """By a fresh one-time link; opening it changes nothing, the button does."""
    email = COORDINATOR if who == "staff" else "admin@strak.example"
    if who == "admin":
        server.flask("staff", "add", email, "--role", "admin")
    page.goto(server.flask("staff", "link", email).stdout.split()[-1])
    button = page.locator("form button[type=submit]")
    if button.count():
        button.first.click()


def join(page: Page, place: dict[str, str], mode: str) -> str:
    """As a person does it, through the door; the id of the walk."""
    page.goto("/join/{code}?lang={language}".format(**place))
    if mode.startswith(("child", "youth")):
        page.locator("input[name=mode][value=child]").check(force=True)
        page.locator(f"input[name=age][value={mode}]").check(force=True)
    page.click("#start")
    page.wait_for_url("**/walk/*")
    return page.url.partition("/walk/")[2].partition("#")[0]


def owner_link(server: LiveServer) -> str:
    """The first owner's: made as the letter makes it, since the database keeps no token."""
    with contextlib.closing(sqlite3.connect(server.folder / "strak.db")) as db:
        row = db.execute(
            "SELECT link_row FROM letter WHERE link_purpose = 'owner-link' ORDER BY id LIMIT 1"
        ).fetchone()
    return (
        f"/o/{derived_token(server.env['FIELD_SECRET_KEY'], 'owner-link', UUID(row[0]))}"
        if row
        else "/o/none"
    )


def gallery(taken: list[tuple[Shot, str]]) -> str:
    """A page with every picture over its name; what went wrong is said."""
    figures = [
        f'<figure><img src="{shot.name}.png" alt="" loading="lazy"><figcaption>{html.escape(f"{shot.name} {wrong}")}</figcaption></figure>'
        for shot, wrong in sorted(taken, key=lambda each: each[0].name)
    ]
    style = "body{font:14px sans-serif;background:#888}figure{display:inline-block;margin:8px;vertical-align:top}img{inline-size:300px}"
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Stråk</title><style>{style}</style>{"".join(figures)}</html>'


def main(words: list[str]) -> int:
    """1 when a screen answered with an error, or none was taken."""
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
    print(f"{len(taken)} pictures in shots/, {len(failed)} of screens that did not answer as they should")
    return 1 if failed or not taken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
