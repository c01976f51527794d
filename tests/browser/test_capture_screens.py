"""Every screen of the walk can be used by anyone: read aloud, with one thumb, at 320 px, from right to left, in the dark and in the sun."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.walking import code_of, eventually, join, kept, open_screen, photograph, truth
from tests.tools.browser import phone_options
from tests.tools.pages import axe, html_faults, until
from tests.tools.server import LiveServer

SCREENS = ("", "camera", "list", "map", "stops", "rate/0", "more", "finish", "track")
# Everything one can press, smaller than a gloved thumb, and not a word in running text.
SMALL = """() => [...document.querySelectorAll("a[href], button, label.choice, label.beside, summary, select, input[type=text]")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest(".unseen, .skip, p:not(.danger)"))
  .map((each) => ({ box: each.getBoundingClientRect(), words: each.textContent.trim().slice(0, 30) || each.getAttribute("aria-label") }))
  .filter(({ box }) => box.width > 0 && (box.width < 47.5 || box.height < 47.5))
  .map(({ box, words }) => `${words} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


@pytest.fixture(scope="module")
def walking(browser: Browser, district: LiveServer) -> Iterator[Page]:
    """A leader's phone with one finding kept, for tests that look at screens."""
    context = browser.new_context(**phone_options())
    page = context.new_page()
    join(page, district, code_of(district, leader=True))
    photograph(page)
    kept(page, 1)
    yield page
    context.close()


def choose_theme(page: Page, theme: str) -> None:
    open_screen(page, "more")
    page.locator(f"input[name=theme][value={theme}]").check(force=True)
    until(page, f"document.documentElement.dataset.theme === {theme!r}")


def audit(page: Page) -> list[str]:
    faults = axe(page)
    faults += [f"too small: {each}" for each in page.evaluate(SMALL)]
    if page.evaluate(WIDER):
        faults.append("wider than the screen")
    return faults


@pytest.mark.parametrize("theme", ["dusk", "paper"])
def test_every_screen_stands_axe_and_the_thumb(walking: Page, theme: str) -> None:
    choose_theme(walking, theme)
    faults = {}
    for name in (*SCREENS, *_own_screens(walking)):
        open_screen(walking, name)
        walking.wait_for_timeout(150)
        if found := audit(walking):
            faults[name] = found
    assert faults == {}


def _own_screens(page: Page) -> list[str]:
    """The screens of the one finding: its kind, all kinds, itself, its pin, its call."""
    open_screen(page, "list")
    href = page.get_attribute(".point", "href")
    assert href
    identity = href.split("/")[1]
    return [f"{name}/{identity}" for name in ("kind", "kinds", "finding", "pin", "call")]


def test_every_screen_reflows_at_320_pixels_with_double_text(walking: Page) -> None:
    faults = []
    walking.set_viewport_size({"width": 320, "height": 640})
    # A quarter of the width is what 400 % zoom leaves of a 1280-pixel window; text twice as large comes on top.
    for name in (*SCREENS, *_own_screens(walking)):
        open_screen(walking, name)
        walking.evaluate("document.documentElement.style.fontSize = '150%'")
        walking.wait_for_timeout(100)
        if walking.evaluate(WIDER):
            faults.append(name)
    walking.evaluate("document.documentElement.style.fontSize = ''")
    walking.set_viewport_size({"width": 390, "height": 844})
    assert faults == []


@pytest.mark.parametrize("path", ["/join", "/join/ABC123", "/join/ABC123?lang=sv", "/join/ABC123?lang=ar"])
def test_the_door_stands_axe_and_is_valid(phone: Page, district: LiveServer, path: str) -> None:
    answer = phone.goto(district.url + path)
    assert answer
    assert html_faults({path: answer.text()}) == []
    assert audit(phone) == []
    assert phone.get_attribute("html", "dir") == ("rtl" if path.endswith("ar") else "ltr")


def test_without_scripts_one_can_choose_a_language_and_read_why_scripts_are_needed(
    browser: Browser, district: LiveServer
) -> None:
    context = browser.new_context(**phone_options(java_script_enabled=False))
    page = context.new_page()
    page.goto(f"{district.url}/join")
    page.fill("#code", "abc 123")
    page.click("button[type=submit]")
    page.click("a[href*='lang=so']")
    assert page.locator("html").get_attribute("lang") == "so"
    assert page.locator("noscript").count() == 1
    context.close()


def test_in_arabic_the_walk_runs_from_right_to_left(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district), language="ar")
    assert phone.get_attribute("html", "dir") == "rtl"
    assert phone.get_attribute("html", "lang") == "ar"
    menu, title = phone.locator("header a.button").bounding_box(), phone.locator("h1").bounding_box()
    assert menu
    assert title
    assert menu["x"] < title["x"]


def test_a_small_child_needs_four_taps_and_no_letter(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district), mode="child_5_7")
    assert phone.locator("input, textarea").count() == 0
    phone.click(".feel.bad")
    phone.click(".shutter:not([disabled])")
    phone.click(".thing >> nth=0")
    phone.wait_for_selector(".big-lamp")
    assert phone.locator(".lamp-dot.lit").count() == 1
    assert audit(phone) == []
    phone.click(".button.lamp")
    phone.click(".feel.good")
    phone.click(".beside:has-text('Ingen bild')")
    phone.click(".thing >> nth=1")
    phone.wait_for_selector(".big-lamp")
    assert phone.locator(".lamp-dot.lit").count() == 2
    with phone.expect_download() as sheet:
        phone.click("#take-home")
    assert sheet.value.path().read_bytes().startswith(b"%PDF-")
    phone.click(".button.lamp")
    phone.click(".grown")
    kept(phone, 2)


def test_a_follow_up_shows_the_old_picture_then_both_and_takes_one_word(
    phone: Page, district: LiveServer
) -> None:
    walk = json.loads(
        district.flask("walk", "followup", "--area", "Rinkeby", "--at", "2026-11-30T18:00:00+01:00").stdout
    )
    join(phone, district, walk["code"])
    phone.click("text=Titta igen")
    until(phone, "document.querySelector('.point img') !== null")
    before = phone.locator(".point").count()
    assert audit(phone) == []
    phone.click(".point:has(img) >> nth=0")
    phone.click(".shutter")
    phone.wait_for_selector(".compare")
    assert audit(phone) == []
    phone.click("text=Kvarstår")
    phone.wait_for_selector(".notice:has-text('Sparat: Kvarstår')")
    assert phone.evaluate(WIDER) is False
    phone.wait_for_selector(".point .chip:has-text('Kvarstår')")
    assert phone.locator(".point").count() == before
    open_screen(phone, "")
    kept(phone, 1)
    assert _outcomes(district, walk["walk"]) == ["remains"]


def _outcomes(district: LiveServer, walk: str) -> list[str]:
    with sqlite3.connect(district.folder / "strak.db") as db:
        rows: list[tuple[Any]] = db.execute(
            "SELECT outcome FROM site_check WHERE walk_id = ?", (walk.replace("-", ""),)
        ).fetchall()
    return [str(outcome) for (outcome,) in rows]


def test_the_leader_sees_what_another_phone_still_holds_and_may_take_back_the_weather(
    new_phone: Any, district: LiveServer
) -> None:
    leader, walker = new_phone(), new_phone()
    join(leader, district, code_of(district, leader=True))
    join(walker, district, code_of(district))
    broken = {"status": 500, "content_type": "application/problem+json", "body": '{"code": "invalid"}'}
    walker.context.route("**/photos/**", lambda route: route.fulfill(**broken))
    photograph(walker)
    truth(walker, "1 väntar")
    walker.wait_for_timeout(1000)
    leader.reload()
    leader.wait_for_selector(".shutter-button")
    open_screen(leader, "finish")
    leader.wait_for_selector("text=har 1 sak kvar att skicka")
    leader.click("button[aria-label='Fler: Vuxna']")
    leader.click("label:has-text('Regn')")
    leader.click("text=Spara och avsluta")
    leader.wait_for_selector(".notice")
    truth(leader, "^0 sparade$")
    eventually(leader, lambda: _weather(district, leader) == ["rain"])
    open_screen(leader, "finish")
    leader.click("fieldset:has-text('Vädret') label:has-text('Inte sagt')")
    leader.click("text=Spara och avsluta")
    leader.wait_for_selector(".shutter-button")
    eventually(leader, lambda: _weather(district, leader) == [""])


def _weather(district: LiveServer, leader: Page) -> list[str]:
    walk = leader.url.partition("/walk/")[2][:36].replace("-", "")
    with sqlite3.connect(district.folder / "strak.db") as db:
        rows: list[tuple[Any]] = db.execute(
            "SELECT weather FROM walk_finish WHERE walk_id = ?", (walk,)
        ).fetchall()
    return [str(weather) for (weather,) in rows]


@pytest.mark.parametrize("leader", [False, True])
def test_the_pages_are_light_enough_for_a_thin_network(
    browser: Browser, district: LiveServer, leader: bool
) -> None:
    """Over the wire, headers and all, nothing kept from before: 40 kB to be at the door, 90 kB for the walk with all it loads."""
    context = browser.new_context(**phone_options(service_workers="block"))
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{district.url}/join/{code_of(district, leader=leader)}?lang=sv", wait_until="networkidle")
    assert sum(sizes) < 40_000
    page.click("#start")
    page.wait_for_selector(".shutter-button")
    page.wait_for_load_state("networkidle")
    sizes.clear()
    page.reload(wait_until="networkidle")
    page.wait_for_selector(".shutter-button")
    assert 40_000 < sum(sizes) < 90_000
    context.close()
