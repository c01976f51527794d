"""The formats side by side, and what a reader finds in each."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from zipfile import ZipFile

from pypdf import PdfReader

from field.protocol import csv, docx, geojson, gpx, html, pdf, xlsx
from field.protocol.shape import Document, Picture

Render = Callable[[Document, Picture], bytes]
PICTURED: list[Render] = [html.render, pdf.render, docx.render]
ALL: list[Render] = [*PICTURED, xlsx.render, csv.render, geojson.render, gpx.render]


def texts(made: bytes) -> str:
    """Everything a reader would read, with spaces evened out."""
    if made.startswith(b"%PDF"):
        found = "\n".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    elif made.startswith(b"PK"):
        found = " ".join(plain(part) for part in parts(made).values())
    else:
        found = (
            plain(made.decode("utf-8-sig")) if made.lstrip().startswith(b"<") else made.decode("utf-8-sig")
        )
    return " ".join(found.split())


def parts(made: bytes) -> dict[str, str]:
    """The XML parts of an Office file."""
    with ZipFile(BytesIO(made)) as files:
        return {
            name: files.read(name).decode() for name in files.namelist() if name.endswith((".xml", ".rels"))
        }


def plain(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", markup))
