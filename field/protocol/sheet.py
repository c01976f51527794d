"""The walk sheet (vandringsbladet): numbered empty lines to fill in by hand where phones will not do, and the
code back to the walk.

A follow-up's sheet asks about the due points first, each under its own number, and has lines for what is new
after them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from field import followups
from field.kit import i18n
from field.kit.i18n import gettext as _
from field.protocol import code, facts, typeset
from field.protocol.shape import FrozenRoute
from field.protocol.sketch import of_route
from field.protocol.text import clean

LONGEST = 160
ROWS_BESIDE_POINTS = 10


@dataclass(frozen=True)
class SheetPoint:
    """A point to look at again: what was seen then, and what each owner has claimed since."""

    number: str
    kind: str
    where: str
    text: str
    claims: Sequence[str] = ()


@dataclass(frozen=True)
class WalkSheet:
    """`starts_at` is ISO 8601 with the offset of the place; `kinds` are the labels to tick; `address` is what
    the square code opens.

    `points` are those a follow-up asks about.
    """

    title: str
    starts_at: str
    meeting_place: str
    address: str
    code: str
    kinds: list[str]
    route: FrozenRoute | None = None
    language: str = "sv"
    rows: int = 24
    points: Sequence[SheetPoint] = ()


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
            "rows": min(sheet.rows, ROWS_BESIDE_POINTS) if sheet.points else sheet.rows,
            "points": [_point(each) for each in sheet.points],
            "words": _words() | (_words_of_points() if sheet.points else {}),
        }
        return sheets.pdf("sheet.typ", data, made_at)


def _point(point: SheetPoint) -> dict[str, Any]:
    text = clean(point.text)
    short = text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
    claims = [clean(each) for each in point.claims]
    return {
        "number": clean(point.number),
        "kind": clean(point.kind),
        "where": clean(point.where),
        "text": short,
        "claims": claims,
    }


def _words_of_points() -> dict[str, Any]:
    return {
        "kicker": _("Blad för återbesöket"),
        "how": _(
            "Kryssa för det ni ser på varje plats. Det som är nytt skriver ni på raderna efter platserna. "
            "Skriv inga namn på människor."
        ),
        "again": _("Platser att titta på igen"),
        "new": _("Nytt som ni ser"),
        "outcomes": [i18n.gettext(outcome.phone) for outcome in followups.OUTCOMES.values()],
        "why": _("Varför går det inte att bedöma?"),
        "seen": _("Vad ni ser"),
    }


def _words() -> dict[str, Any]:
    return {
        "kicker": _("Blad för vandringen"),
        "how": _(
            "Skriv en rad för varje sak. Skriv var det är så att någon annan hittar dit. Skriv inga namn på "
            "människor."
        ),
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
