"""Checked on site: due points become a walk of their own, and what is seen there stands beside the owner's
claim.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from field import followups, journal, photos, walks
from field.findings import Finding
from field.followups import Check, FollowUp
from field.handovers import Handover
from field.kit import clock, leap
from field.kit.errors import Refusal
from field.participants import Participant
from field.photos import Photo
from field.said.check import CheckAsSaid
from field.walks import Walk


@dataclass(frozen=True)
class Checked:
    check: Check
    created: bool
    missing: list[str]
    flags: list[str]


def gather_checks(db: Session, walk: Walk, now: datetime, zone: ZoneInfo, actor: str) -> list[FollowUp]:
    """Puts the area's follow-ups that are due on the walk's day into the walk. Again: only what has come
    since.
    """
    day = clock.day(walk.starts_at, zone)
    due = followups.due(db, day, ("waiting", "due"), claim=True)
    here = [row for row in due if db.get_one(Finding, row.finding_id).area_id == walk.area_id]
    return gather(db, walk, here, now, actor)


def gather(db: Session, walk: Walk, rows: list[FollowUp], now: datetime, actor: str) -> list[FollowUp]:
    """Puts these follow-ups into a walk, also before they are due."""
    for row in rows:
        row.move("gathered")
        row.walk_id = walk.id
        db.add(row)
        journal.write(db, now, actor, "gathered", "follow_up", row.id, walk=str(walk.id))
    db.flush()
    return rows


def record_check(
    db: Session,
    walk: Walk,
    person: Participant,
    check_id: UUID,
    said: CheckAsSaid,
    now: datetime,
    actor: str = "",
) -> Checked:
    """Keeps a check from a phone; idempotent on id and revision. Raises "not-found" for a point not on this
    walk, "stale".

    `actor` is who typed it at the desk; else the journal names the phone.
    """
    said = said.of_child() if person.is_child else said
    walks.lock(db, walk)
    row = db.get(Check, check_id)
    if row is not None and row.walk_id != walk.id:
        raise Refusal("not-found")
    if row is not None and (
        row.revision > said.revision or (row.revision == said.revision and row.digest != said.digest)
    ):
        raise Refusal("stale", check=row)
    leap.check(said.revision, row.revision if row else 0, check=row)
    created = row is None
    if row is None or row.revision < said.revision:
        visits = _visits(db, walk, said, known=row is not None)
        row = _put(db, row or _new(walk, person, check_id, said), said)
        row.change = walks.next_change(db, walk)
        _settle(db, row, visits, actor or person.pseudonym(walk), now)
        _adopt_photos(db, row, person, said.photos, now)
    return Checked(row, created, _missing(db, row, said.photos), said.flags)


def _visits(db: Session, walk: Walk, said: CheckAsSaid, *, known: bool) -> list[FollowUp]:
    """The follow-ups a check speaks for: one handover's, or all open ones. A later walk may have taken a
    known check's.
    """
    rows = [row for row in followups.of_walk(db, walk.id) if row.finding_id == said.finding]
    if said.handover is not None:
        handover = db.get(Handover, said.handover)
        if handover is None or handover.finding_id != said.finding:
            raise Refusal("not-found")
        rows = [row for row in rows if row.handover_id == handover.id]
    if not rows and not known:
        raise Refusal("not-found")
    return rows


def _new(walk: Walk, person: Participant, check_id: UUID, said: CheckAsSaid) -> Check:
    return Check(
        id=check_id,
        walk_id=walk.id,
        finding_id=said.finding,
        outcome=said.outcome,
        checked_at=said.checked_at,
        participant_id=person.id,
    )


def _put(db: Session, check: Check, said: CheckAsSaid) -> Check:
    if check.state == "frozen":
        raise Refusal("frozen")
    check.outcome, check.reason, check.text, check.checked_at = (
        said.outcome,
        said.reason,
        said.text,
        said.checked_at,
    )
    check.lat, check.lon = said.position or (None, None)
    check.handover_id, check.revision, check.digest = said.handover, said.revision, said.digest
    db.add(check)
    db.flush()
    return check


def _settle(db: Session, check: Check, visits: list[FollowUp], actor: str, now: datetime) -> None:
    """Fixed, remains and worse settle the visit; "could not judge" leaves it due, and takes nothing back that
    another saw.
    """
    for visit in visits:
        overtaken = not check.verdict.is_settled and visit.state == "done" and visit.check_id != check.id
        if overtaken or visit.state == "dropped":
            continue
        visit.move("done" if check.verdict.is_settled else "due")
        visit.outcome, visit.check_id = check.outcome, check.id
        db.add(visit)
        journal.write(
            db, now, actor, "checked", "follow_up", visit.id, outcome=check.outcome, check=str(check.id)
        )
    db.flush()


def _photos(db: Session, check: Check, wanted: list[str]) -> list[Photo]:
    """Sent under the check's id, or under the finding's."""
    sent = [*photos.waiting_for(db, check.id), *photos.waiting_for(db, check.finding_id)]
    return [each for each in sent if each.sha256 in wanted and each.walk_id == check.walk_id]


def _adopt_photos(db: Session, check: Check, person: Participant, wanted: list[str], now: datetime) -> None:
    """What it names is the whole set: a picture of its own that it names no more is removed."""
    own = [each for each in photos.waiting_for(db, check.finding_id) if each.check_id == check.id]
    own += [each for each in photos.waiting_for(db, check.id) if each not in own]
    word = photos.naming.Naming(person.id, wanted, check.photos_wanted)
    photos.naming.apply([*own, *_photos(db, check, wanted)], word, now)
    check.photos_wanted = wanted
    db.add_all([check, *own])
    for photo in _photos(db, check, wanted):
        photo.check_id, photo.finding_id = check.id, check.finding_id
        db.add(photo)
    db.flush()


def _missing(db: Session, check: Check, wanted: list[str]) -> list[str]:
    held = {photo.sha256 for photo in _photos(db, check, wanted)}
    return [each for each in wanted if each not in held]
