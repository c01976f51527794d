"""One item of a saved file and the verb it goes through: the very one that a phone's PUT goes through."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from field import kinds, participants, walks
from field.findings import Finding
from field.followups import Check
from field.kit import leap
from field.kit.errors import Refusal
from field.lifecycle import checking, noting, walking
from field.participants import Participant
from field.ratings import Rating
from field.said import check as said_check
from field.said import finding as said_finding
from field.said import finish as said_finish
from field.said import rating as said_rating
from field.said import track as said_track
from field.said.body import read_revision, read_uuid
from field.walks import Finish, Walk


@dataclass
class Item:
    """What was said, as a PUT's body, and whom it speaks as."""

    db: Session
    walk: Walk
    person: Participant
    id: UUID
    body: dict[str, Any]
    now: datetime


@dataclass
class Taken:
    """`outcome` is added, changed or same, empty with a `refusal`; `lacking` are the photos that are not here
    yet.
    """

    outcome: str
    lacking: list[str] = field(default_factory=list)
    refusal: Refusal | None = None


def read(db: Session, said: dict[str, Any], now: datetime) -> Item:
    """Raises `Refusal`: "invalid" for what is no item, "not-found" where its walk is not here."""
    what = said.get("what")
    if not isinstance(what, str) or what not in VERBS:
        raise Refusal("invalid", field="what")
    walk = db.get(Walk, read_uuid(said.get("walk"), "walk"))
    if walk is None:
        raise Refusal("not-found")
    left_out = ("id", "what") if what in WITH_PHOTOS else ("id", "what", "photos")
    body = {name: value for name, value in said.items() if name not in left_out}
    item_id = walk.id if what in OF_WALK else read_uuid(said.get("id"), "id")
    return Item(db, walk, _speaker(db, walk, item_id, body, now), item_id, body, now)


def _speaker(db: Session, walk: Walk, item_id: UUID, body: dict[str, Any], now: datetime) -> Participant:
    """Who noted it, where that is still known; else somebody of the file, a child where a child may have
    spoken.
    """
    rows = (db.get(Finding, item_id), db.get(Check, item_id), db.get(Rating, item_id))
    known = next((row.participant_id for row in rows if row and row.participant_id), None)
    maker = db.get(Participant, known) if known else None
    eyes = body.get("perspective")
    spoken = [each for each in (eyes if isinstance(eyes, list) else [eyes]) if each in participants.CHILDREN]
    mode = spoken[0] if spoken else "child_10_12" if walk.kind == "children" else "adult"
    return maker or participants.of_file(db, walk, mode, now)


def _finding(item: Item) -> Taken:
    row = item.db.get(Finding, item.id)
    before = row.revision if row else None
    note = said_finding.read(
        _in_known_order(item.body, row), kinds.load(item.db), item.now, child=item.person.is_child
    )
    try:
        kept = noting.note(item.db, item.walk, item.person, item.id, note, item.now)
    except Refusal as refusal:
        if refusal.code != "stale" or row is None or row.state == "removed":
            raise
        return Taken(
            "", noting.missing(item.db, row, note.photos), refusal
        )  # newer words are here, but perhaps not the picture
    return Taken(_outcome(before, kept.finding.revision), kept.missing)


def _in_known_order(body: dict[str, Any], finding: Finding | None) -> dict[str, Any]:
    """A file may name its photos in another order than the phone sends them: that alone is no other body."""
    given = body.get("photos")
    if finding is None or finding.revision != body.get("revision") or not isinstance(given, list):
        return body
    return (
        {**body, "photos": finding.photos_wanted}
        if set(map(str, given)) <= set(finding.photos_wanted)
        else body
    )


def _check(item: Item) -> Taken:
    row = item.db.get(Check, item.id)
    before = row.revision if row else None
    kept = checking.record_check(
        item.db, item.walk, item.person, item.id, said_check.read(item.body, item.now), item.now
    )
    return Taken(_outcome(before, kept.check.revision), kept.missing)


def _rating(item: Item) -> Taken:
    row = item.db.get(Rating, item.id)
    before = row.revision if row else None
    kept = walking.rate(
        item.db, item.walk, item.person, item.id, said_rating.read(item.body, item.now), item.now
    )
    return Taken(_outcome(before, kept.rating.revision))


def _finish(item: Item) -> Taken:
    """Only a leader's phone has one, and a lower revision than what stands changes nothing."""
    row = item.db.get(Finish, item.walk.id)
    before = row.revision if row and row.revision >= 0 else None
    revision = read_revision(item.body.get("revision"))
    if before is not None and before > revision:
        return Taken("same")
    walks.lock(item.db, item.walk)
    counted = min(revision, leap.highest(before or 0))  # phones have counted in seconds
    kept = walks.put_finish(item.db, item.walk, said_finish.read(item.body).conditions, counted)
    return Taken(_outcome(before, kept.revision))


def _track(item: Item) -> Taken:
    """As the finish: only a leader's phone has one."""
    present = walks.track_of(item.db, item.walk.id)
    before = present["revision"] if present else None
    revision = read_revision(item.body.get("revision"))
    if before is not None and before > revision:
        return Taken("same")
    said = said_track.read({**item.body, "revision": min(revision, leap.highest(before or 0))})
    walking.put_track(item.db, item.walk, said, item.now)
    return Taken(_outcome(before, said.revision))


def _outcome(before: int | None, after: int) -> str:
    if before is None:
        return "added"
    return "changed" if after > before else "same"


VERBS: dict[str, Callable[[Item], Taken]] = {
    "finding": _finding,
    "check": _check,
    "rating": _rating,
    "finish": _finish,
    "track": _track,
}
OF_WALK = ("finish", "track")
WITH_PHOTOS = ("finding", "check")
