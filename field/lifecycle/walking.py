"""Walked (vandrat): what a team says of its walk: how a stop felt, which way they went, and that it is over.

Each may be sent again, and the highest revision stands."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from field import journal, walks
from field.kit import leap
from field.kit.errors import Refusal
from field.participants import Participant
from field.ratings import Rating
from field.said.finish import FinishAsSaid
from field.said.rating import RatingAsSaid
from field.said.track import TrackAsSaid
from field.walks import Walk


@dataclass(frozen=True)
class Rated:
    rating: Rating
    created: bool
    flags: list[str]


def rate(
    db: Session, walk: Walk, person: Participant, rating_id: UUID, said: RatingAsSaid, now: datetime
) -> Rated:
    """Keeps a rating; idempotent on id and revision. Raises "not-found" for another walk's, "stale" with the
    row.
    """
    said = said.of_child() if person.is_child else said
    walks.lock(db, walk)
    row = db.get(Rating, rating_id)
    if row is not None and row.walk_id != walk.id:
        raise Refusal("not-found")
    if row is not None and (
        row.revision > said.revision or (row.revision == said.revision and row.digest != said.digest)
    ):
        raise Refusal("stale", rating=row)
    leap.check(said.revision, row.revision if row else 0, rating=row)
    created = row is None
    if row is None or row.revision < said.revision:
        row = row or Rating(
            id=rating_id,
            walk_id=walk.id,
            participant_id=person.id,
            questions_version="",
            answers={},
            rated_at=now,
        )
        row.answers, row.questions_version, row.place = said.answers, said.questions_version, said.place
        row.light, row.lamps, row.rated_at = said.light, said.lamps, said.rated_at
        row.lat, row.lon = said.position or (None, None)
        row.revision, row.digest, row.change = said.revision, said.digest, walks.next_change(db, walk)
        db.add(row)
        db.flush()
    return Rated(row, created, said.flags)


def keep_track(db: Session, walk: Walk, person: Participant, said: TrackAsSaid, now: datetime) -> bool:
    """Whether it is the first; idempotent on revision; an empty line takes it back. Raises "not-allowed" but
    for the leader, "stale" with `revision`.
    """
    if not person.is_leader:
        raise Refusal("not-allowed")
    return put_track(db, walk, said, now)


def put_track(db: Session, walk: Walk, said: TrackAsSaid, now: datetime) -> bool:
    """The same, of whoever may speak for the leader: a file that the leader's phone has saved."""
    walks.lock(db, walk)
    present = walks.track_of(db, walk.id)
    stands = present["revision"] if present else 0
    leap.check(said.revision, stands, revision=stands)
    if present is None or present["revision"] < said.revision:
        walks.put_track(db, walk, said.line, said.revision)
        journal.write(db, now, "phone", "track-kept", "walk", walk.id, positions=len(said.line))
    elif present["revision"] > said.revision or present["coordinates"] != said.line:
        raise Refusal("stale", revision=present["revision"])
    return present is None


def finish(db: Session, walk: Walk, person: Participant, said: FinishAsSaid, now: datetime) -> None:
    """What the phone still holds; of the walk itself only the leader speaks. Raises "stale" with `finish`."""
    walks.lock(db, walk)
    person.held, person.held_at = said.held, now
    db.add(person)
    db.flush()
    if person.is_leader:
        walks.put_finish(db, walk, said.conditions, said.revision)
