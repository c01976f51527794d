"""The protocol as an Excel workbook: the points on one sheet, the walk on another. Texts are written as
texts: no formula or link runs.
"""

from collections.abc import Iterable
from datetime import date
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from field.kit import i18n
from field.kit.i18n import gettext as _
from field.protocol import facts, table
from field.protocol.shape import Document, Picture
from field.protocol.text import cleaned

CELL_LETTERS = 32_767  # Excel's own limit
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def render(document: Document, picture: Picture) -> bytes:
    document = cleaned(document)
    out = BytesIO()
    with i18n.using(document["language"]), xlsxwriter.Workbook(out, OPTIONS) as book:
        subject = f"{document['area']}, {document['season']}"
        book.set_properties(
            {"title": document["title"], "subject": subject, "comments": document["dnr"] or ""}
        )
        _points(book, document)
        _about(book, document)
    return out.getvalue()


def _points(book: Workbook, document: Document) -> None:
    sheet = book.add_worksheet(_("Punkter"))
    body, day = (
        book.add_format({"text_wrap": True, "valign": "top"}),
        book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
    )
    rows = table.rows(document)
    _set_up(sheet, len(rows), i18n.is_rtl(document["language"]))
    for column, (_heading, width) in enumerate(table.COLUMNS.values()):
        sheet.set_column(column, column, width)
    _write(sheet, 0, (_(heading) for heading, _width in table.COLUMNS.values()), _heading_format(book), day)
    for number, row in enumerate(rows, 1):
        _write(sheet, number, row.values(), body, day)


def _set_up(sheet: Worksheet, rows: int, rtl: bool) -> None:
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, rows, len(table.COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    if rtl:
        sheet.right_to_left()


def _about(book: Workbook, document: Document) -> None:
    """The walk's facts, label beside value."""
    sheet = book.add_worksheet(_("Om vandringen"))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 70)
    bold, plain = (
        book.add_format({"bold": True, "valign": "top"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    pairs = [
        (_("Rubrik"), document["title"]),
        (_("Område"), document["area"]),
        (_("Säsong"), document["season"]),
    ]
    for number, (label, value) in enumerate(
        [*pairs, *((fact.label, fact.value) for fact in facts.of_walk(document))]
    ):
        sheet.write_string(number, 0, label, bold)
        sheet.write_string(number, 1, value[:CELL_LETTERS], plain)


def _heading_format(book: Workbook) -> Format:
    return book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#0E1726", "font_color": "#F4F6FB"}
    )


def _write(sheet: Worksheet, row: int, cells: Iterable[table.Cell], text: Format, day: Format) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            sheet.write_datetime(row, column, cell, day)
        elif isinstance(cell, int | float):
            sheet.write_number(row, column, cell, text)
        elif cell:
            sheet.write_string(row, column, cell[:CELL_LETTERS], text)
