"""Going back on paper (återbesök på papper): what was ticked by hand beside a due point becomes a check, as
if a phone had said it.

A row is known by its sheet and its point, and its check's id is made of them: typed twice it is one check,
two sheets are two. A check has no other page to be changed on, so a row may be typed over by whoever has seen
what stands there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from field import followups, kinds, places, walks
from field.findings import Finding
from field.followups import Check
from field.kit import i18n
from field.lifecycle import checking
from field.paper import transcribing
from field.paper.transcribing import SHEETS_MOST
from field.participants import Participant
from field.protocol import sheet as paper
from field.readings import desk, standing
from field.said import check as said_check
from field.said.body import body_digest
from field.walks import Walk


@dataclass(frozen=True)
class Tick:
    """What a sheet says of one point. `clock` as it stands on the paper, if it does; `was` the revision that
    was seen there, 0 for none.
    """

    finding_id: UUID
    outcome: str
    reason: str = ""
    text: str = ""
    clock: time | None = None
    was: int = 0


@dataclass
class KeptCheck:
    """What became of the ticks; `clashes` are points where something stands that nobody saw who typed: then
    keep nothing of it all.
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    clashes: list[UUID] = field(default_factory=list)


def points(db: Session, walk: Walk) -> list[Finding]:
    """What the walk's sheet asks about, by number. What has become a behaviour note since then is on no
    paper.
    """
    ids = {row.finding_id for row in followups.of_walk(db, walk.id) if row.state != "dropped"}
    rows = db.exec(select(Finding).where(col(Finding.id).in_(ids)))
    return sorted((row for row in rows if not row.is_restricted), key=lambda row: row.number or "")


def on_paper(db: Session, walk: Walk) -> list[paper.SheetPoint]:
    """The same as the sheet prints them, with what the owners have claimed, in the language in use."""
    known, asked = kinds.load(db), {row.id for row in points(db, walk)}
    return [
        paper.SheetPoint(
            each.finding.number or "",
            known.label(each.finding.kind),
            where(db, each.finding),
            each.finding.text,
            [f"{owner.name}: {i18n.gettext(row.claim.staff)}" for owner, row in each.claims],
        )
        for each in desk.visits.of_walk(db, walk)
        if each.finding.id in asked
    ]


def where(db: Session, finding: Finding) -> str:
    place = db.get(places.Place, finding.place_id) if finding.place_id else None
    area = db.get(places.Area, finding.area_id) if finding.area_id else None
    return standing.where(finding, place.name if place else None, area.name if area else "")


def check_id(walk_id: UUID, sheet: int, finding_id: UUID) -> UUID:
    return uuid5(walk_id, f"sheet {sheet} point {finding_id}")


def typed(db: Session, walk: Walk) -> dict[tuple[int, UUID], Check]:
    """(sheet, finding) → check, for the ticks that are typed in."""
    rows = {row.id: row for row in followups.checks_of_walk(db, walk.id)}
    spots = [(sheet, row.finding_id) for sheet in range(1, SHEETS_MOST + 1) for row in rows.values()]
    return {spot: rows[found] for spot in spots if (found := check_id(walk.id, *spot)) in rows}


def has_time(walk: Walk, check: Check) -> bool:
    """Whether the paper says when; if not the check has the time of the walk's start, and to the millisecond
    no other has.
    """
    return check.checked_at != walk.starts_at


def keep(
    db: Session, walk: Walk, sheet: int, ticks: Iterable[Tick], now: datetime, zone: ZoneInfo, actor: str
) -> KeptCheck:
    """Records each check. May be repeated: a point of which the same is said again is counted as such."""
    walks.lock(db, walk)
    kept, person = KeptCheck(), transcribing.speaker(db, walk, now)
    for tick in ticks:
        made = check_id(walk.id, sheet, tick.finding_id)
        present, body = db.get(Check, made), _body(walk, tick, zone)
        if present is not None and _says(present, body):
            kept.same += 1
        elif present is not None and (present.revision != tick.was or present.state == "frozen"):
            kept.clashes.append(tick.finding_id)
        else:
            _record(db, walk, person, made, present, body, now, actor)
            kept.added, kept.changed = kept.added + (present is None), kept.changed + (present is not None)
    return kept


def _body(walk: Walk, tick: Tick, zone: ZoneInfo) -> dict[str, Any]:
    """What a phone would say, but for the revision."""
    at = (
        transcribing.moment(walk.starts_at, tick.clock, zone) + transcribing.in_order(1)
        if tick.clock
        else walk.starts_at
    )
    said = {
        "finding": str(tick.finding_id),
        "outcome": tick.outcome,
        "reason": tick.reason,
        "text": tick.text,
    }
    return {**said, "checked_at": at.isoformat(), "photos": []}


def _says(present: Check, body: dict[str, Any]) -> bool:
    return present.digest == body_digest({**body, "revision": present.revision}, said_check.FIELDS)


def _record(
    db: Session,
    walk: Walk,
    person: Participant,
    made: UUID,
    present: Check | None,
    body: dict[str, Any],
    now: datetime,
    actor: str,
) -> None:
    revision = present.revision + 1 if present else 1
    said = said_check.read({**body, "revision": revision}, now)
    checking.record_check(db, walk, person, made, said, now, actor)
