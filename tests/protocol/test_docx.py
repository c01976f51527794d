"""The protocol as a Word file: headings, tables, described pictures, language."""

from io import BytesIO

import docx as python_docx
from docx.oxml.ns import qn

from field.protocol import docx
from tests.protocol.documents import document, drawn, follow_up, line, rinkeby
from tests.protocol.formats import parts


def opened(made: bytes) -> python_docx.document.Document:
    return python_docx.Document(BytesIO(made))


def test_headings_are_word_headings() -> None:
    word = opened(docx.render(rinkeby(), drawn))
    heads = [
        (each.style.name, each.text)
        for each in word.paragraphs
        if each.style and each.style.name.startswith("Heading")
    ]
    assert heads[0] == ("Heading 1", "Trygghetsvandring Rinkeby")
    assert ("Heading 3", "RI26V-031 Trasig bänk") in heads
    assert [text for name, text in heads if name == "Heading 2"][-1] == "Bra – behåll!"


def test_the_file_says_its_title_and_language_and_nobodys_name() -> None:
    made = docx.render(rinkeby(), drawn)
    properties = opened(made).core_properties
    assert (properties.title, properties.language, properties.author) == (
        "Trygghetsvandring Rinkeby",
        "sv-SE",
        "",
    )
    assert '<w:lang w:val="sv-SE"/>' in parts(made)["word/styles.xml"]


def test_every_point_has_a_table_that_is_named() -> None:
    word = opened(docx.render(rinkeby(), drawn))
    names = [table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for table in word.tables]
    assert names[:3] == ["Trygghetsvandring Rinkeby", "Översikt", "RI26V-031 Trasig bänk"]
    assert len(names) == 2 + 8
    bench = {row.cells[0].text: row.cells[1].text for row in word.tables[2].rows}
    assert bench["Bör vara klart senast"] == "12 augusti 2026"


def test_the_overviews_heading_repeats() -> None:
    xml = parts(docx.render(rinkeby(), drawn))["word/document.xml"]
    assert xml.count("<w:tblHeader/>") == 1


def test_every_picture_is_described_and_numbered() -> None:
    word = opened(docx.render(rinkeby(), drawn))
    said = [(shape._inline.docPr.get("id"), shape._inline.docPr.get("descr")) for shape in word.inline_shapes]
    assert [number for number, _alt in said] == ["1", "2", "3", "4", "5"]
    assert said[0][1] == "En parkbänk med avbruten sitsbräda"
    assert all(alt for _number, alt in said)


def test_pages_are_counted_in_the_foot() -> None:
    foot = parts(docx.render(rinkeby(), drawn))["word/footer1.xml"]
    assert 'w:instr="PAGE"' in foot
    assert 'w:instr="NUMPAGES"' in foot


def test_a_position_leads_to_a_map() -> None:
    relations = parts(docx.render(document(line(1)), drawn))["word/_rels/document.xml.rels"]
    assert "https://www.openstreetmap.org/?mlat=59.38810" in relations


def test_arabic_runs_from_the_right() -> None:
    xml = parts(docx.render(document(line(1, text="سلام")), drawn))["word/document.xml"]
    assert xml.count("<w:bidi/>") == 1
    whole = parts(docx.render(document(line(1), language="ar"), drawn))
    assert "<w:bidiVisual/>" in whole["word/document.xml"]
    assert '<w:lang w:bidi="ar-SA"/>' in whole["word/styles.xml"]


def test_the_same_document_gives_the_same_words() -> None:
    first, second = (parts(docx.render(follow_up(), drawn)) for _ in range(2))
    assert first == second
