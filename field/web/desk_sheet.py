"""A walk sheet typed in (inskrivning av vandringsblad): one row for each numbered line, by keys alone, without scripts too.

What is typed is kept all at once or not at all; a page with a fault comes back with every word in it. Sent again it changes nothing.
"""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import kinds, places
from field.findings import Finding
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.kit.i18n import ngettext
from field.lifecycle import clearing, matching, transcribing
from field.lifecycle.transcribing import SHEETS_MOST, Kept
from field.walks import Walk
from field.web import desk_parts, desk_sheet_rows, parts
from field.web.desk_sheet_rows import Row

pages = Blueprint("desk_sheet", __name__, url_prefix="/desk/walks/<uuid:walk_id>/sheet")

ROWS = 8
NAMES = {"type": kinds.TYPE_NAMES, "urgency": kinds.URGENCY_NAMES, "eyes": kinds.PERSPECTIVES}


@pages.get("")
@parts.staff_only
def show(walk_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        return _page(db, desk_parts.walk(db, walk_id), [])


@pages.post("")
@parts.staff_only
def keep(walk_id: UUID) -> ResponseReturnValue:
    rows = desk_sheet_rows.read(request.form)
    with parts.transaction() as db:
        walk = desk_parts.walk(db, walk_id)
        if "more" in request.form:
            return _page(db, walk, rows)
        kept = _keep(db, walk, rows) if desk_sheet_rows.check(rows) else None
        if kept is None or kept.clashes:
            db.rollback()
            return _page(db, walk, rows, 422)
    _tell(kept)
    return redirect(url_for(".show", walk_id=walk_id, sheet=_sheet()), 303)


def _keep(db: Session, walk: Walk, rows: list[Row]) -> Kept:
    known, spots = kinds.load(db), transcribing.known_places(db, walk)
    lines = [row.line(known, spots) for row in rows if not row.is_empty]
    kept = transcribing.keep(db, walk, _sheet(), lines, parts.now(), parts.settings().timezone, parts.actor())
    desk_sheet_rows.clash(rows, kept.clashes)
    return kept


def _tell(kept: Kept) -> None:
    if kept.added:
        flash(ngettext("%(num)d rad är sparad.", "%(num)d rader är sparade.", len(kept.added)))
    if kept.same:
        flash(ngettext("%(num)d rad fanns redan.", "%(num)d rader fanns redan.", kept.same))
    if not kept.added and not kept.same:
        flash(_("Det fanns inget att spara: alla rader är tomma."), "problem")


def _sheet() -> int:
    number = request.args.get("sheet", 1, type=int)
    if not 1 <= number <= SHEETS_MOST:
        raise Refusal("invalid", field="sheet")
    return number


def _page(db: Session, walk: Walk, rows: list[Row], status: int = 200) -> ResponseReturnValue:
    typed, sheet = transcribing.typed(db, walk), _sheet()
    numbers = [line for number, line in typed if number == sheet]
    more = [] if status != 200 else desk_sheet_rows.empty(numbers, rows, ROWS)
    page = render_template(
        "desk/sheet.html", here="walks", walk=walk, area=db.get_one(places.Area, walk.area_id), sheet=sheet, rows=[*rows, *more],
        blank=Row("new"), names=NAMES, kinds=kinds.load(db), numbered=transcribing.numbered(kinds.load(db)),
        spots=transcribing.known_places(db, walk).values(), typed={line: row for (number, line), row in typed.items() if number == sheet},
        sheets=_sheets(typed, sheet), urgent=_unphoned(db, typed), faulty=[row for row in rows if row.faults],
        tray=len(matching.camera_photos(db, walk)), local_clock=desk_parts.local_clock,
    )  # fmt: skip
    return page, status


def _sheets(typed: dict[tuple[int, int], Finding], chosen: int) -> dict[int, int]:
    """Sheet → how many of its lines are typed in, with the one that is open and the next empty one."""
    used = [number for number, _line in typed]
    last = min(max([*used, chosen]) + 1, SHEETS_MOST)
    return {number: used.count(number) for number in range(1, last + 1) if number in (chosen, last) or number in used}


def _unphoned(db: Session, typed: dict[tuple[int, int], Finding]) -> list[tuple[int, int, Finding]]:
    known = kinds.load(db)
    return [(*spot, row) for spot, row in typed.items() if clearing.lacks_call(row, known) and not row.is_restricted]
