"""Around the walk: the pages of words without a network, the walks this phone has joined, and numbers that keep their order from right to left."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.walking import code_of, join, open_screen
from tests.tools.browser import phone_options
from tests.tools.pages import axe, until
from tests.tools.server import LiveServer

# Figures of one code or hour that do not stand from left to right, or not on one line.
SCRAMBLED = r"""() => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector("#main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.checkVisibility()) continue;
    for (const match of node.data.matchAll(/\d[\d A-Z:.,-]*\d/g)) {
      let last = -Infinity, line = null;
      for (let i = match.index; i < match.index + match[0].length; i += 1) {
        const range = document.createRange();
        range.setStart(node, i);
        range.setEnd(node, i + 1);
        const box = range.getBoundingClientRect();
        if (!box.width || !/\d/.test(node.data[i])) continue;
        if (box.left < last || (line !== null && Math.abs(box.top - line) > 4)) { found.push(match[0]); break; }
        [last, line] = [box.left, box.top];
      }
    }
  }
  return found;
}"""


def test_the_pages_of_words_and_the_walks_of_this_phone_open_without_a_network(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district), language="ar")
    walk = phone.url.partition("#")[0]
    open_screen(phone, "more")
    until(phone, "navigator.serviceWorker.controller !== null")
    until(phone, "caches.match('/help/').then(Boolean)")
    until(phone, "caches.match('/privacy').then(Boolean)")
    until(phone, "caches.match('/').then(Boolean)")
    phone.context.set_offline(True)
    for path in ("/privacy", "/help", "/"):
        phone.goto(district.url + path)
        phone.wait_for_selector("#main h1")
        assert phone.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute"
    assert phone.get_attribute("html", "dir") == "rtl"
    phone.wait_for_selector("[data-walks]:not([hidden]) a")
    assert axe(phone) == []
    phone.click("[data-walks] a")
    phone.wait_for_selector(".shutter-button")
    assert phone.url.partition("#")[0] == walk


def test_who_has_joined_nothing_sees_no_list_and_gets_no_store(phone: Page, district: LiveServer) -> None:
    phone.goto(district.url, wait_until="networkidle")
    assert phone.locator("[data-walks]").is_hidden()
    assert phone.evaluate("indexedDB.databases()") == []


@pytest.fixture(scope="module")
def arabic(browser: Browser, district: LiveServer) -> Any:
    context = browser.new_context(**phone_options())
    page = context.new_page()
    join(page, district, code_of(district, leader=True), language="ar")
    page.click(".shutter-button")
    page.click(".shutter:not([disabled])")
    page.locator(".tile").first.click()
    page.wait_for_selector(".notice")
    open_screen(page, "list")
    page.wait_for_selector(".point .chip.good")
    yield page
    context.close()


def test_numbers_codes_and_hours_keep_their_order_from_right_to_left(arabic: Page) -> None:
    identity = str(arabic.get_attribute(".point", "href")).split("/")[1]
    names = ("", "list", "map", "stops", "rate/0", "more", "finish", "track")
    found = {}
    for name in (*names, *(f"{each}/{identity}" for each in ("kind", "finding", "call"))):
        open_screen(arabic, name)
        arabic.wait_for_timeout(150)
        if faults := arabic.evaluate(SCRAMBLED):
            found[name] = faults
    assert found == {}
    assert arabic.locator("fieldset bdi:has-text('114 14')").count() == 1
