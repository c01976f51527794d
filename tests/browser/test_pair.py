"""Before and after: two pictures without scripts, one under a control with them, for fingers, keys and screen readers, both ways."""

import io
from collections.abc import Callable, Iterator

import pytest
from flask import render_template_string
from PIL import Image
from playwright.sync_api import Browser, Page, Route

from tests.pictures import corners, encoded
from tests.tools.pages import axe, html_faults
from tests.world import World

PAGE = """{% extends "layout/base.html" %}{% from "parts/pair.html" import pair %}
{% block title %}Bänken{% endblock %}
{% block head %}<link rel="stylesheet" href="{{ asset('css/pair.css') }}">{% endblock %}
{% block content %}<h1>Bänken</h1>
{{ pair("/before.jpg", "/after.jpg", "Före: trasig bänk", "Efter: hel bänk", "Före · maj 2026", "Efter · november 2026") }}{% endblock %}
{% block scripts %}<script type="module" src="{{ asset('js/small/pair.js') }}"></script>{% endblock %}"""
SITE = "http://strak.example"
RED, BLUE = (200, 0, 0), (0, 0, 200)


def picture(colour: tuple[int, int, int]) -> bytes:
    made = corners()
    made.paste(colour, (0, 0, *made.size))
    return encoded(made)


@pytest.fixture
def html(common_world: World) -> Callable[[str], str]:
    def render(language: str) -> str:
        with common_world.app.test_request_context(f"/?lang={language}"):
            common_world.app.preprocess_request()
            return render_template_string(PAGE)

    return render


@pytest.fixture
def open_pair(
    common_world: World, html: Callable[[str], str], browser: Browser
) -> Iterator[Callable[..., Page]]:
    """The part on a page of its own, under the app's own policy."""
    client, contexts = common_world.app.test_client(), []
    policy = client.get("/").headers["Content-Security-Policy"]

    def answer(route: Route, language: str) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == "/page":
            route.fulfill(
                body=html(language),
                headers={"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy},
            )
        elif path.endswith(".jpg"):
            route.fulfill(
                body=picture(RED if "before" in path else BLUE), headers={"Content-Type": "image/jpeg"}
            )
        else:
            with client.get(path) as found:
                body = found.data
            route.fulfill(
                status=found.status_code, body=body, headers={"Content-Type": found.headers["Content-Type"]}
            )

    def show(language: str = "sv", width: int = 390, *, scripts: bool = True) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.route("**/*", lambda route: answer(route, language))
        page.goto(f"{SITE}/page")
        return page

    yield show
    for context in contexts:
        context.close()


def colours(page: Page) -> str:
    """What is seen at a tenth, at 30, 70 and 90 % of the pair's width, a quarter down: r or b."""
    image = Image.open(io.BytesIO(page.locator(".pair").screenshot())).convert("RGB")
    width, height = image.size
    seen = [image.getpixel((int(width * share), height // 4)) for share in (0.1, 0.3, 0.7, 0.9)]
    return "".join("r" if isinstance(each, tuple) and each[0] > each[2] else "b" for each in seen)


def overflows(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def test_without_scripts_two_pictures_stand_side_by_side(open_pair: Callable[..., Page]) -> None:
    page = open_pair(scripts=False)
    before, after = (page.locator("img").nth(n).bounding_box() for n in (0, 1))
    assert before
    assert after
    assert before["y"] == after["y"]
    assert before["x"] + before["width"] <= after["x"]
    assert page.locator("input, button").count() == 0
    assert colours(page) == "rrbb"


def test_with_scripts_they_lie_over_each_other_and_the_control_has_a_name_and_a_value(
    open_pair: Callable[..., Page],
) -> None:
    page = open_pair()
    control = page.get_by_role("slider", name="Jämför före och efter")
    assert control.get_attribute("aria-valuetext") == "Före 50 procent"
    first, second = (page.locator("img").nth(n).bounding_box() for n in (0, 1))
    assert first == second
    assert colours(page) == "rrbb"
    assert [each.get_attribute("alt") for each in page.locator("img").all()] == [
        "Före: trasig bänk",
        "Efter: hel bänk",
    ]


def test_keys_move_it(open_pair: Callable[..., Page]) -> None:
    page = open_pair()
    page.locator(".brand").focus()
    page.keyboard.press("Tab")
    for key, seen, said in (
        ("Home", "bbbb", "Före 0 procent"),
        ("ArrowRight", "bbbb", "Före 5 procent"),
        ("PageUp", "rbbb", "Före 15 procent"),
        ("End", "rrrr", "Före 100 procent"),
        ("ArrowLeft", "rrrr", "Före 95 procent"),
    ):
        page.keyboard.press(key)
        assert (colours(page), page.locator("input").get_attribute("aria-valuetext")) == (seen, said)
    assert page.evaluate("getComputedStyle(document.querySelector('.pair')).outlineStyle") == "solid"


def test_a_tap_moves_it_without_a_drag(open_pair: Callable[..., Page]) -> None:
    page = open_pair()
    box = page.locator(".pair").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
    assert colours(page) == "rrrb"
    assert page.locator("input").input_value() == "80"


def test_where_reading_goes_the_other_way_so_does_the_control(open_pair: Callable[..., Page]) -> None:
    page = open_pair("ar")
    assert page.evaluate("document.dir") == "rtl"
    assert colours(page) == "bbrr"
    box = page.locator(".pair").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
    assert (page.locator("input").input_value(), colours(page)) == ("20", "bbbr")
    label = page.locator("figcaption").first.bounding_box()
    assert label
    assert label["x"] > box["x"] + box["width"] / 2


def test_the_way_back_to_side_by_side_is_a_button(open_pair: Callable[..., Page]) -> None:
    page = open_pair(width=1280)
    button = page.get_by_role("button", name="Sida vid sida")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert not page.locator("input").is_visible()
    first, second = (page.locator("img").nth(n).bounding_box() for n in (0, 1))
    assert first != second
    button.click()
    assert page.locator("input").is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_it_fits_a_small_screen(open_pair: Callable[..., Page], scripts: bool) -> None:
    page = open_pair(width=320, scripts=scripts)
    assert not overflows(page)
    assert colours(page) == "rrbb"


@pytest.mark.parametrize("scripts", [True, False])
def test_large_text_stands_below_the_pictures_which_are_seen_whole(
    open_pair: Callable[..., Page], scripts: bool
) -> None:
    page = open_pair(width=320, scripts=scripts)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not overflows(page)
    for n in (0, 1):
        image, label = (page.locator(name).nth(n).bounding_box() for name in ("img", "figcaption"))
        assert image
        assert label
        assert label["y"] >= image["y"] + image["height"]
    assert not page.locator("input:visible, .pairing button:visible").count()


def test_on_paper_both_are_seen_whole(open_pair: Callable[..., Page]) -> None:
    page = open_pair(width=1280)
    page.emulate_media(media="print")
    assert colours(page) == "rrbb"
    assert not page.locator("input").is_visible()
    assert not page.locator("button").is_visible()


def test_nothing_moves_by_itself(open_pair: Callable[..., Page]) -> None:
    page = open_pair()
    assert page.evaluate("document.getAnimations().length") == 0


def test_it_is_well_made(open_pair: Callable[..., Page], html: Callable[[str], str]) -> None:
    assert axe(open_pair()) == []
    assert html_faults({"pair": html("sv")}) == []
