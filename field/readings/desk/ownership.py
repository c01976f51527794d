"""Owners as they answer (problemägare): how many points they hold, how soon they answer, whether letters
reach them.
"""

from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from field import handovers, owners
from field.findings import Finding
from field.followups import FollowUp
from field.handovers import Answer, Handover, OwnerLink
from field.letters import Letter
from field.owners import Owner
from field.walks import Walk


@dataclass
class OwnerStanding:
    """`open` are points without any answer; `days` the median days to the first answer, None before the first
    one.
    """

    owner: Owner
    points: int = 0
    open: int = 0
    answered: int = 0
    days: float | None = None
    last_answer: datetime | None = None
    oldest_open: datetime | None = None
    letters: dict[str, int] = field(default_factory=dict)

    @property
    def contact(self) -> str:
        """Health of the contact: "none" (no address), "bounced", "silent" (points, and never an answer) or
        "good".
        """
        if not self.owner.email:
            return "none"
        if self.letters.get("failed"):
            return "bounced"
        return "silent" if self.open and not self.answered else "good"


def standings(db: Session) -> list[OwnerStanding]:
    """Every owner by name, also those that hold nothing."""
    found = {owner.id: OwnerStanding(owner) for owner in owners.everyone(db).values()}
    for owner_id, state, count, oldest in _counted(db):
        row = found[owner_id]
        row.points += count
        if state == "open":
            row.open, row.oldest_open = count, oldest
        else:
            row.answered += count
    for owner_id, days, last in _answer_times(db):
        found[owner_id].days, found[owner_id].last_answer = days, last
    for owner_id, state, count in _letter_states(db):
        found[owner_id].letters[state] = count
    return list(found.values())


def _counted(db: Session) -> list[tuple[str, str, int, datetime]]:
    query = select(Handover.owner_id, Handover.state, func.count(), func.min(Handover.handed_over_at))
    query = query.where(col(Handover.state).not_in(handovers.PAST)).group_by(
        col(Handover.owner_id), col(Handover.state)
    )
    return [(owner_id, state, count, oldest) for owner_id, state, count, oldest in db.exec(query)]


def _answer_times(db: Session) -> list[tuple[str, float, datetime]]:
    """(owner, median days from handed over to first answered, when they last answered)."""
    query = select(Handover.owner_id, Handover.handed_over_at, func.min(Answer.at), func.max(Answer.at))
    query = query.join(Answer, col(Answer.handover_id) == Handover.id).group_by(col(Handover.id))
    waits: dict[str, list[float]] = {}
    latest: dict[str, datetime] = {}
    for owner_id, given, first, last in db.exec(query):
        waits.setdefault(owner_id, []).append((first - given).total_seconds() / 86_400)
        latest[owner_id] = max(last, latest.get(owner_id, last))
    return [(owner_id, median(days), latest[owner_id]) for owner_id, days in waits.items()]


def _letter_states(db: Session) -> list[tuple[str, str, int]]:
    query = select(Letter.owner_id, Letter.state, func.count()).where(col(Letter.owner_id).is_not(None))
    return [
        (str(owner_id), state, count)
        for owner_id, state, count in db.exec(query.group_by(col(Letter.owner_id), col(Letter.state)))
    ]


@dataclass(frozen=True)
class HeldPoint:
    """One point in an owner's hands, with all that was said of it and the visit that looks at it."""

    handover: Handover
    finding: Finding
    walk: Walk
    said: list[Answer]
    visit: FollowUp | None

    @property
    def answer(self) -> Answer | None:
        return handovers.standing(self.said)


def held_by(db: Session, owner_id: str) -> list[HeldPoint]:
    """The owner's points, the unanswered first, then the newest."""
    query = select(Handover, Finding, OwnerLink.walk_id).join(Finding, col(Finding.id) == Handover.finding_id)
    query = query.join(OwnerLink, col(OwnerLink.id) == Handover.link_id).where(Handover.owner_id == owner_id)
    rows = db.exec(query.order_by(col(Handover.handed_over_at).desc(), col(Handover.number))).all()
    said = handovers.history(db, [row.id for row, _finding, _walk in rows])
    visits = _visits(db, [row.id for row, _finding, _walk in rows])
    held = [
        HeldPoint(row, finding, db.get_one(Walk, walk_id), said.get(row.id, []), visits.get(row.id))
        for row, finding, walk_id in rows
    ]
    return sorted(held, key=lambda each: each.handover.state != "open")


def _visits(db: Session, ids: list[UUID]) -> dict[UUID, FollowUp]:
    return {
        row.handover_id: row for row in db.exec(select(FollowUp).where(col(FollowUp.handover_id).in_(ids)))
    }


@dataclass(frozen=True)
class Link:
    link: OwnerLink
    walk: Walk
    points: int


def links_of(db: Session, owner_id: str) -> list[Link]:
    """The owner's ways in, newest first, also those that no longer work."""
    query = select(OwnerLink, Walk, func.count(col(Handover.id))).join(
        Walk, col(Walk.id) == OwnerLink.walk_id
    )
    query = query.join(Handover, col(Handover.link_id) == OwnerLink.id, isouter=True).where(
        OwnerLink.owner_id == owner_id
    )
    rows = db.exec(query.group_by(col(OwnerLink.id), col(Walk.id)).order_by(col(OwnerLink.made_at).desc()))
    return [Link(link, walk, points) for link, walk, points in rows]
