"""The protocol as CSV, for programs and other systems: UTF-8 with a byte order mark, comma, every text
quoted, English column names.

No cell can run as a formula: a text that a spreadsheet would start on is led by an apostrophe (OWASP, CSV
Injection)."""

import csv
from datetime import date
from io import StringIO

from field.kit import i18n
from field.protocol import table
from field.protocol.shape import Document, Picture
from field.protocol.text import cleaned

STARTS_A_FORMULA = tuple("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20")  # the last four: full-width forms


def render(document: Document, picture: Picture) -> bytes:
    document = cleaned(document)
    out = StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(table.COLUMNS)
    with i18n.using(document["language"]):
        writer.writerows([_cell(cell) for cell in row.values()] for row in table.rows(document))
    return out.getvalue().encode("utf-8-sig")


def _cell(cell: table.Cell) -> str | float:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return defused(cell) if isinstance(cell, str) else cell


def defused(text: str) -> str:
    """The text, led by an apostrophe where it could begin a formula, also behind spaces."""
    return f"'{text}" if text.lstrip(" \xa0\u3000\u200b").startswith(STARTS_A_FORMULA) else text
