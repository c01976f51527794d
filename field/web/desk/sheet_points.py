"""A follow-up sheet's points (bladets platser) as rows of the form: what stands there, what was typed now,
and each fault at its field.

Names are a field's and a point's, `outcome-<finding>`; `was` is the revision that the page showed. A point
that nothing was typed at, or nothing else than what the page showed, is no tick."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from field.findings import Finding
from field.followups import OUTCOMES, REASONS, Check, checks_of_walk
from field.kit.i18n import gettext as _
from field.kit.text import TEXT_MAX, clean
from field.paper import revisiting, transcribing
from field.paper.revisiting import Tick
from field.walks import Walk
from field.web.desk import base

FIELDS = ("outcome", "reason", "time", "what")


@dataclass
class PointRow:
    """One point: `check` is what is typed in from this sheet, `others` what phones and other sheets have
    said, oldest first.
    """

    finding: Finding
    where: str
    check: Check | None
    others: list[Check]
    shown: dict[str, str]
    values: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    was: int = 0

    @property
    def index(self) -> str:
        return str(self.finding.id)

    @property
    def is_frozen(self) -> bool:
        return self.check is not None and self.check.state == "frozen"

    @property
    def is_tick(self) -> bool:
        seen = self.check is not None and self.check.revision == self.was
        said = {name: self.values[name] for name in FIELDS}
        return any(said.values()) and not (seen and said == self.shown)

    def tick(self) -> Tick:
        """Only of a row that `check` found nothing wrong with."""
        clock = transcribing.read_clock(self.values["time"])
        return Tick(
            self.finding.id,
            self.values["outcome"],
            self.values["reason"],
            self.values["what"],
            clock,
            self.was,
        )


def of_walk(db: Session, walk: Walk, sheet: int) -> list[PointRow]:
    """As they stand now; none for a walk that goes back to nothing."""
    typed = revisiting.typed(db, walk)
    checks = checks_of_walk(db, walk.id)
    return [_row(db, walk, each, typed.get((sheet, each.id)), checks) for each in revisiting.points(db, walk)]


def _row(db: Session, walk: Walk, finding: Finding, check: Check | None, checks: list[Check]) -> PointRow:
    others = [each for each in checks if each.finding_id == finding.id and each is not check]
    shown = dict.fromkeys(FIELDS, "")
    if check is not None:
        time = base.local_clock(check.checked_at) if revisiting.has_time(walk, check) else ""
        shown = {"outcome": check.outcome, "reason": check.reason, "time": time, "what": check.text}
    values = shown | {"number": finding.number or ""}
    return PointRow(
        finding,
        revisiting.where(db, finding),
        check,
        others,
        shown,
        values,
        was=check.revision if check else 0,
    )


def read(points: Iterable[PointRow], form: Mapping[str, str]) -> list[PointRow]:
    """The same rows with what was typed in them. A row that was not sent stays as it is."""
    return [_typed(row, form) if f"outcome-{row.index}" in form else row for row in points]


def _typed(point: PointRow, form: Mapping[str, str]) -> PointRow:
    point.values |= {name: clean(form.get(f"{name}-{point.index}", "")) for name in FIELDS}
    was = form.get(f"was-{point.index}", "")
    point.was = int(was) if was.isascii() and was.isdigit() and len(was) < 9 else 0
    return point


def check(points: Iterable[PointRow]) -> bool:
    """Whether every tick can be kept; what is wrong stands in the rows afterwards."""
    ticks = [row for row in points if row.is_tick]
    for row in ticks:
        row.faults = dict(_faults(row.values))
    return not any(row.faults for row in ticks)


def _faults(said: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    if said["outcome"] not in OUTCOMES:
        yield "outcome", _("Välj vad ni såg.")
    elif said["reason"] and (OUTCOMES[said["outcome"]].is_settled or said["reason"] not in REASONS):
        yield "reason", _("Skälet hör bara till ”Kan inte bedömas”. Välj det, eller ta bort skälet.")
    if said["time"] and transcribing.read_clock(said["time"]) is None:
        yield "time", _("Skriv klockslaget som 18:42, eller lämna tomt.")
    if len(said["what"]) > TEXT_MAX:
        yield "what", _("Högst %(num)s tecken får plats.", num=TEXT_MAX)


def clash(points: Iterable[PointRow], clashes: Iterable[object]) -> None:
    """Says it at the rows where something else stands; from here on the page has shown it, and whoever saves
    again means it.
    """
    taken = set(clashes)
    for row in points:
        if row.finding.id in taken and row.is_frozen:
            row.faults["outcome"] = _("Platsen står redan i protokollet och kan inte ändras.")
        elif row.finding.id in taken:
            row.faults["outcome"] = _(
                "Någon annan har skrivit in något annat här. Läs vad som står, och spara igen om det ska "
                "ändras."
            )
        row.was = row.check.revision if row.check and row.faults else row.was
