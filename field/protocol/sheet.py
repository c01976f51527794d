"""The walk sheet (vandringsbladet): numbered empty lines to fill in by hand where phones will not do, and the code back to the walk."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from field.kit import i18n
from field.kit.i18n import gettext as _
from field.protocol import code, facts, typeset
from field.protocol.shape import Route
from field.protocol.sketch import of_route
from field.protocol.text import clean


@dataclass(frozen=True)
class WalkSheet:
    """`starts_at` is ISO 8601 with the offset of the place; `kinds` are the labels to tick; `address` is what the square code opens."""

    title: str
    starts_at: str
    meeting_place: str
    address: str
    code: str
    kinds: list[str]
    route: Route | None = None
    language: str = "sv"
    rows: int = 24


def render(sheet: WalkSheet, made_at: datetime) -> bytes:
    """A4, PDF/UA-1: four or five lines on the first page, then as many pages as `rows` needs."""
    with i18n.using(sheet.language), typeset.sheets() as sheets:
        drawn = of_route(sheet.route)
        data = {
            "language": sheet.language.partition("-")[0],
            "rtl": i18n.is_rtl(sheet.language),
            "title": clean(sheet.title) or _("Trygghetsvandring"),
            "when": facts.moment(sheet.starts_at),
            "where": clean(sheet.meeting_place),
            "code": clean(sheet.code),
            "address": clean(sheet.address),
            "square": sheets.keep(code.svg(clean(sheet.address)), "svg"),
            "map": asdict(drawn) if drawn else None,
            "kinds": [clean(kind) for kind in sheet.kinds],
            "rows": sheet.rows,
            "words": _words(),
        }
        return sheets.pdf("sheet.typ", data, made_at)


def _words() -> dict[str, Any]:
    return {
        "kicker": _("Blad för vandringen"),
        "how": _("Skriv en rad för varje sak. Skriv var det är så att någon annan hittar dit. Skriv inga namn på människor."),
        "danger": _("Farligt just nu? Ring 112."),
        "later": _("Lämna bladet till samordnaren efteråt, eller skriv in raderna i telefonen med koden."),
        "code": _("Kod"),
        "square": _("Fyrkantig kod som öppnar vandringen i telefonen"),
        "map": _("Karta över rutten"),
        "empty_map": _("Rita gärna en karta här"),
        "types": [_("Brist"), _("Känsla"), _("Bra – behåll!"), _("Förslag")],
        "urgency": _("Hur bråttom?"),
        "urgencies": [_("Ring nu"), _("14 dagar"), _("3 månader"), _("12 månader")],
        "where": _("Var"),
        "time": _("Klockan"),
        "what": _("Vad"),
        "mark": _("Nummer på stolpen"),
        "eyes": _("Vems ögon"),
        "page": _("sida {page} av {pages}"),
        "line": _("Rad"),
    }
