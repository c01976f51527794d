"""The journal at the desk (journalen): who did what when, newest first, page by page."""

from collections.abc import Iterable

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from field import journal, owners, staff
from field.findings import Finding
from field.followups import FollowUp
from field.handovers import Handover
from field.journal import Entry
from field.photos import Photo
from field.walks import Walk
from field.web import parts
from field.web.desk import base

pages = Blueprint("desk_journal", __name__, url_prefix="/desk/journal")

AT_ONCE = 100
CSV_MOST = 20_000


@pages.get("")
@parts.staff_only
def index() -> ResponseReturnValue:
    with parts.reading() as db:
        rows = journal.latest(db, AT_ONCE + 1, parts.whole("before"))
        more = rows[AT_ONCE - 1].id if len(rows) > AT_ONCE else None
        shown = _open_to_all(db, rows[:AT_ONCE])
        return render_template(
            "desk/journal.html", here="journal", rows=shown, more=more, who=_who(db), what=_what(db, shown)
        )


def _open_to_all(db: Session, entries: list[Entry]) -> list[Entry]:
    """Without what tells when a behaviour note was written, for those who may not read such notes."""
    if parts.may_see_restricted():
        return entries
    notes = select(Finding.id).where(Finding.type == "behaviour")
    kept_apart = {
        str(each)
        for query in (notes, select(Photo.id).where(col(Photo.finding_id).in_(notes)))
        for each in db.exec(query)
    }
    named = {row.id: {row.subject_id, *map(str, row.details.values())} for row in entries}
    return [
        row for row in entries if not named[row.id] & kept_apart and row.details.get("type") != "behaviour"
    ]


def _who(db: Session) -> dict[str, str]:
    """Actors by name; a phone has a pseudonym and no name."""
    named = {f"staff:{row.id}": row.name or row.email for row in staff.everyone(db)}
    return named | {f"owner:{row.id}": row.name for row in owners.everyone(db).values()}


def _what(db: Session, entries: Iterable[Entry]) -> dict[str, str]:
    """Subjects by what people call them: a point's number, a walk's title."""
    walks = base.uuids(each.subject_id for each in entries if each.subject == "walk")
    found = {
        str(key): title for key, title in db.exec(select(Walk.id, Walk.title).where(col(Walk.id).in_(walks)))
    }
    visits = select(FollowUp.id, Finding.number).join(Finding, col(Finding.id) == FollowUp.finding_id)
    ids = base.uuids(each.subject_id for each in entries if each.subject == "follow_up")
    found |= {str(key): number for key, number in db.exec(visits.where(col(FollowUp.id).in_(ids))) if number}
    for table in (Finding, Handover):
        wanted = [each.subject_id for each in entries if each.subject == table.__tablename__]
        query = select(col(table.id), col(table.number)).where(col(table.id).in_(base.uuids(wanted)))
        found |= {str(key): number for key, number in db.exec(query) if number}
    return found


@pages.get("/journal.csv")
@parts.staff_only
def index_csv() -> ResponseReturnValue:
    with parts.reading() as db:
        rows, who = _open_to_all(db, journal.latest(db, CSV_MOST)), _who(db)
    header = ("id", "at", "actor", "verb", "subject", "subject_id", "details")
    cells = [
        (row.id, row.at, who.get(row.actor, row.actor), row.verb, row.subject, row.subject_id, _details(row))
        for row in rows
    ]
    return base.csv_answer("journal", header, cells)


def _details(entry: Entry) -> str:
    return "; ".join(f"{name}={value}" for name, value in entry.details.items())
