"""Walks in figures (vandringar i siffror): points, what waits, what is sent; counted by the database for all
walks of a list at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from field.findings import Finding
from field.followups import Check, FollowUp
from field.kinds import PUBLIC_TYPES
from field.photos import Photo
from field.walks import Walk


@dataclass(frozen=True)
class Counts:
    """Behaviour notes are not among them. `visits` are the places of a follow-up walk, `checked` those
    somebody has been to.
    """

    points: int = 0
    todo: int = 0
    ready: int = 0
    sent: int = 0
    photos: int = 0
    visits: int = 0
    checked: int = 0


def of(db: Session, walks: Sequence[Walk]) -> dict[UUID, Counts]:
    ids = [row.id for row in walks]
    states = select(Finding.walk_id, Finding.state, func.count()).where(
        col(Finding.walk_id).in_(ids), col(Finding.type).in_(PUBLIC_TYPES)
    )
    found = {
        (walk, state): count
        for walk, state, count in db.exec(states.group_by(col(Finding.walk_id), col(Finding.state)))
    }
    photos = _by_walk(
        db,
        select(Photo.walk_id, func.count()).where(
            Photo.state == "awaits", Photo.standing == "stands", col(Photo.mime).startswith("image/")
        ),
        Photo,
    )
    visits = _by_walk(db, select(FollowUp.walk_id, func.count(func.distinct(FollowUp.finding_id))), FollowUp)
    checks = _by_walk(db, select(Check.walk_id, func.count(func.distinct(Check.finding_id))), Check)
    return {
        each: Counts(
            points=sum(
                found.get((each, state), 0) for state in ("noted", "ready", "held", "double", "frozen")
            ),
            todo=found.get((each, "noted"), 0),
            ready=found.get((each, "ready"), 0),
            sent=found.get((each, "frozen"), 0),
            photos=photos.get(each, 0),
            visits=visits.get(each, 0),
            checked=checks.get(each, 0),
        )
        for each in ids
    }


def _by_walk(db: Session, query: Any, table: Any) -> dict[UUID, int]:  # noqa: ANN401 - a select of two columns, the table it counts
    return dict(db.exec(query.group_by(col(table.walk_id))).all())
