"""Owners' and public pages in a browser: nothing for axe to say, no sideways scrolling, and answers that work without scripts."""

import json
from collections.abc import Callable
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.tools.pages import axe, html_faults
from tests.tools.server import LiveServer

PUBLIC = (
    "/",
    "/results",
    "/results/rinkeby",
    "/results/rinkeby?standing=wont",
    "/results/kista",
    "/help/",
    "/help/walkers",
    "/help/owners",
)
STATEMENTS = ("/help/coordinators", "/accessibility", "/privacy", "/o/nonesuch")
REHEARSAL = ("/dev/letters", "/dev/clock")


def letters(server: LiveServer) -> list[dict[str, Any]]:
    with urlopen(f"{server.url}/dev/letters.json") as answer:
        return list(json.load(answer)["letters"])


def owner_link(server: LiveServer) -> str:
    """The longest list: answered and unanswered points, photos, checks."""
    handed = [
        each for each in letters(server) if each["kind"] == "handover" and each["owner_id"] == "stadsdelen"
    ]
    return str(max(handed, key=lambda each: len(each["text"]))["link"])


def addresses(server: LiveServer) -> list[str]:
    with urlopen(f"{server.url}/open311/v2/requests.json") as answer:
        number = json.load(answer)[0]["service_request_id"]
    letter = next(each["id"] for each in letters(server) if each["kind"] == "handover")
    paths = (*PUBLIC, *STATEMENTS, *REHEARSAL, f"/finding/{number}", f"/dev/letters/{letter}")
    return [*(f"{server.url}{path}" for path in paths), owner_link(server)]


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("sv", "light", 390), ("sv", "dark", 1280), ("ar", "dark", 390), ("en", "light", 320)],
)
def test_every_page_is_readable_by_all(
    browser: Browser, demo_server: LiveServer, language: str, scheme: Any, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, locale=language
    )
    page = context.new_page()
    faults = {}
    for address in addresses(demo_server):
        page.goto(address, wait_until="networkidle")
        found = axe(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("scrolls sideways")
        if (
            page.locator("html").get_attribute("dir") != ("rtl" if language == "ar" else "ltr")
            and "/o/" not in address
        ):
            found.append("runs the wrong way")
        if found:
            faults[address] = found
    context.close()
    assert faults == {}


def test_pages_are_whole_html(demo_server: LiveServer) -> None:
    pages = {}
    for address in addresses(demo_server):
        if not address.endswith("nonesuch"):
            with urlopen(address) as answer:
                pages[address] = answer.read().decode()
    assert html_faults(pages) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_an_owner_answers_in_a_few_clicks_with_and_without_scripts(
    browser: Browser, serve: Callable[..., LiveServer], scripts: bool
) -> None:
    server = serve(demo=True)
    context = browser.new_context(java_script_enabled=scripts, locale="sv")
    page = context.new_page()
    page.goto(owner_link(server))
    point = page.locator("section[aria-labelledby=to-answer] article").first
    number = point.get_attribute("data-point")
    assert not point.get_by_label("Varför görs det inte?").is_visible()
    point.get_by_text("Görs inte", exact=True).click()
    assert point.get_by_label("Varför görs det inte?").is_visible()
    assert not point.get_by_label("Vems är det").is_visible()
    point.get_by_label("Vill ni säga något mer?").fill("Vi väntar på bidrag.")
    point.get_by_role("button", name="Spara svaret").click()
    assert page.get_by_role("alert").first.inner_text().startswith("Välj varför")
    point = page.locator(f"[data-point={number}]")
    point.get_by_label("Varför görs det inte?").select_option("budget")
    assert point.get_by_label("Vill ni säga något mer?").input_value() == "Vi väntar på bidrag."
    point.get_by_role("button", name="Spara svaret").click()
    assert page.url.endswith(f"#{number}")
    assert "Tack, svaret är sparat." in point.inner_text()
    point.get_by_role("button", name="Ångra").click()
    assert "Svaret är taget tillbaka." in page.locator(f"[data-point={number}]").inner_text()
    context.close()


def test_several_are_ticked_and_counted_and_answered_once(
    page: Page, serve: Callable[..., LiveServer]
) -> None:
    server = serve(demo=True)
    page.goto(owner_link(server))
    ticks = page.get_by_label("tillsammans med fler")
    for i in (0, 2):
        ticks.nth(i).check()
    bar = page.get_by_role("link", name="Svara på de valda (2)")
    bar.click()
    form = page.locator("#several")
    form.get_by_text("Mottaget", exact=True).click()
    form.get_by_role("button", name="Spara svaret").click()
    assert "Tack, 2 svar är sparade." in page.get_by_role("status").first.inner_text()


def test_the_page_prints_what_one_needs_on_paper(page: Page, demo_server: LiveServer) -> None:
    page.goto(owner_link(demo_server))
    page.emulate_media(media="print")
    point = page.locator("section[aria-labelledby=to-answer] article").first
    assert point.locator(".paper").is_visible()
    assert not point.locator("form").is_visible()


def test_a_framed_letter_is_shown(page: Page, demo_server: LiveServer) -> None:
    letter = next(each for each in letters(demo_server) if each["kind"] == "handover")
    page.goto(f"{demo_server.url}/dev/letters/{letter['id']}?in=sv")
    assert "Svara på en sida, utan inloggning" in page.frame_locator("iframe").locator("body").inner_text()
