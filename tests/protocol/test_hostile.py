"""Hostile text breaks no format: it is carried as text, or what cannot be carried is left out."""

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from field.protocol import csv, geojson, gpx, html, pdf
from field.protocol.shape import Document
from tests.protocol.documents import check, document, drawn, line, photo, walk
from tests.protocol.formats import ALL, Render, parts, texts

pytestmark = pytest.mark.slow

HOSTILE = [
    '#import "@preview/cades:0.3.0"; #read("/etc/hostname") #eval("1+1") $x$ *b* _i_ `c` <label> @ref // no',
    '<script>alert(1)</script><img src=x onerror="alert(1)"> {{ 7*7 }} {% include "x" %} &amp; \' "',
    '=HYPERLINK("https://evil.example","x") +1 -1 @SUM(A1)',
    "]]> <!-- --> <?xml version='1.0'?> &xxe; \\u0000 \\ %s %(x)s {page} {pages}",
    "a\x00\x01\x08\x0b\x0c\x1b[31m\x7f\x85\x9f\ufeff\ufffe\uffff\u2028\u2029\ud800 slut",
    "\u202eabc\u2066def\u2069 عربي עברית 中文 हिन्दी 한국어 ﷽ \U0001d573\U0001d58a\U0001d58f 👨‍👩‍👧‍👦🇸🇪👍🏽❤️",
    "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮" * 20,
    "W" * 600,
    "rad\n" * 40,
    "",
    " \t\n ",
]


def everywhere(text: str) -> Document:
    """A document that says the text wherever a text can be."""
    fields = ("text", "place", "landmark", "area", "kind_label", "urgency_label", "asset_ref", "kind")
    words: dict[str, Any] = dict.fromkeys(fields, text)
    owner, building = {"id": text, "name": text, "why": text}, {"name": text, "entrance": text, "floor": text}
    return document(
        line(
            1,
            **words,
            owners=[owner],
            perspective=[text],
            also=[text],
            photos=[photo("x", alt=text)],
            language=text,
            number=f"X-{text}",
        ),
        line(2, **words, building=building, check={**check("fixed", text, text, text), "reason": text}),
        line(3, **words, type="positive"),
        line(4, **words, type="feeling"),
        title=text,
        area=text,
        season=text,
        dnr=text,
        contact={"function": text, "phone": text, "email": text},
        for_owner={"id": text, "name": text},
        walk=walk(
            **dict.fromkeys(
                ("meeting_place", "leader_function", "weather", "light", "ground", "leaves"), text
            ),
            headcount={text: 1},
        ),
    )


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
@pytest.mark.parametrize("render", ALL, ids=lambda render: render.__module__.rpartition(".")[2])
def test_hostile_text_breaks_no_format(render: Render, text: str) -> None:
    made = render(everywhere(text), lambda _id: drawn("x", (120, 90)))
    assert well_formed(made)


def well_formed(made: bytes) -> bool:
    if made.startswith(b"PK"):
        return all(ElementTree.fromstring(part) is not None for part in parts(made).values())
    if made.startswith(b"{"):
        return bool(json.loads(made)["features"])
    if made.startswith(b"<?xml"):
        return ElementTree.fromstring(made.decode()) is not None
    return bool(texts(made))


def test_markup_from_the_field_is_shown_and_never_run() -> None:
    page = html.render(everywhere(HOSTILE[1]), lambda _id: None).decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "49" not in re.sub(r"base64,[\w+/=]+", "", page)
    assert "<script>alert(1)</script>" in texts(page.encode())


def test_typst_markup_from_the_field_is_printed_as_it_stands() -> None:
    shown = texts(pdf.render(everywhere(HOSTILE[0]), lambda _id: None))
    assert '#read("/etc/hostname")' in shown
    assert '#eval("1+1")' in shown


def test_an_address_from_the_field_is_never_a_link() -> None:
    page = html.render(everywhere("javascript:alert(1) https://evil.example"), lambda _id: None).decode()
    assert 'href="javascript' not in page
    assert 'href="https://evil' not in page


@pytest.mark.full
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_text_at_all_can_be_printed(text: str) -> None:
    assert pdf.render(everywhere(text), lambda _id: None).startswith(b"%PDF")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_text_at_all_can_be_written(text: str) -> None:
    held = everywhere(text)
    assert json.loads(geojson.render(held, drawn))
    assert ElementTree.fromstring(gpx.render(held, drawn).decode()) is not None
    assert csv.render(held, drawn).decode("utf-8-sig")


def test_the_worlds_naughty_strings_can_be_printed(test_data: Path) -> None:
    naughty = json.loads((test_data / "text" / "naughty_strings.json").read_text(encoding="utf-8"))
    held = document(*(line(nth, text=text, place=text) for nth, text in enumerate(naughty, 1)))
    for render in ALL:
        assert well_formed(render(held, lambda _id: None))
