"""The protocol as a web page: one file that asks for nothing, or a page of the site."""

import re
from itertools import pairwise

from field.protocol import html
from tests.protocol.documents import document, drawn, follow_up, line, photo, rinkeby
from tests.protocol.formats import texts


def test_the_file_holds_all_it_needs() -> None:
    page = html.render(rinkeby(), drawn).decode()
    addresses = re.findall(r'(?:src|href)="([^"]*)"', page)
    wanted = [
        address
        for address in addresses
        if not address.startswith(("data:", "#", "https://www.openstreetmap.org/?mlat="))
    ]
    assert wanted == []
    assert page.count("data:text/css;base64,") == 2


def test_on_the_site_styles_and_photos_are_linked() -> None:
    styles = ["/static/x/css/protocol.css"]
    page = html.render(
        rinkeby(), lambda _id: None, stylesheets=styles, photo_address=lambda name: f"/photo/{name}"
    ).decode()
    assert '<link rel="stylesheet" href="/static/x/css/protocol.css">' in page
    assert 'src="/photo/bench"' in page
    assert "/photo/hatch" not in page
    assert "data:" not in page


def test_headings_come_in_order_without_gaps() -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", html.render(rinkeby(), drawn).decode())]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_says_its_language_and_direction() -> None:
    assert '<html lang="sv" dir="ltr"' in html.render(rinkeby(), drawn).decode()
    assert '<html lang="ar" dir="rtl"' in html.render(document(line(1), language="ar"), drawn).decode()


def test_a_text_in_another_language_says_so() -> None:
    assert '<p class="said" dir="auto" lang="ar">بعد' in html.render(rinkeby(), drawn).decode()


def test_every_picture_has_words_and_a_size() -> None:
    page = html.render(rinkeby(), drawn).decode()
    found = re.findall(
        r'<img src="data:image/jpeg;base64,[^"]+" alt="([^"]+)" width="(\d+)" height="(\d+)"', page
    )
    assert len(found) == page.count("<img") == 5
    assert found[0] == ("En parkbänk med avbruten sitsbräda", "900", "675")


def test_the_overview_leads_to_each_point() -> None:
    page = html.render(rinkeby(), drawn).decode()
    assert '<a href="#RI26V-031">RI26V-031</a>' in page
    assert 'id="RI26V-031"' in page
    assert '<th scope="col">Ansvarar</th>' in page


def test_a_short_list_needs_no_overview() -> None:
    assert "Översikt" not in texts(html.render(document(line(1)), drawn))


def test_the_page_has_no_script_and_no_style_of_its_own() -> None:
    page = html.render(follow_up(), drawn).decode()
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", page)


def test_before_and_after_are_named() -> None:
    page = html.render(
        document(line(1, photos=[photo("a", moment="before"), photo("b", moment="after")])), drawn
    ).decode()
    assert page.index("<figcaption>Före</figcaption>") < page.index("<figcaption>Efter</figcaption>")


def test_before_and_after_lie_over_each_other_by_steps_that_keys_move_and_need_no_script() -> None:
    both = [photo("a", moment="before"), photo("b", moment="after")]
    page = html.render(document(line(1, photos=both)), drawn).decode()
    steps = re.findall(r'<input type="radio" name="pair-([^"]+)" value="(\w+)"( checked)?', page)
    assert [(value, bool(checked)) for _name, value, checked in steps] == [
        ("apart", True), ("100", False), ("75", False), ("50", False), ("25", False), ("0", False),
    ]  # fmt: skip
    assert "Jämför före och efter" in texts(page.encode())
    assert 'aria-label="Före 75 procent"' in page


def test_one_picture_or_one_that_waits_is_not_compared() -> None:
    for photos in (
        [photo("a", moment="before")],
        [photo("a", moment="before"), photo("b", "waiting", moment="after")],
        [photo("a"), photo("b")],
    ):
        assert 'type="radio"' not in html.render(document(line(1, photos=photos)), drawn).decode()
