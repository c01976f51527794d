"""A typed sheet's rows (bladets rader) as the form sends them: read kindly, kept whole whatever is wrong, and
each fault at its field.

Names are a field's and a row's, `kind-3`. A row in which nothing was typed is no line; its number alone is
nothing: the page fills that in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from field.findings.asked import ASKED, Asked
from field.kinds import Kinds
from field.kit.i18n import gettext as _
from field.kit.text import SHORT_MAX, TEXT_MAX, clean, one_line
from field.paper import transcribing
from field.paper.transcribing import LINES_MOST, SheetLine

PLAIN = {"number": "", "type": "defect"}
ON_SHEET = [each for each in ASKED if each.sheet]
INDOORS = {"building": "name", "entrance": "entrance", "floor": "floor"}
FIELDS = ("number", "type", "urgency", "kind", "where", "time", "what", "mark", "eyes", *INDOORS)
LONGEST = {"what": TEXT_MAX}


@dataclass
class SheetRow:
    """One row of the page: what stands in its fields, and what is wrong with them, field → words."""

    index: int | str
    values: dict[str, str] = field(default_factory=lambda: dict(PLAIN))
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        typed = {name: said for name, said in self.values.items() if said and name != "number"}
        return typed in ({}, {"type": PLAIN["type"]})

    @property
    def number(self) -> int | None:
        text = self.values.get("number", "")
        return (
            int(text)
            if text.isascii() and text.isdigit() and len(text) < 5 and 0 < int(text) <= LINES_MOST
            else None
        )

    @property
    def clock(self) -> time | None:
        return transcribing.read_clock(self.values.get("time", ""))

    def line(self, known: Kinds, spots: dict[str, tuple[str, float, float]]) -> SheetLine:
        """What a phone would say. Only of a row that `check` found nothing wrong with."""
        said: dict[str, Any] = {"kind": None} | {each.code: self._said(each) for each in ON_SHEET}
        said["building"] = (
            {name: self.values.get(of, "") for of, name in INDOORS.items()}
            if any(map(self.values.get, INDOORS))
            else None
        )
        said = transcribing.with_kind(
            transcribing.with_place(said, spots), self.values.get("kind", ""), known
        )
        return SheetLine(self.number or 0, said, self.clock)

    def _said(self, each: Asked) -> object:
        typed = self.values.get(each.sheet) or None
        return ([typed] if typed else []) if each.shape == "many" else typed


def read(form: Mapping[str, str]) -> list[SheetRow]:
    """All rows that were sent, empty ones too, in the order of the page."""
    found = [index for index in range(LINES_MOST) if f"number-{index}" in form]
    return [SheetRow(index, {name: _said(form, name, index) for name in FIELDS}) for index in found]


def _said(form: Mapping[str, str], name: str, index: int) -> str:
    text = form.get(f"{name}-{index}", "")
    return clean(text) if name == "what" else one_line(text)


def check(rows: Iterable[SheetRow]) -> bool:
    """Whether every row that says something can be kept; what is wrong stands in the rows afterwards."""
    written = [row for row in rows if not row.is_empty]
    seen: set[int] = set()
    for row in written:
        row.faults = dict(_faults(row))
        if row.number in seen:
            row.faults["number"] = _("Raden står två gånger här. Ge en av dem ett annat nummer.")
        seen |= {row.number} if row.number else set()
    return not any(row.faults for row in written)


def _faults(sheet_row: SheetRow) -> Iterable[tuple[str, str]]:
    if sheet_row.number is None:
        yield "number", _("Skriv radens nummer, 1 till %(most)s.", most=LINES_MOST)
    if sheet_row.values.get("time") and sheet_row.clock is None:
        yield "time", _("Skriv klockslaget som 18:42, eller lämna tomt.")
    for name in FIELDS:
        longest = LONGEST.get(name, SHORT_MAX)
        if len(sheet_row.values.get(name, "")) > longest:
            yield name, _("Högst %(num)s tecken får plats.", num=longest)


def clash(rows: Iterable[SheetRow], numbers: Iterable[int]) -> None:
    """Says it at the rows whose line is there already with something else on it."""
    taken = set(numbers)
    for row in rows:
        if row.number in taken and not row.is_empty:
            row.faults["number"] = _(
                "Raden är redan inskriven med annat innehåll. Byt nummer, välj ett annat blad eller töm "
                "raden."
            )


def empty(taken: Iterable[int], beside: list[SheetRow], count: int) -> list[SheetRow]:
    """So many empty rows with the numbers that come next."""
    last = max([*taken, *(row.number or 0 for row in beside)], default=0)
    start = max((int(row.index) for row in beside), default=-1) + 1
    fits = range(min(count, LINES_MOST - last, LINES_MOST - start))
    return [SheetRow(start + i, PLAIN | {"number": str(last + 1 + i)}) for i in fits]
