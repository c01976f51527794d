"""The take-home sheet (barnens blad att ta hem): one page of what a class saw, in its language, before it
splits up. Nothing personal.

The pictograms are the very ones the children pressed; how many of each stands beside them as a number and as
lamps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from field.kit import i18n
from field.kit.i18n import gettext as _
from field.kit.i18n import ngettext
from field.kit.settings import ROOT
from field.protocol import code, typeset
from field.protocol.text import clean

PICTOGRAMS = ROOT / "static" / "icons" / "kinds"
KINDS_MOST = 7
LAMPS_MOST = 60


@dataclass(frozen=True)
class SeenKind:
    """A kind in the reader's language, its pictogram (and what to draw where there is none), and how often it
    was seen.
    """

    label: str
    drawings: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class TakeHome:
    """`day` is ISO 8601; `good` and `better` are most seen first; `address` is where one can see later what
    happened.
    """

    area: str
    day: str
    good: list[SeenKind]
    better: list[SeenKind]
    address: str
    language: str = "sv"

    @property
    def total(self) -> int:
        return sum(each.count for each in (*self.good, *self.better))


def render(sheet: TakeHome, made_at: datetime) -> bytes:
    """A4, PDF/UA-1, always one page: kinds beyond the first seven of a column are counted together."""
    with i18n.using(sheet.language), typeset.sheets() as sheets:
        data = {
            "language": sheet.language.partition("-")[0],
            "rtl": i18n.is_rtl(sheet.language),
            "when": i18n.format_date(sheet.day),
            "lamps": min(sheet.total, LAMPS_MOST),
            "good": _column(sheets, sheet.good),
            "better": _column(sheets, sheet.better),
            "address": clean(sheet.address),
            "square": sheets.keep(code.svg(clean(sheet.address)), "svg"),
            "words": _words(sheet),
        }
        return sheets.pdf("take_home.typ", data, made_at)


def _column(sheets: typeset.Sheets, seen: list[SeenKind]) -> dict[str, Any]:
    rows = [
        {"label": clean(each.label), "count": each.count, "picture": sheets.keep(_drawing(each), "svg")}
        for each in seen[:KINDS_MOST]
    ]
    rest = sum(each.count for each in seen[KINDS_MOST:])
    return {
        "rows": rows,
        "rest": ngettext("och %(num)d sak till", "och %(num)d saker till", rest) if rest else "",
    }


def _drawing(seen: SeenKind) -> bytes:
    """The first pictogram there is, in the ink of the sheet."""
    path = next(
        path for path in (PICTOGRAMS / f"{name}.svg" for name in (*seen.drawings, "other")) if path.exists()
    )
    return path.read_bytes().replace(b"currentColor", b"#14213D")


def _words(sheet: TakeHome) -> dict[str, str]:
    return {
        "kicker": _("Blad att ta med hem"),
        "title": _("Det här såg vi i %(area)s", area=clean(sheet.area)),
        "found": ngettext("Vi hittade %(num)d sak.", "Vi hittade %(num)d saker.", sheet.total)
        if sheet.total
        else _("Vi gick och tittade."),
        "thanks": _("Tack för att du var med!"),
        "good": _("Det här är bra"),
        "better": _("Det här kan bli bättre"),
        "none": _("Inget här den här gången."),
        "next": _("Vad händer nu?"),
        "told": _(
            "De som har hand om platsen får veta vad vi såg. Efter ungefär ett halvår går någon dit och "
            "tittar igen."
        ),
        "later": _("Titta här vad som har hänt:"),
        "square": _("Fyrkantig kod till sidan där man ser vad som har hänt"),
        "draw": _("Rita en plats som du tycker om"),
    }
