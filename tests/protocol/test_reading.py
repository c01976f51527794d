"""What the web page, the PDF and the Word file all say: order, headings, words, and what may not be said."""

from typing import Any

import pytest

from field.kit import i18n
from field.protocol import reading
from field.protocol.facts import Fact
from field.protocol.shape import Document
from tests.protocol.documents import check, document, follow_up, line, photo, rinkeby, walk


def read(held: Document) -> reading.Page:
    with i18n.using(held["language"]):
        return reading.page(held)


def entry(**fields: Any) -> reading.ReadEntry:
    return read(document(line(1, **fields))).sections[0].entries[0]


def value(facts: list[Fact], code: str) -> str | None:
    return next((fact.value for fact in facts if fact.code == code), None)


def test_sections_come_in_reading_order_and_what_is_good_comes_last() -> None:
    assert [section.heading for section in read(rinkeby()).sections] == [
        "Att åtgärda",
        "Förslag",
        "Så känns platserna",
        "Bra – behåll!",
    ]


def test_lines_come_by_number_also_past_999() -> None:
    page = read(document(line(1000), line(2), line(999), line(31, number="RI26H-031")))
    assert [each.number for each in page.sections[0].entries] == [
        "RI26H-031",
        "RI26V-002",
        "RI26V-999",
        "RI26V-1000",
    ]


def test_a_line_of_a_type_that_has_no_place_here_is_left_out() -> None:
    page = read(document(line(1), line(2, type="behaviour", kind="s_drugs", text="får inte stå här")))
    assert "får inte stå här" not in str(page)
    assert page.summary == ["1 sak att åtgärda"]


def test_indoors_there_is_no_position() -> None:
    inside = entry(building={"name": "Garaget", "entrance": "B", "floor": "−1"}, lat=59.38799, lon=17.9311)
    assert value(inside.facts, "position") is None
    assert inside.where == "Garaget, ingång B, plan −1, Hinderstorpsgränd, Rinkeby"
    assert "59.38" not in str(inside)


def test_a_floor_that_has_its_own_word_keeps_it() -> None:
    building = {"name": "Garaget", "entrance": "infarten mot parken", "floor": "Plan 1"}
    assert entry(building=building, place=None).where == "Garaget, infarten mot parken, Plan 1, Rinkeby"


@pytest.mark.parametrize(("lat", "lon"), [(0.0, 0.0), (float("nan"), 17.9), (91.0, 17.9), (None, None)])
def test_what_is_no_position_is_not_shown(lat: float | None, lon: float | None) -> None:
    assert value(entry(lat=lat, lon=lon).facts, "position") is None


def test_a_position_says_its_accuracy_and_source_and_leads_to_a_map() -> None:
    fact = next(fact for fact in entry().facts if fact.code == "position")
    assert fact.value == "59.38810, 17.93020 ± 6 m (telefonens position)"
    assert (
        fact.address == "https://www.openstreetmap.org/?mlat=59.38810&mlon=17.93020#map=18/59.38810/17.93020"
    )


def test_the_walk_is_told_by_the_clock_of_the_place() -> None:
    facts = read(rinkeby()).facts
    assert value(facts, "time") == "tisdag 12 maj 2026, 20:30"
    assert value(facts, "version") == "1, fastställd 14 maj 2026"
    assert value(facts, "headcount") == "14 (Vuxna 9, Äldre 3, Unga 2)"
    assert value(facts, "conditions") == "mörkt, 8 grader, uppehåll, barmark, löv på träden"


def test_weather_a_phone_has_sent_as_a_code_is_told_in_words() -> None:
    facts = read(document(line(1), walk=walk(weather="rain"))).facts
    assert value(facts, "conditions") == "mörkt, regn, barmark, löv på träden"


def test_a_version_frozen_late_in_the_evening_has_the_day_of_the_place() -> None:
    page = read(document(line(1), frozen_at="2026-05-14T22:30:00+00:00"))
    assert value(page.facts, "version") == "1, fastställd 15 maj 2026"


def test_every_owner_is_named_with_why() -> None:
    lamp = read(rinkeby()).sections[0].entries[1]
    assert (
        value(lamp.facts, "owners")
        == "Trafikkontoret (all gatu- och parkbelysning); Stadsdelsförvaltningen (trädet står på parkmark)"
    )


def test_doubles_are_counted_and_named() -> None:
    assert (
        value(read(rinkeby()).sections[0].entries[0].facts, "noted")
        == "maj 2026, 3 iakttagelser, samma sak som RI26V-038"
    )


def test_the_summary_counts_what_is_urgent() -> None:
    assert read(rinkeby()).summary == [
        "5 saker att åtgärda",
        "2 är brådskande",
        "1 förslag",
        "1 känsla",
        "1 bra sak",
    ]


def test_a_follow_up_shows_outcome_answer_and_earlier_number() -> None:
    page = read(follow_up())
    first, second, third = page.sections[0].entries
    assert (first.mark, first.tone, second.mark, second.tone) == ("Fixat", "good", "Finns kvar", "unsafe")
    assert (third.mark, value(third.facts, "seen")) == ("Gick inte att bedöma", "snö")
    assert value(first.facts, "owner_answer") == "Fixat 3 juni"
    assert value(second.facts, "earlier_number") == "RI26V-031"
    assert [held.caption for held in first.pictures] == ["Före", "Efter"]
    assert page.summary[2:] == [
        "3 platser kontrollerade",
        "1 är fixad",
        "1 är kvar",
        "1 gick inte att bedöma",
    ]
    assert reading.words_of(page).columns[-1] == "Resultat eller datum"


def test_a_point_that_keeps_its_number_does_not_name_it_twice() -> None:
    page = read(document(line(31, check=check("fixed", "Fixat", None, "RI26V-031"))))
    assert value(page.sections[0].entries[0].facts, "earlier_number") is None
    assert reading.words_of(page).columns[-1] == "Resultat"


def test_what_is_checked_stands_under_its_own_heading_whatever_its_type() -> None:
    page = read(document(line(1, check=check("worse", "Värre", None, None)), line(2)))
    assert [(section.code, len(section.entries)) for section in page.sections] == [
        ("check", 1),
        ("defect", 1),
    ]


def test_new_lines_of_a_later_version_are_marked() -> None:
    page = read(document(line(1), line(2, version=2), version=2, supplement=True))
    assert [each.new for each in page.sections[0].entries] == ["", "Ny i version 2"]
    assert page.kicker == "Protokoll · Rinkeby · Vår 2026"


def test_a_supplement_of_new_lines_alone_says_so_once() -> None:
    page = read(document(line(2, version=2), version=2, supplement=True))
    assert page.sections[0].entries[0].new == ""
    assert page.kicker.startswith("Tillägg till protokoll")


def test_an_owners_document_says_whose_points_they_are() -> None:
    assert (
        read(document(line(1), for_owner={"id": "x", "name": "Familjebostäder"})).owner
        == "Punkter för Familjebostäder"
    )


def test_an_unknown_code_is_shown_as_it_is() -> None:
    page = read(document(line(1, perspective=["dog_owner"]), walk=walk(ground="leaves_wet")))
    assert value(page.sections[0].entries[0].facts, "perspective") == "dog_owner"
    assert "leaves_wet" in (value(page.facts, "conditions") or "")


def test_a_picture_without_words_gets_some() -> None:
    assert entry(photos=[photo("x", alt=" ")]).pictures[0].alt == "Foto till RI26V-001, Trasig bänk"


def test_a_document_in_arabic_runs_from_right_to_left_and_keeps_figures_in_order() -> None:
    page = read(document(line(1), language="ar"))
    assert (page.language, page.rtl) == ("ar", True)
    assert (value(page.sections[0].entries[0].facts, "position") or "").startswith(
        "\u202a59.38810, 17.93020 ± 6 m\u202c"
    )


def test_easy_swedish_is_swedish_for_a_screen_reader() -> None:
    assert read(document(line(1), language="sv-easy")).language == "sv"


def test_arabic_in_a_swedish_document_has_its_own_direction() -> None:
    feeling = read(rinkeby()).sections[2].entries[0]
    assert (feeling.rtl, feeling.language) == (True, "ar")


def test_an_empty_document_can_be_read() -> None:
    page = read(document())
    assert (page.sections, page.summary, page.overview) == ([], [], [])
