"""The protocol as PDF: tagged and readable aloud (PDF/UA-1), set from the same reading as the web page."""

import re
from dataclasses import asdict
from datetime import datetime
from typing import Any

from field.kit import i18n
from field.kit.i18n import gettext as _
from field.protocol import fonts, pictures, reading, typeset
from field.protocol.shape import Document, Picture
from field.protocol.sketch import sketch
from field.protocol.text import cleaned

LONG_LETTERS = 900  # an entry longer than this may be cut by a page's end
LAMPS_AT_MOST = 50


def render(document: Document, picture: Picture) -> bytes:
    """PDF/UA-1; the same document and pictures give the same bytes."""
    document = cleaned(document)
    with i18n.using(document["language"]), typeset.sheets() as sheets:
        page = reading.page(document)
        drawn = sketch(document)
        data = {
            **asdict(page),
            "sections": [_section(section, sheets, picture) for section in page.sections],
            "overview": [
                [entry.number, entry.heading, entry.where, entry.owners, entry.due] for entry in page.overview
            ],
            "map": asdict(drawn) if drawn else None,
            "lamps": _lamps(page),
            "keywords": [
                document["area"],
                document["season"],
                *([document["dnr"]] if document["dnr"] else []),
            ],
            "footer": _footer(document),
            "words": {**asdict(reading.words_of(page)), "page": _("sida {page} av {pages}")},
        }
        return sheets.pdf("protocol.typ", _noting_gaps(data), datetime.fromisoformat(document["frozen_at"]))


def _section(section: reading.Section, sheets: typeset.Sheets, picture: Picture) -> dict[str, Any]:
    return {**asdict(section), "entries": [_entry(entry, sheets, picture) for entry in section.entries]}


def _entry(entry: reading.ReadEntry, sheets: typeset.Sheets, picture: Picture) -> dict[str, Any]:
    language = (entry.language or "").partition("-")[0]
    letters = (
        sum(map(len, entry.paragraphs)) + sum(len(fact.value) for fact in entry.facts) + len(entry.heading)
    )
    return {
        **asdict(entry),
        "language": language if re.fullmatch("[a-z]{2,3}", language) else None,
        "pictures": [_picture(held, sheets, picture) for held in entry.pictures],
        "long": letters > LONG_LETTERS or len(entry.paragraphs) > 8 or len(entry.pictures) > 6,
    }


def _picture(held: reading.Picture, sheets: typeset.Sheets, picture: Picture) -> dict[str, Any]:
    shown = pictures.shown(held.photo, picture)
    file = sheets.keep(shown.jpeg, "jpg") if shown else None
    return {
        "file": file,
        "ratio": shown.width / shown.height if shown else 1,
        "alt": held.alt,
        "caption": held.caption,
    }


def _lamps(page: reading.Page) -> list[bool]:
    """One lamp a line, as many as there is room for. In a follow-up only what is fixed or good is lit."""
    entries = [(section.code, entry) for section in page.sections for entry in section.entries]
    return [code != "check" or entry.tone == "good" for code, entry in entries][:LAMPS_AT_MOST]


def _footer(document: Document) -> str:
    version = _("version %(version)s", version=document["version"])
    return " · ".join(part for part in (document["title"], version, document["dnr"]) if part)


def _noting_gaps(data: dict[str, Any]) -> dict[str, Any]:
    """Say so where the fonts lack letters, once and at the end."""
    if fonts.MISSING not in fonts.displayable(str(data)):
        return data
    gap = _(
        "%(box)s står för tecken som inte går att trycka här. Hela texten finns på webben och i Word.",
        box=fonts.MISSING,
    )
    return {**data, "closing": [*data["closing"], gap]}
