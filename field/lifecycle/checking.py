"""Checked on site: due points become a walk of their own, and what is seen there stands beside the owner's
claim.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from field import followups, journal, photos, walks
from field.findings import Finding
from field.followups import OUTCOMES, Check, FollowUp
from field.handovers import Handover
from field.kit import clock, leap
from field.kit.errors import Refusal
from field.kit.text import TEXT_MAX
from field.participants import Participant
from field.photos import Photo
from field.said.body import (
    body_digest,
    masked,
    read_moment,
    read_photos,
    read_revision,
    read_spot,
    read_text,
    read_uuid,
)
from field.walks import Walk

FIELDS = (
    "walk",
    "finding",
    "handover",
    "outcome",
    "reason",
    "text",
    "position",
    "checked_at",
    "photos",
    "revision",
)


@dataclass(frozen=True)
class Checked:
    check: Check
    created: bool
    missing: list[str]
    flags: list[str]


@dataclass
class CheckAsSaid:
    """A check as said by a phone, made safe. `flags` tells what was changed on the way in."""

    outcome: str
    reason: str
    text: str
    position: tuple[float, float] | None
    checked_at: datetime
    flags: list[str] = field(default_factory=list)


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
    body: dict[str, Any],
    now: datetime,
    actor: str = "",
) -> Checked:
    """Keeps a check from a phone; idempotent on id and revision. Raises "not-found" for a point not on this
    walk, "stale", "invalid".

    `actor` is who typed it at the desk; else the journal names the phone.
    """
    walks.lock(db, walk)
    row = db.get(Check, check_id)
    if row is not None and row.walk_id != walk.id:
        raise Refusal("not-found")
    revision, digest = read_revision(body.get("revision")), body_digest(body, FIELDS)
    if row is not None and (row.revision > revision or (row.revision == revision and row.digest != digest)):
        raise Refusal("stale", check=row)
    leap.check(revision, row.revision if row else 0, check=row)
    created = row is None
    wanted, seen = read_photos(body.get("photos")), _read(body, now, child=person.is_child)
    if row is None or row.revision < revision:
        finding_id, visits = _visits(db, walk, body, known=row is not None)
        row = _put(
            db,
            row
            or Check(
                id=check_id,
                walk_id=walk.id,
                finding_id=finding_id,
                outcome=seen.outcome,
                checked_at=now,
                participant_id=person.id,
            ),
            seen,
            body,
        )
        row.revision, row.digest, row.change = revision, digest, walks.next_change(db, walk)
        _settle(db, row, visits, actor or person.pseudonym(walk), now)
        _adopt_photos(db, row, wanted)
    return Checked(row, created, _missing(db, row, wanted), seen.flags)


def _read(body: dict[str, Any], now: datetime, *, child: bool) -> CheckAsSaid:
    if body.get("outcome") not in OUTCOMES:
        raise Refusal("invalid", field="outcome")
    flags: list[str] = []
    reason, text = read_text(body, "reason"), read_text(body, "text", TEXT_MAX)
    if child:
        reason, text = masked(reason, flags), masked(text, flags)
    spot = read_spot(body, flags)
    return CheckAsSaid(
        body["outcome"], reason, text, spot, read_moment(body.get("checked_at"), now, flags), flags
    )


def _visits(db: Session, walk: Walk, body: dict[str, Any], *, known: bool) -> tuple[UUID, list[FollowUp]]:
    """The finding, and the follow-ups a check speaks for: one handover's, or all open ones. A later walk may
    have taken a known check's.
    """
    finding_id, handover_id = read_uuid(body.get("finding"), "finding"), body.get("handover")
    rows = [row for row in followups.of_walk(db, walk.id) if row.finding_id == finding_id]
    if handover_id is not None:
        handover = db.get(Handover, read_uuid(handover_id, "handover"))
        if handover is None or handover.finding_id != finding_id:
            raise Refusal("not-found")
        rows = [row for row in rows if row.handover_id == handover.id]
    if not rows and not known:
        raise Refusal("not-found")
    return finding_id, rows


def _put(db: Session, check: Check, seen: CheckAsSaid, body: dict[str, Any]) -> Check:
    if check.state == "frozen":
        raise Refusal("frozen")
    check.outcome, check.reason, check.text, check.checked_at = (
        seen.outcome,
        seen.reason,
        seen.text,
        seen.checked_at,
    )
    check.lat, check.lon = seen.position or (None, None)
    check.handover_id = read_uuid(body["handover"], "handover") if body.get("handover") else None
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


def _adopt_photos(db: Session, check: Check, wanted: list[str]) -> None:
    for photo in _photos(db, check, wanted):
        photo.check_id, photo.finding_id = check.id, check.finding_id
        db.add(photo)
    db.flush()


def _missing(db: Session, check: Check, wanted: list[str]) -> list[str]:
    held = {photo.sha256 for photo in _photos(db, check, wanted)}
    return [each for each in wanted if each not in held]
