"""Paper for the walk: the sheet to fill in by hand and the poster that invites."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from field.kit import i18n
from field.protocol import code, poster, sheet, take_home
from tests.protocol.documents import ROUTE
from tests.protocol.formats import texts
from tests.protocol.test_hostile import HOSTILE

NOW = datetime(2026, 11, 1, tzinfo=UTC)
STARTS, PLACE = "2026-11-10T18:00:00+01:00", "Rinkeby torg"
ADDRESS, CODE = "https://strak.example/join/K7MP2Q", "K7MP2Q"
SHEET = sheet.WalkSheet(
    "Rinkeby torg – parken",
    STARTS,
    PLACE,
    ADDRESS,
    CODE,
    ["Belysning", "Klotter"],
    {"type": "LineString", "coordinates": ROUTE},
)
POSTER = poster.Poster("Trygghetsvandring Rinkeby", "Rinkeby", STARTS, PLACE, ADDRESS, CODE)
WORDS = {"en": "Walk with us!", "ar": "امشِ معنا!", "ti": "ምሳና ኪድ!"}


@pytest.fixture
def translated(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if three languages had the poster's words."""
    plain: Callable[..., str] = poster._

    def spoken(message: str, **values: Any) -> str:
        return WORDS.get(i18n.current_language()) or plain(message, **values)

    monkeypatch.setattr(poster, "_", spoken)


def pages(made: bytes) -> int:
    return len(PdfReader(BytesIO(made)).pages)


def test_the_sheet_says_where_and_when_and_has_numbered_lines() -> None:
    shown = texts(sheet.render(SHEET, NOW))
    for words in (
        "Rinkeby torg – parken",
        "tisdag 10 november 2026, 18:00",
        CODE,
        ADDRESS,
        "Belysning",
        "Ring 112",
        "Skriv inga namn",
    ):
        assert words in shown
    assert shown.count("Vems ögon") == 24


def test_the_sheet_has_as_many_lines_as_asked_for() -> None:
    made = sheet.render(replace(SHEET, rows=6, route=None), NOW)
    assert texts(made).count("Vems ögon") == 6
    assert "Rita gärna en karta här" in texts(made)
    assert pages(made) == 2


def test_the_poster_invites_in_one_language_when_there_is_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poster, "_", lambda message, **values: message % values if values else message)
    made = poster.render(POSTER, NOW)
    assert pages(made) == 1
    assert texts(made).count("Du behöver inte säga vad du heter.") == 1
    assert "English" not in texts(made)


@pytest.mark.slow
@pytest.mark.usefixtures("translated")
def test_the_poster_invites_in_every_language_that_has_words() -> None:
    made = poster.render(POSTER, NOW)
    shown = texts(made)
    assert pages(made) == 1
    for words in ("Gå med oss!", "English", "Walk with us!", "Tuesday, 10 November 2026", "ምሳና ኪድ!", "ትግርኛ"):
        assert words in shown
    assert PdfReader(BytesIO(made)).trailer["/Root"]["/Lang"] == "sv"


@pytest.mark.usefixtures("translated")
def test_the_posters_own_language_is_the_first() -> None:
    made = poster.render(replace(POSTER, languages=("ar", "sv")), NOW)
    assert PdfReader(BytesIO(made)).trailer["/Root"]["/Lang"] == "ar"


def test_paper_says_what_it_is_to_a_screen_reader() -> None:
    for made in (sheet.render(SHEET, NOW), poster.render(POSTER, NOW)):
        root = PdfReader(BytesIO(made)).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"].value is True
        assert "/StructTreeRoot" in root


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_text_breaks_no_paper(text: str) -> None:
    held = replace(SHEET, title=text, meeting_place=text, code=text[:40], kinds=[text], rows=1)
    assert pages(sheet.render(held, NOW)) >= 1
    assert (
        pages(poster.render(replace(POSTER, title=text, area=text, meeting_place=text, code=text[:40]), NOW))
        >= 1
    )


def test_the_square_code_is_an_image_of_its_own() -> None:
    assert code.svg(ADDRESS).startswith(b"<?xml")
    assert code.svg(ADDRESS) != code.svg(ADDRESS + "x")


SEEN = [
    take_home.SeenKind(
        f"Något som det finns mycket ord för nummer {i}, på ett långt språk", ("light_out", "light"), 9
    )
    for i in range(12)
]
HOME = take_home.TakeHome("Rinkeby", "2026-05-12", SEEN[:3], SEEN, "https://strak.example/results/rinkeby")


def test_the_sheet_to_take_home_is_one_page_however_much_was_seen() -> None:
    made = take_home.render(HOME, NOW)
    shown = " ".join(texts(made).split())
    assert pages(made) == 1
    for words in (
        "Det här såg vi i Rinkeby",
        "12 maj 2026",
        "Vi hittade 135 saker.",
        "och 45 saker till",
        HOME.address,
    ):
        assert words in shown


@pytest.mark.parametrize("language", ["sv", "ar", "so", "ti", "ckb"])
def test_a_class_that_found_nothing_gets_a_sheet_in_its_language(language: str) -> None:
    made = take_home.render(replace(HOME, good=[], better=[], language=language), NOW)
    assert pages(made) == 1
    assert PdfReader(BytesIO(made)).trailer["/Root"]["/Lang"] == language


def test_a_kind_without_a_pictogram_has_its_upper_kinds_or_the_plain_one() -> None:
    for drawings in (("nothing_such", "light"), ("nothing_such",), ()):
        assert (
            pages(
                take_home.render(
                    replace(HOME, good=[take_home.SeenKind("Något", drawings, 1)], better=[]), NOW
                )
            )
            == 1
        )
