"""A walk sheet typed in (inskrivning av vandringsblad): one row for each numbered line, by keys alone,
without scripts too.

What is typed is kept all at once or not at all; a page with a fault comes back with every word in it. Sent
again it changes nothing. A follow-up's sheet has its points first: they become checks, the free lines after
them findings."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import followups, kinds, places
from field.findings import Finding
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.kit.i18n import ngettext
from field.paper import matching, revisiting, transcribing
from field.paper.transcribing import SHEETS_MOST, KeptLine
from field.walks import Walk
from field.web import parts
from field.web.desk import base, sheet_points, sheet_rows
from field.web.desk.sheet_points import PointRow
from field.web.desk.sheet_rows import SheetRow

pages = Blueprint("desk_sheet", __name__, url_prefix="/desk/walks/<uuid:walk_id>/sheet")

ROWS = 8
NAMES = {
    "type": kinds.TYPES.words("staff"),
    "urgency": kinds.URGENCIES.words("staff"),
    "eyes": kinds.PERSPECTIVES.words("staff"),
}


@pages.get("")
@parts.staff_only
def show(walk_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        walk = base.walk(db, walk_id)
        return _page(db, walk, [], sheet_points.of_walk(db, walk, _sheet()))


@pages.post("")
@parts.staff_only
def keep(walk_id: UUID) -> ResponseReturnValue:
    rows = sheet_rows.read(request.form)
    with parts.transaction() as db:
        walk = base.walk(db, walk_id)
        points = sheet_points.read(sheet_points.of_walk(db, walk, _sheet()), request.form)
        if "more" in request.form:
            return _page(db, walk, rows, points)
        kept = _keep(db, walk, rows, points) if sheet_rows.check(rows) & sheet_points.check(points) else None
        if kept is None:
            db.rollback()
            return _page(db, walk, rows, points, 422)
    _tell(*kept)
    return redirect(url_for(".show", walk_id=walk_id, sheet=_sheet()), 303)


def _keep(
    db: Session, walk: Walk, rows: list[SheetRow], points: list[PointRow]
) -> tuple[KeptLine, revisiting.KeptCheck] | None:
    """None where something else stands already; the rows say where."""
    known, spots = kinds.load(db), transcribing.known_places(db, walk)
    lines, ticks = (
        [row.line(known, spots) for row in rows if not row.is_empty],
        [row.tick() for row in points if row.is_tick],
    )
    said = (parts.now(), parts.settings().timezone, parts.actor())
    kept, ticked = (
        transcribing.keep(db, walk, _sheet(), lines, *said),
        revisiting.keep(db, walk, _sheet(), ticks, *said),
    )
    sheet_rows.clash(rows, kept.clashes)
    sheet_points.clash(points, ticked.clashes)
    return None if kept.clashes or ticked.clashes else (kept, ticked)


def _tell(kept: KeptLine, ticked: revisiting.KeptCheck) -> None:
    if seen := ticked.added + ticked.changed:
        flash(
            ngettext(
                "Det ni såg på %(num)d plats är sparat.", "Det ni såg på %(num)d platser är sparat.", seen
            )
        )
    if ticked.same:
        flash(
            ngettext(
                "%(num)d plats var redan inskriven.", "%(num)d platser var redan inskrivna.", ticked.same
            )
        )
    if kept.added:
        flash(ngettext("%(num)d rad är sparad.", "%(num)d rader är sparade.", len(kept.added)))
    if kept.same:
        flash(ngettext("%(num)d rad fanns redan.", "%(num)d rader fanns redan.", kept.same))
    if not (kept.added or kept.same or seen or ticked.same):
        flash(_("Det fanns inget nytt att spara."), "problem")


def _sheet() -> int:
    number = request.args.get("sheet", 1, type=int)
    if not 1 <= number <= SHEETS_MOST:
        raise Refusal("invalid", field="sheet")
    return number


def _page(
    db: Session, walk: Walk, rows: list[SheetRow], points: list[PointRow], status: int = 200
) -> ResponseReturnValue:
    typed, sheet = transcribing.typed(db, walk), _sheet()
    used = [number for number, _line in typed] + [number for number, _point in revisiting.typed(db, walk)]
    numbers = [line for number, line in typed if number == sheet]
    more = [] if status != 200 else sheet_rows.empty(numbers, rows, ROWS)
    page = render_template(
        "desk/sheet.html",
        here="walks",
        walk=walk,
        area=db.get_one(places.Area, walk.area_id),
        sheet=sheet,
        rows=[*rows, *more],
        blank=SheetRow("new"),
        names=NAMES,
        kinds=kinds.load(db),
        numbered=transcribing.numbered(kinds.load(db)),
        spots=transcribing.known_places(db, walk).values(),
        typed={line: row for (number, line), row in typed.items() if number == sheet},
        sheets=_sheets(used, sheet),
        urgent=_unphoned(db, typed),
        faulty=_faulty(points, rows),
        points=points,
        choices=followups.OUTCOMES.words("phone"),
        reasons=followups.REASONS.words("staff"),
        tray=len(matching.camera_photos(db, walk)),
        local_clock=base.local_clock,
    )
    return page, status


def _faulty(points: list[PointRow], rows: list[SheetRow]) -> list[PointRow | SheetRow]:
    return [*(row for row in points if row.faults), *(row for row in rows if row.faults)]


def _sheets(used: list[int], chosen: int) -> dict[int, int]:
    """Sheet → how many of its lines and points are typed in, with the one that is open and the next empty
    one.
    """
    last = min(max([*used, chosen]) + 1, SHEETS_MOST)
    return {
        number: used.count(number)
        for number in range(1, last + 1)
        if number in (chosen, last) or number in used
    }


def _unphoned(db: Session, typed: dict[tuple[int, int], Finding]) -> list[tuple[int, int, Finding]]:
    known = kinds.load(db)
    return [(*spot, row) for spot, row in typed.items() if row.lacks_call(known) and not row.is_restricted]
