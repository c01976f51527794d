"""CSV and Excel: the same rows, no cell that can run, dates as dates."""

import csv
from datetime import date, timedelta
from io import StringIO
from xml.etree import ElementTree

import pytest

from field.kit import i18n
from field.protocol import csv as protocol_csv
from field.protocol import table, xlsx
from field.protocol.csv import defused
from field.protocol.shape import Document
from tests.protocol.documents import document, drawn, follow_up, line, rinkeby
from tests.protocol.formats import parts

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EXCEL_EPOCH = date(1899, 12, 30)


def rows(held: Document) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(protocol_csv.render(held, drawn).decode("utf-8-sig"))))


def sheet(held: Document, number: int = 1) -> list[list[ElementTree.Element]]:
    xml = parts(xlsx.render(held, drawn))[f"xl/worksheets/sheet{number}.xml"]
    return [list(row) for row in ElementTree.fromstring(xml).iter(f"{NS}row")]


def cell_text(cell: ElementTree.Element) -> str:
    return "".join(cell.itertext())


def test_csv_begins_with_a_byte_order_mark_and_has_stable_columns() -> None:
    made = protocol_csv.render(rinkeby(), drawn)
    assert made.startswith(b'\xef\xbb\xbf"number","type","type_label","kind"')
    assert made.count(b"\r\n") == 9


def test_a_line_is_a_row() -> None:
    bench, lamp, *_rest = rows(rinkeby())
    assert (bench["number"], bench["lat"], bench["lon"], bench["wanted_by"]) == (
        "RI26V-031",
        "59.3881",
        "17.9302",
        "2026-08-12",
    )
    assert (bench["perspective"], bench["perspective_label"], bench["seen_by"]) == (
        "adult;senior",
        "Vuxen, Äldre",
        "3",
    )
    assert (lamp["owners"], lamp["asset_ref"]) == ("Trafikkontoret, Stadsdelsförvaltningen", "41-207")


def test_indoors_the_row_has_a_building_and_no_position() -> None:
    garage = rows(rinkeby())[3]
    assert (garage["lat"], garage["lon"], garage["accuracy_m"]) == ("", "", "")
    assert garage["building"] == "Garaget Hinderstorpsgränd 12–20, ingång B, plan −1"


def test_photos_are_counted_by_their_review() -> None:
    assert [(row["photos"], row["photos_awaiting"]) for row in rows(rinkeby())[:3]] == [
        ("1", "0"),
        ("1", "0"),
        ("0", "1"),
    ]


def test_a_check_has_its_columns() -> None:
    fixed, _remains, unclear, new = rows(follow_up())
    assert (fixed["outcome"], fixed["checked_on"], fixed["owner_answer"]) == (
        "fixed",
        "2026-11-10",
        "Fixat 3 juni",
    )
    assert unclear["outcome_label"] == "Gick inte att bedöma – snö"
    assert new["outcome"] == ""


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1+1", "\uff1dcmd", "|x", "\u200b=1"]
)
def test_what_could_run_as_a_formula_is_led_by_an_apostrophe(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Trasig bänk", "1+1=2", "", "a@b.example", "'redan"])
def test_other_text_is_left_alone(text: str) -> None:
    assert defused(text) == text


def test_no_text_cell_of_the_csv_begins_a_formula() -> None:
    text = '=HYPERLINK("https://evil.example";"x")'
    row = rows(
        document(
            line(1, text=text, place=text, landmark=text, owners=[{"id": "x", "name": text, "why": text}])
        )
    )[0]
    assert {row["text"], row["place"], row["landmark"], row["owners"], row["why"]} == {f"'{text}"}


def test_a_text_with_quotes_and_new_lines_stays_one_cell() -> None:
    assert rows(document(line(1, text='Hon sa "nej",\r\noch gick')))[0]["text"] == 'Hon sa "nej",\noch gick'


def test_a_position_south_and_west_stays_a_number() -> None:
    assert rows(document(line(1, lat=-33.5, lon=-70.6)))[0]["lat"] == "-33.5"


def test_the_workbook_has_words_for_headings_and_the_same_rows() -> None:
    heading, *lines = sheet(rinkeby())
    assert [cell_text(cell) for cell in heading[:5]] == [
        "Nummer",
        "Typ, kod",
        "Typ",
        "Kategori, kod",
        "Kategori",
    ]
    assert [cell_text(row[0]) for row in lines] == [f"RI26V-{nth:03d}" for nth in range(31, 39)]


def test_dates_are_dates_and_numbers_numbers() -> None:
    first = dict(zip(table.COLUMNS, sheet(rinkeby())[1], strict=False))
    by_name = {cell.get("r", "").rstrip("0123456789"): cell for cell in sheet(rinkeby())[1]}
    column = {name: letters(nth) for nth, name in enumerate(table.COLUMNS)}
    assert EXCEL_EPOCH + timedelta(days=int(cell_text(by_name[column["wanted_by"]]))) == date(2026, 8, 12)
    assert by_name[column["lat"]].get("t") in (None, "n")
    assert first["number"].get("t") == "inlineStr"


def letters(nth: int) -> str:
    return chr(65 + nth) if nth < 26 else "A" + chr(65 + nth - 26)


def test_no_formula_and_no_link_is_in_the_workbook() -> None:
    text = "=1+1 https://evil.example"
    made = parts(
        xlsx.render(document(line(1, text=text, place=text, kind_label="=cmd|' /C calc'!A0")), drawn)
    )
    assert all(
        "<f>" not in part and "hyperlink" not in part.lower()
        for name, part in made.items()
        if name.startswith("xl/worksheets")
    )
    assert text in made["xl/worksheets/sheet1.xml"]


def test_the_heading_stays_and_can_be_filtered() -> None:
    xml = parts(xlsx.render(rinkeby(), drawn))["xl/worksheets/sheet1.xml"]
    assert 'state="frozen"' in xml
    assert f'<autoFilter ref="A1:{letters(len(table.COLUMNS) - 1)}9"' in xml


def test_the_second_sheet_tells_of_the_walk() -> None:
    told = {cell_text(row[0]): cell_text(row[1]) for row in sheet(rinkeby(), 2)}
    assert told["Tid"] == "tisdag 12 maj 2026, 20:30"
    assert told["Diarienummer"] == "RI 2026/0412"


def test_a_text_longer_than_a_cell_is_cut_in_excel_alone() -> None:
    held = document(line(1, text="x" * 40_000))
    assert len(rows(held)[0]["text"]) == 40_000
    with i18n.using("sv"):
        nth = list(table.COLUMNS).index("text")
    assert len(cell_text(sheet(held)[1][nth])) == xlsx.CELL_LETTERS


@pytest.mark.slow
def test_ten_thousand_rows_can_be_written() -> None:
    assert len(sheet(document(*(line(nth) for nth in range(1, 10_001))))) == 10_001
