"""The protocol as PDF: PDF/UA-1, tagged, searchable, the same every time, and no larger in memory than its pages need."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from field.protocol import pdf, typeset
from tests.protocol.documents import document, drawn, follow_up, line, many, photo, rinkeby
from tests.protocol.formats import texts


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf.render(rinkeby(), drawn)


def tags(made: bytes) -> list[DictionaryObject]:
    """Every element of the structure tree, in reading order."""
    found: list[DictionaryObject] = []

    def walk(node: Any) -> None:
        held = node.get_object()
        if isinstance(held, ArrayObject):
            for child in held:
                walk(child)
        elif isinstance(held, DictionaryObject):
            if "/S" in held:
                found.append(held)
            if "/K" in held:
                walk(held["/K"])

    walk(PdfReader(BytesIO(made)).trailer["/Root"]["/StructTreeRoot"])
    return found


def test_it_is_tagged_and_says_its_title_and_language(made: bytes) -> None:
    reader = PdfReader(BytesIO(made))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "sv"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata
    assert reader.metadata.title == "Trygghetsvandring Rinkeby"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_headings_are_real_and_make_an_outline(made: bytes) -> None:
    heads = [(tag["/S"], tag.get("/T")) for tag in tags(made) if str(tag["/S"]).startswith("/H")]
    assert heads[0] == ("/H1", "Trygghetsvandring Rinkeby")
    assert [title for level, title in heads if level == "/H2"][-1] == "Bra – behåll!"
    assert ("/H3", "RI26V-031 Trasig bänk") in heads
    assert PdfReader(BytesIO(made)).outline


def test_every_picture_has_words(made: bytes) -> None:
    figures = [tag.get("/Alt") for tag in tags(made) if tag["/S"] == "/Figure"]
    assert len(figures) == 6
    assert "En parkbänk med avbruten sitsbräda" in figures
    assert "Karta över rutten och punkterna. Samma platser står i listan." in figures
    assert all(figures)


def test_the_overview_is_a_table_with_headings(made: bytes) -> None:
    kinds = [tag["/S"] for tag in tags(made)]
    assert kinds.count("/Table") == 1
    assert kinds.count("/TH") == 5
    assert kinds.count("/TR") == 7


def test_pages_are_counted_and_the_diary_number_is_on_each(made: bytes) -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(made)).pages]
    assert all(f"sida {nth} av {len(pages)}" in " ".join(text.split()) for nth, text in enumerate(pages, 1))
    assert all("RI 2026/0412" in text for text in pages)


@pytest.mark.slow
def test_table_headings_repeat_on_the_next_page() -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf.render(many(80, photos=0), drawn))).pages]
    assert sum("Nummer" in text and "Ansvarar" in text for text in pages) >= 2


def test_arabic_can_be_searched(made: bytes) -> None:
    assert {"الساعة", "السابعة", "تسلك", "الطويل"} <= set(texts(made).split())


def test_the_same_document_gives_the_same_bytes(made: bytes) -> None:
    assert pdf.render(rinkeby(), drawn) == made


def test_indoors_no_coordinate_is_printed(made: bytes) -> None:
    shown = texts(made)
    assert "59.38799" not in shown
    assert "ingång B" in shown


def test_a_follow_up_shows_what_was_found_and_both_photos() -> None:
    held = pdf.render(follow_up(), drawn)
    shown = texts(held)
    assert "Vid återbesöket snö" in shown
    assert shown.index("Före") < shown.index("Efter")
    assert sum(len(page.images) for page in PdfReader(BytesIO(held)).pages) == 3


def test_letters_that_cannot_be_printed_are_accounted_for() -> None:
    shown = texts(pdf.render(document(line(1, text="请修理长椅")), drawn))
    assert "□" in shown
    assert "Hela texten finns på webben och i Word." in shown
    assert "Hela texten" not in texts(pdf.render(document(line(1)), drawn))


def test_an_arabic_document_is_set_from_the_right() -> None:
    reader = PdfReader(BytesIO(pdf.render({**rinkeby(), "language": "ar"}, drawn)))
    assert reader.trailer["/Root"]["/Lang"] == "ar"


@pytest.mark.slow
def test_a_text_longer_than_a_page_goes_on_over_the_next() -> None:
    held = document(
        line(1, text="\n".join(f"Mening nummer {nth} om samma trasiga bänk." for nth in range(400)))
    )
    assert "Mening nummer 399" in texts(pdf.render(held, drawn))


def test_many_photos_of_one_point_all_come_along() -> None:
    held = document(line(1, photos=[photo(f"p{nth}") for nth in range(12)]))
    assert texts(pdf.render(held, drawn)).count("väntar") == 0
    assert sum(len(page.images) for page in PdfReader(BytesIO(pdf.render(held, drawn))).pages) == 12


def test_a_layout_that_fails_says_why() -> None:
    with (
        typeset.sheets() as sheets,
        pytest.raises(typeset.NotSet, match=r"(?s)protocol\.typ|title|dictionary"),
    ):
        sheets.pdf("protocol.typ", {}, pdf.datetime.fromisoformat("2026-05-14T07:40:00+00:00"))


def test_nothing_is_left_behind() -> None:
    with typeset.sheets() as sheets:
        folder = sheets.folder
        sheets.keep(b"x", "jpg")
    assert not folder.exists()


@pytest.mark.full
def test_five_hundred_points_with_photos_fit_in_600_mb() -> None:
    import resource

    shot = drawn("x", (800, 600))
    made = pdf.render(many(500), lambda name: shot + name.encode())
    assert len(PdfReader(BytesIO(made)).pages) > 100
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 600_000


def test_a_protocol_frozen_at_any_instant_can_be_printed() -> None:
    document = rinkeby()
    document["frozen_at"] = "2026-05-19T20:00:02.783673+02:00"
    assert pdf.render(document, lambda _photo: None).startswith(b"%PDF")
