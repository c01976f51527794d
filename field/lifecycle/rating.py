"""Rated: what a group says about a stop, from one phone; may be sent again, and the highest revision
stands.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from field.kit import leap
from field.kit.errors import Refusal
from field.kit.text import one_line
from field.participants import Participant
from field.ratings import Rating
from field.said.body import body_digest, masked, read_moment, read_revision, read_spot, read_text
from field.walks import Walk, lock, next_change

LEVELS = range(4)
FIELDS = (
    "walk",
    "place",
    "position",
    "questions_version",
    "answers",
    "light",
    "lamps",
    "rated_at",
    "revision",
)


@dataclass(frozen=True)
class Rated:
    rating: Rating
    created: bool
    flags: list[str]


def rate(
    db: Session, walk: Walk, person: Participant, rating_id: UUID, body: dict[str, Any], now: datetime
) -> Rated:
    """Keeps a rating; idempotent on id and revision. Raises "not-found" for another walk's, "stale" with the
    row, "invalid".
    """
    lock(db, walk)
    row = db.get(Rating, rating_id)
    if row is not None and row.walk_id != walk.id:
        raise Refusal("not-found")
    revision, digest = read_revision(body.get("revision")), body_digest(body, FIELDS)
    if row is not None and (row.revision > revision or (row.revision == revision and row.digest != digest)):
        raise Refusal("stale", rating=row)
    leap.check(revision, row.revision if row else 0, rating=row)
    created = row is None
    flags: list[str] = []
    values = _read(body, now, flags, child=person.is_child)
    if row is None or row.revision < revision:
        row = row or Rating(
            id=rating_id,
            walk_id=walk.id,
            participant_id=person.id,
            questions_version="",
            answers={},
            rated_at=now,
        )
        for name, value in values.items():
            setattr(row, name, value)
        row.revision, row.digest, row.change = revision, digest, next_change(db, walk)
        db.add(row)
        db.flush()
    return Rated(row, created, flags)


def _read(body: dict[str, Any], now: datetime, flags: list[str], *, child: bool) -> dict[str, Any]:
    """Answers that are no level of the scale are set aside."""
    given = body.get("answers")
    if not isinstance(given, dict):
        raise Refusal("invalid", field="answers")
    answers = {one_line(code)[:40]: n for code, n in given.items() if type(n) is int and n in LEVELS}
    if len(answers) != len(given):
        flags.append("answers")
    spot = read_spot(body, flags)
    place = _word(body, "place")
    return {
        "answers": answers,
        "questions_version": _word(body, "questions_version"),
        "place": masked(place, flags) if child else place,
        "light": _word(body, "light"),
        "lamps": _word(body, "lamps"),
        "lat": spot[0] if spot else None,
        "lon": spot[1] if spot else None,
        "rated_at": read_moment(body.get("rated_at"), now, flags),
    }


def _word(body: dict[str, Any], name: str) -> str:
    return one_line(read_text(body, name))
