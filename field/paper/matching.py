"""Matching (fotona får sin plats): a camera's photos find the line they belong to by the clock, and a person
decides.

A camera's photos are kept for the walk at once, under an id of their own, and belong to no finding or check
until somebody has said which; where they are placed can be changed until the protocol is frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import TypeVar
from uuid import UUID, uuid5

from sqlmodel import Session, select

from field import findings, followups, journal, kinds, participants, photos, walks
from field.findings import Finding, position
from field.followups import Check
from field.kit.errors import Refusal
from field.kit.storage import Storage
from field.lifecycle import noting
from field.lifecycle.noting import placing, showing
from field.paper import revisiting, transcribing
from field.photos import Photo
from field.said import finding as said_finding
from field.walks import Walk

WINDOW = timedelta(minutes=10)
HALF_A_DAY = timedelta(hours=12)
DAY = timedelta(days=1)
L = TypeVar("L")
P = TypeVar("P")


# ── the rule ──


@dataclass(frozen=True)
class Shot:
    """When a photo says it was taken; satellites' time is right whatever the camera's clock shows."""

    taken_at: datetime | None
    by_satellite: bool = False

    def at(self, ahead: timedelta) -> datetime | None:
        """The real moment, for a camera whose clock is `ahead` of the time (behind, where negative)."""
        if self.taken_at is None or self.by_satellite:
            return self.taken_at
        return self.taken_at - ahead


def match(
    lines: Iterable[tuple[L, datetime]], shots: Mapping[P, Shot], ahead: timedelta = timedelta()
) -> dict[P, L | None]:
    """Each photo's line: the last one whose minute is not after the photo's and at most ten minutes before
    it, or None.

    One writes where one stands and then takes the pictures, so a photo belongs to what was written last;
    paper knows minutes, so seconds do not count. Of lines in the same minute it is the last. A photo before
    all lines, long after them or without a time has none."""
    order = sorted(((_minute(at), i, line) for i, (line, at) in enumerate(lines)), key=lambda each: each[:2])
    return {key: _line_of(order, shot.at(ahead)) for key, shot in shots.items()}


def _line_of(order: list[tuple[datetime, int, L]], at: datetime | None) -> L | None:
    if at is None:
        return None
    minute = _minute(at)
    return next(
        (line for written, _i, line in reversed(order) if written <= minute <= written + WINDOW), None
    )


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def ahead_by(camera: time, real: time) -> timedelta:
    """How far ahead a camera is that showed `camera` when it was `real`: at most twelve hours either way."""
    today = datetime(2000, 1, 1)  # noqa: DTZ001 - two clocks on one wall
    apart = datetime.combine(today, camera) - datetime.combine(today, real)
    return (apart + HALF_A_DAY) % DAY - HALF_A_DAY


# ── the photos ──


def tray(walk: Walk) -> UUID:
    """The id that a walk's camera photos are kept under."""
    return uuid5(walk.id, "camera")


def camera_photos(db: Session, walk: Walk) -> list[Photo]:
    """In the order they were taken; those without a time last."""
    rows = [row for row in photos.waiting_for(db, tray(walk)) if row.copies != "broken"]
    return sorted(rows, key=lambda row: (row.taken_at is None, row.taken_at or row.kept_at, row.sha256))


def shot_of(photo: Photo) -> Shot:
    return Shot(photo.taken_at, photo.taken_zone == "gps")


def lines_with_time(db: Session, walk: Walk) -> list[tuple[UUID, datetime]]:
    """What photos are matched with: the sheets' lines and points that have a time, or where no sheet is typed
    in whatever phones said.

    No behaviour notes. A point's id is its check's.
    """
    lines = [row for row in transcribing.typed(db, walk).values() if transcribing.NO_TIME not in row.flags]
    ticks = [row for row in revisiting.typed(db, walk).values() if revisiting.has_time(walk, row)]
    if not lines and not ticks:
        lines, ticks = findings.of_walk(db, walk.id), followups.checks_of_walk(db, walk.id)
    open_points = {row.id for row in revisiting.points(db, walk)}
    found = [(row.noted_at, row.id) for row in lines if not row.is_restricted]
    found += [(row.checked_at, row.id) for row in ticks if row.finding_id in open_points]
    return [(key, at) for at, key in sorted(found)]


def keep_shot(
    db: Session, storage: Storage, walk: Walk, mime: str, data: bytes, now: datetime, actor: str
) -> tuple[Photo, bool]:
    """Keeps a camera's photo: (photo, whether it is new). A picture that the walk has already, from whomever,
    is not kept twice.
    """
    walks.lock(db, walk)
    digest = sha256(data).hexdigest()
    query = select(Photo).where(Photo.walk_id == walk.id, Photo.sha256 == digest)
    held = db.exec(query).first()
    is_new = noting.keep_photo(
        db, storage, walk, held.target_id if held else tray(walk), digest, mime, data, now, actor
    )
    return held or db.exec(query).one(), is_new


def place(
    db: Session,
    walk: Walk,
    photo: Photo,
    to: Finding | Check | None,
    ahead: timedelta,
    now: datetime,
    actor: str,
) -> bool:
    """Puts a camera's photo with a finding or a check, or back among those without: whether that is a change.
    It awaits review as all do.

    Raises "not-found" for a behaviour note or another walk's finding, "frozen" where the photo stands in a
    protocol."""
    walks.lock(db, walk)
    finding = db.get_one(Finding, to.finding_id) if isinstance(to, Check) else to
    if (
        to is not None
        and finding is not None
        and (to.walk_id != walk.id or finding.is_restricted or to.state == "removed")
    ):
        raise Refusal("not-found")
    former = held_by(db, photo)
    if former is to:
        return False
    if former is not None and former.state == "frozen":
        raise Refusal("frozen")
    photo.finding_id, photo.check_id = (
        finding.id if finding else None,
        to.id if isinstance(to, Check) else None,
    )
    db.add(photo)
    db.flush()
    for each in (former, to):
        if each is not None:
            _settle(db, walk, photo, each, ahead)
    if finding is not None:
        showing.withdraw(db, finding, now, actor)
    journal.write(db, now, actor, "photo-placed", "photo", photo.id, finding=str(photo.finding_id or ""))
    return True


def held_by(db: Session, photo: Photo) -> Finding | Check | None:
    """What a photo is placed with."""
    if photo.check_id is not None:
        return db.get(Check, photo.check_id)
    return db.get(Finding, photo.finding_id) if photo.finding_id else None


def _settle(db: Session, walk: Walk, photo: Photo, each: Finding | Check, ahead: timedelta) -> None:
    """A photo's place comes and goes with it; the place of a point that is looked at again is known."""
    if isinstance(each, Check):
        each.change = walks.next_change(db, walk)
        db.add(each)
        return
    if photo.finding_id == each.id and photo.check_id is None:
        _tell(db, photo, each, ahead)
    elif position.settle(each, photos.of_findings(db, [each.id]).get(each.id, [])):
        placing.place_anew(db, walk, each)
    findings.touch(db, walk, each)


def _tell(db: Session, photo: Photo, finding: Finding, ahead: timedelta) -> None:
    """What the photo knows helps its finding; a clock that the coordinator has set right is no reason for
    doubt.
    """
    doubted = "photo-time" in finding.flags
    noting.use_facts(db, photo)
    at = shot_of(photo).at(ahead)
    if not doubted and at is not None and abs(at - finding.noted_at) <= DAY:
        finding.flags = [each for each in finding.flags if each != "photo-time"]
        db.add(finding)
        db.flush()


def finding_of(db: Session, walk: Walk, photo: Photo, ahead: timedelta, now: datetime, actor: str) -> Finding:
    """A finding that is nothing but a photo so far, to be completed in the clean-up; one for each photo,
    however often it is asked for.
    """
    made = uuid5(walk.id, f"camera {photo.sha256}")
    present = db.get(Finding, made)
    if present is not None:
        return present
    at = shot_of(photo).at(ahead) or walk.starts_at
    person = participants.of_file(db, walk, "adult", now)
    note = said_finding.read(
        {"type": "defect", "noted_at": at.isoformat(), "revision": 1}, kinds.load(db), now
    )
    note.flags.append("complete")
    return noting.note(db, walk, person, made, note, now, actor).finding
