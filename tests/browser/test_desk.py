"""The desk in a browser: nothing for axe to say in light or dark, no sideways scrolling at 320 px, and a clean-up by keys alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.tools.pages import axe, until
from tests.tools.server import LiveServer

PARTS = (
    "", "season", "walks", "walks/new", "owners?show=all", "owners/stadsdelen", "follow-ups", "places", "rules?lat=59.3884&lon=17.9285&kind=light",
    "journal", "people", "load",
)  # fmt: skip
CHOSEN = "document.querySelector('tr.chosen .no')?.textContent"


def sign_in(page: Page, server: LiveServer, email: str = "admin@strak.example") -> None:
    page.goto(server.flask("staff", "link", email).stdout.split()[-1])
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url("**/desk/")


def last_evening(page: Page, server: LiveServer) -> str:
    """The walk that nobody has gone through yet."""
    page.goto(f"{server.url}/desk/walks")
    return str(page.locator("td a[href*='show=todo']").first.get_attribute("href")).partition("?")[0]


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("sv", "light", 1280), ("sv", "dark", 390), ("ar", "light", 320)]
)
def test_every_page_is_readable_by_all(
    browser: Browser, demo_server: LiveServer, language: str, scheme: Any, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, locale=language
    )
    page = context.new_page()
    sign_in(page, demo_server)
    clean_up = last_evening(page, demo_server)
    page.goto(f"{demo_server.url}{clean_up}")
    row = page.locator("tr[data-row] a.open").nth(1).get_attribute("href")
    walk = clean_up.rpartition("/")[0]
    more = (
        f"{demo_server.url}{each}"
        for each in (
            clean_up,
            row,
            walk,
            f"{walk}/photos",
            f"{walk}/send",
            f"{walk}/sheet",
            f"{walk}/sheet/photos",
        )
    )
    faults = {}
    for address in (*(f"{demo_server.url}/desk/{part}" for part in PARTS), *more):
        page.goto(address, wait_until="networkidle")
        page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")
        found = axe(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("scrolls sideways")
        if found:
            faults[address] = found
    context.close()
    assert faults == {}


@pytest.fixture
def clean_up(page: Page, serve: Callable[..., LiveServer]) -> Page:
    """The list of last evening's walk in a district of one's own."""
    server = serve(demo=True)
    sign_in(page, server)
    page.goto(f"{server.url}{last_evening(page, server)}", wait_until="networkidle")
    return page


def press(page: Page, keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_list_is_gone_through_by_keys_alone(clean_up: Page) -> None:
    page = clean_up
    press(page, "jjj")
    until(
        page,
        f"{CHOSEN} === '3' && document.querySelector('#panel-title')?.textContent === 'Osäkert övergångsställe'",
    )
    press(page, "kk")
    until(
        page,
        f"{CHOSEN} === '1' && document.getElementById('panel')?.dataset.of === document.querySelector('tr.chosen').dataset.row",
    )
    press(page, "r")
    until(
        page,
        f"{CHOSEN} === '2' && document.getElementById('panel')?.dataset.of === document.querySelector('tr.chosen').dataset.row",
    )
    until(page, "document.querySelectorAll('tr[data-row] .chip')[0].textContent.trim() === 'klar'")
    press(page, "h")
    until(page, "document.activeElement.id === 'why'")
    page.keyboard.type("Hör inte hit")
    page.keyboard.press("Enter")
    until(page, f"{CHOSEN} === '3'")
    until(page, "document.querySelectorAll('tr[data-row] .chip')[1].textContent.trim() === 'hålls tillbaka'")
    page.locator("tr[data-row]").nth(5).click()
    until(page, "document.getElementById('link-double')")
    press(page, "m")
    until(page, "[...document.querySelectorAll('tr[data-row] .chip')][5].textContent.trim() === 'länkad'")
    until(page, "document.getElementById('announce').textContent.includes('Punkterna är länkade.')")
    until(page, "location.search.includes('row=')")


def test_keys_can_be_switched_off_and_never_act_while_one_writes(clean_up: Page) -> None:
    page = clean_up
    page.locator("#q").focus()
    page.keyboard.type("jr")
    assert page.evaluate(CHOSEN) is None
    page.locator("#q").fill("")
    page.locator("[data-keys-switch]").click()
    press(page, "j")
    assert page.evaluate(CHOSEN) is None
    assert page.locator("[data-keys-switch]").get_attribute("aria-pressed") == "false"
    page.reload(wait_until="networkidle")
    press(page, "j")
    assert page.evaluate(CHOSEN) is None


def test_a_fault_keeps_the_panel_and_leaves_the_address_alone(clean_up: Page) -> None:
    page = clean_up
    page.locator("#call-now a").first.click()
    until(page, "document.getElementById('log-call')")
    address = page.url
    page.locator("#log-call").click()
    until(page, "document.getElementById('whom-error')")
    assert page.url == address
    page.locator("#whom").fill("Trafikkontoret")
    page.locator("#log-call").click()
    until(page, "!document.getElementById('call-now')")
    until(page, "document.getElementById('panel').innerText.includes('Samtalet är noterat')")


def test_boxes_are_drawn_over_a_picture_and_pressed_away(clean_up: Page) -> None:
    page = clean_up
    page.locator("#to-photos").click()
    page.wait_for_load_state("networkidle")
    boxes = page.locator("#canvas rect")
    while boxes.count():
        boxes.first.click()
    frame = page.locator("#canvas svg").bounding_box()
    assert frame
    page.mouse.move(frame["x"] + 40, frame["y"] + 40)
    page.mouse.down()
    page.mouse.move(frame["x"] + 200, frame["y"] + 160, steps=4)
    page.mouse.up()
    assert boxes.count() == 1
    drawn = [
        float(value)
        for value in page.locator("input[name='x1[]']").evaluate_all(
            "fields => fields.map(f => f.value).filter(Boolean)"
        )
    ]
    assert drawn == [pytest.approx(100 * 200 / frame["width"], abs=0.3)]
    first = page.url
    press(page, "a")
    page.wait_for_url(lambda address: address != first)
    assert "12 väntar på granskning" in page.locator("main").inner_text()


def test_on_a_phone_a_row_is_a_page_of_its_own_and_back_is_where_one_was(
    new_phone: Callable[..., Page], serve: Callable[..., LiveServer]
) -> None:
    server, phone = serve(demo=True), new_phone()
    sign_in(phone, server)
    phone.goto(f"{server.url}{last_evening(phone, server)}", wait_until="networkidle")
    phone.locator("tr[data-row]").nth(8).tap()
    until(phone, "document.getElementById('panel')")
    assert phone.evaluate("document.getElementById('panel').getBoundingClientRect().top < innerHeight / 3")
    assert not phone.locator(".clean-list").is_visible()
    phone.locator(".to-list").tap()
    until(phone, "!document.getElementById('panel')")
    until(phone, "scrollY > 300")


def test_without_scripts_a_row_is_opened_and_released(
    browser: Browser, serve: Callable[..., LiveServer]
) -> None:
    server = serve(demo=True)
    context = browser.new_context(java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    sign_in(page, server)
    page.goto(f"{server.url}{last_evening(page, server)}")
    page.locator("tr[data-row] a.open").first.click()
    page.locator("#release").click()
    assert "klar" in page.locator("tr[data-row]").first.inner_text()
    assert not page.locator("#keys").is_visible()
    context.close()
