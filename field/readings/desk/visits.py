"""Follow-ups as a plan (uppföljning): what is due where and when, and what the visits of a walk saw, before
beside after.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from field import followups, handovers, photos
from field.findings import Finding
from field.followups import Check, FollowUp
from field.handovers import Handover
from field.owners import Owner
from field.photos import Photo
from field.places import Area
from field.walks import Walk

OPEN = ("waiting", "due", "gathered")


@dataclass(frozen=True)
class Bunch:
    """An area's points of one month. `ripe` is how many are due on the day that was asked for, `gathered` how
    many are on a walk.
    """

    area: Area
    month: date
    points: int
    ripe: int
    gathered: int


def plan(db: Session, day: date) -> list[Bunch]:
    """What is still to be looked at, by area and calendar month; a point counts once however many owners have
    it.
    """
    query = (
        select(FollowUp, Area)
        .join(Finding, col(Finding.id) == FollowUp.finding_id)
        .join(Area, col(Area.id) == Finding.area_id)
    )
    query = query.where(col(FollowUp.state).in_(OPEN)).order_by(col(FollowUp.due_on))
    bunches: dict[tuple[UUID, date], list[FollowUp]] = {}
    areas: dict[UUID, Area] = {}
    for row, area in db.exec(query):
        areas[area.id] = area
        bunches.setdefault((area.id, row.due_on.replace(day=1)), []).append(row)
    return [_bunch(areas[area_id], month, rows, day) for (area_id, month), rows in bunches.items()]


def _bunch(area: Area, month: date, rows: list[FollowUp], day: date) -> Bunch:
    gathered = {row.finding_id for row in rows if row.state == "gathered"}
    ripe = {row.finding_id for row in rows if row.state != "gathered" and row.due_on <= day}
    return Bunch(area, month, len({row.finding_id for row in rows}), len(ripe), len(gathered))


@dataclass(frozen=True)
class Visited:
    """One point of a follow-up walk: what the owners claim, what was seen, and the photos of both times."""

    finding: Finding
    claims: list[tuple[Owner, Handover]]
    check: Check | None
    before: list[Photo]
    after: list[Photo]


def of_walk(db: Session, walk: Walk) -> list[Visited]:
    """By number. Of several checks it is the one that settled the visit; a point that nobody has come to yet
    has none.
    """
    visits = followups.of_walk(db, walk.id)
    ids = list(dict.fromkeys(row.finding_id for row in visits))
    made = followups.checks_of_walk(db, walk.id)
    settled = {row.check_id for row in visits}
    checks = {row.finding_id: row for row in sorted(made, key=lambda row: row.id in settled)}
    before, after = photos.of_findings(db, ids), photos.of_checks(db, [row.id for row in checks.values()])
    asked = {row.handover_id for row in visits}
    held = handovers.of_findings(db, ids)
    found = [db.get_one(Finding, each) for each in dict.fromkeys([*ids, *checks])]
    return sorted(
        (
            Visited(
                row,
                [
                    (db.get_one(Owner, each.owner_id), each)
                    for each in held.get(row.id, [])
                    if each.id in asked
                ],
                checks.get(row.id),
                before.get(row.id, []),
                after.get(checks[row.id].id, []) if row.id in checks else [],
            )
            for row in found
        ),
        key=lambda each: each.finding.number or "",
    )
