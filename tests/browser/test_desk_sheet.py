"""A filled-in sheet is typed by keys alone, and a camera's photos find their lines; the same without scripts."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests import pictures
from tests.browser.test_desk import sign_in
from tests.tools.pages import axe, until
from tests.tools.server import LiveServer

# As they stand on the paper: type, urgency, kind, where, time, what, number of the post, whose eyes.
LINES = (
    ("", "1", "1", "Rinkeby torg, vid trappan", "18.12", "Two lamps are out", "", ""),
    ("", "", "klo", "Tunneln", "1820", "All over the wall", "", "v"),
    ("bra", "", "", "Biblioteket", "1825", "Fine light", "", ""),
    ("", "A", "light_damage", "Bytorget", "1830", "The hatch is open", "B-114", ""),
    ("", "", "hundbajs", "", "", "", "", ""),
)


def plan(page: Page, server: LiveServer) -> str:
    """A walk of yesterday evening in Rinkeby; its path."""
    page.goto(f"{server.url}/desk/walks/new")
    page.locator("#area").select_option("Rinkeby")
    page.locator("#day").fill("2026-05-12")
    page.locator("main button[type=submit].lamp").click()
    page.wait_for_url(lambda address: not address.endswith("/new"))
    return page.url


def test_five_lines_are_typed_by_keys_and_the_cameras_photos_find_them(
    browser: Browser, page: Page, serve: Callable[..., LiveServer], tmp_path: Path
) -> None:
    server = serve(demo=True)
    sign_in(page, server)
    walk = plan(page, server)
    page.locator("a[href$='/sheet']").click()
    until(page, "!document.querySelector('[data-keys-help]').hidden")
    page.locator("#type-0").focus()
    for line in LINES:
        for words in line:
            page.keyboard.type(words)
            page.keyboard.press("Enter")
    until(page, "document.activeElement.id === 'type-5'")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert "5 rader är sparade." in page.locator(".said").inner_text()
    until(page, "document.activeElement.id === 'type-0'")
    assert page.locator("#number-0").input_value() == "6"
    assert "rad 4" in page.locator("#call-now").inner_text()
    page.goto(f"{walk}/sheet/photos")
    for name, clock in (("one", "18:14:10"), ("two", "18:22:40"), ("late", "21:00:00")):
        (tmp_path / f"{name}.jpg").write_bytes(
            pictures.photo(640, 480, gps=pictures.RINKEBY_GPS, taken=f"2026:05:12 {clock}")
        )
    page.set_input_files("#files", [tmp_path / f"{name}.jpg" for name in ("one", "two", "late")])
    with page.expect_navigation():
        page.locator("form[enctype] button").click()
    chosen = "[...document.querySelectorAll('#waiting select')].map((select) => select.selectedOptions[0].text.split(' · ')[0])"
    assert page.evaluate(chosen) == ["Rad 1", "Rad 2", "Ingen rad än"]
    page.locator("#waiting select").nth(2).select_option("new")
    with page.expect_navigation():
        page.locator("#waiting button").click()
    assert page.locator("#placed img").count() == 3
    assert axe(page) == []
    page.goto(f"{walk}/clean-up")
    assert page.locator("tr[data-row]").count() == 6
    back = going_back(page, server)
    without_scripts(browser, page, walk, back)


def going_back(page: Page, server: LiveServer) -> str:
    """A follow-up's sheet: the points' boxes first, from one to the next by Enter, and on to the free lines; its path."""
    page.goto(f"{server.url}/desk/follow-ups")
    page.locator("#area").select_option("Rinkeby")
    page.locator("#day").fill("2027-11-14")
    page.locator("#time").fill("18:00")
    with page.expect_navigation():
        page.locator("main button[type=submit]").click()
    walk = page.url
    page.goto(f"{walk}/sheet")
    points = page.locator(".sheet-point")
    points.first.locator("select").first.focus()
    for words in ("Fix", "", "1842", "A new bench", "Kan", "sn", "", ""):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == points.nth(2).locator("select").first.get_attribute(
        "id"
    )
    points.last.locator("input[type=text]").last.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "type-0"
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert "Det ni såg på 2 platser är sparat." in page.locator(".said").inner_text()
    until(
        page, f"document.activeElement.id === '{points.nth(2).locator('select').first.get_attribute('id')}'"
    )
    assert axe(page) == []
    return walk


def without_scripts(browser: Browser, page: Page, walk: str, back: str) -> None:
    """The same person on a locked-down computer: more rows are asked for, and Enter keeps what is typed and chosen."""
    context = browser.new_context(
        java_script_enabled=False, locale="sv-SE", storage_state=page.context.storage_state()
    )
    plain = context.new_page()
    plain.goto(f"{walk}/sheet?sheet=2")
    plain.locator("#what-0").fill("Trasig bänk")
    plain.locator("#more-lines").click()
    plain.locator("#what-9").fill("Full papperskorg")
    plain.keyboard.press("Enter")
    assert "2 rader är sparade." in plain.locator(".said").inner_text()
    plain.goto(f"{back}/sheet")
    plain.locator(".sheet-point select").nth(4).select_option("worse")
    plain.locator("#what-0").fill("En ny sak")
    with plain.expect_navigation():
        plain.keyboard.press("Enter")
    said = " ".join(plain.locator(".said").all_inner_texts())
    assert "Det ni såg på 1 plats är sparat." in said
    assert "1 rad är sparad." in said
    context.close()
