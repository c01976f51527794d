"""The rows: a handover and its owner's answers, and the questions asked about them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from field.handovers.answers import REASONS, STATES, HandoverState, WontReason
from field.handovers.links import OwnerLink, counter
from field.kit import steps, tokens
from field.kit.db import Moment
from field.kit.errors import Refusal

UNDO_LASTS = timedelta(hours=24)
LIVE = " ".join(STATES.where(lambda state: state.is_live))
STEPS = steps.steps(
    **{
        code: " ".join(STATES) if state.is_live else LIVE if code == "withdrawn" else ""
        for code, state in STATES.items()
    }
)
"""An owner's point may become anything; one that was withdrawn may come back, for a day.
"""


class Handover(SQLModel, table=True):
    """`version` is the link's counter when this point last changed: what a stale page is measured against."""

    __table_args__ = (
        UniqueConstraint("finding_id", "owner_id", "protocol_id"),
        CheckConstraint(STATES.check("state"), name="state"),
    )

    id: UUID = Field(default_factory=tokens.uuid7, primary_key=True)
    finding_id: UUID = Field(foreign_key="finding.id", index=True)
    owner_id: str = Field(foreign_key="owner.id", index=True)
    protocol_id: UUID = Field(foreign_key="protocol.id", index=True)
    link_id: UUID = Field(foreign_key="owner_link.id", index=True)
    number: str
    why: str = ""
    wanted_by: date | None = None
    state: str = "open"
    own_ref: str = ""
    planned_date: date | None = None
    handed_over_at: datetime = Field(sa_type=Moment)
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    version: int = 0

    @property
    def claim(self) -> HandoverState:
        """What the state means, for each reader."""
        return STATES[self.state]

    @property
    def is_live(self) -> bool:
        """Still the owner's to answer."""
        return self.claim.is_live

    @property
    def is_answered(self) -> bool:
        return bool(self.claim.owner)

    def move(self, to: str) -> None:
        steps.move(self, STEPS, to)


class Answer(SQLModel, table=True):
    """One answer; a new one is a new row and the latest not undone counts."""

    id: UUID = Field(default_factory=tokens.uuid7, primary_key=True)
    handover_id: UUID = Field(foreign_key="handover.id", index=True)
    answer: str
    at: datetime = Field(sa_type=Moment)
    day: date | None = None
    words: str = ""
    reason: str = ""
    suggested_owner: str = ""
    own_ref: str = ""
    undone_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def claim(self) -> HandoverState:
        return STATES[self.answer]

    @property
    def why(self) -> WontReason | None:
        return REASONS.get(self.reason)


def of_link(db: Session, link: OwnerLink) -> list[Handover]:
    """The points an owner sees, by number; the owner's other links of the walk share them."""
    query = select(Handover).join(OwnerLink, col(OwnerLink.id) == Handover.link_id)
    query = query.where(
        OwnerLink.owner_id == link.owner_id, OwnerLink.walk_id == link.walk_id, Handover.state != "withdrawn"
    )
    return list(db.exec(query.order_by(col(Handover.number))))


def of_finding(db: Session, finding_id: UUID) -> list[Handover]:
    return list(
        db.exec(
            select(Handover).where(Handover.finding_id == finding_id).order_by(col(Handover.handed_over_at))
        )
    )


def of_findings(db: Session, ids: list[UUID]) -> dict[UUID, list[Handover]]:
    found: dict[UUID, list[Handover]] = {}
    for row in db.exec(
        select(Handover).where(col(Handover.finding_id).in_(ids)).order_by(col(Handover.handed_over_at))
    ):
        found.setdefault(row.finding_id, []).append(row)
    return found


def history(db: Session, handover_ids: list[UUID]) -> dict[UUID, list[Answer]]:
    """All answers, oldest first; also those undone."""
    found: dict[UUID, list[Answer]] = {}
    for row in db.exec(
        select(Answer)
        .where(col(Answer.handover_id).in_(handover_ids))
        .order_by(col(Answer.at), col(Answer.id))
    ):
        found.setdefault(row.handover_id, []).append(row)
    return found


def standing(said: Sequence[Answer]) -> Answer | None:
    """Of a handover's answers, oldest first, the one that counts: the latest that has not been undone."""
    return next((answer for answer in reversed(said) if answer.undone_at is None), None)


def standing_answer(db: Session, handover_id: UUID) -> Answer | None:
    return standing(history(db, [handover_id]).get(handover_id, []))


def record(db: Session, link: OwnerLink, handover: Handover, answer: Answer) -> None:
    """Adds an answer and lets it stand."""
    db.add(answer)
    _stand(db, link, handover, answer, answer.at)


def undo(db: Session, link: OwnerLink, handover: Handover, now: datetime) -> None:
    """Takes the latest answer back, within 24 hours; the one before it stands again. Raises
    `Refusal("wrong-step")` later than that.
    """
    latest = standing_answer(db, handover.id)
    if latest is None or now > latest.at + UNDO_LASTS:
        raise Refusal("wrong-step")
    latest.undone_at = now
    db.add(latest)
    db.flush()
    _stand(db, link, handover, standing_answer(db, handover.id), now)


def _stand(db: Session, link: OwnerLink, handover: Handover, answer: Answer | None, now: datetime) -> None:
    handover.move(answer.answer if answer else "open")
    handover.answered_at = answer.at if answer else None
    handover.planned_date = answer.day if answer and answer.claim.day == "planned" else None
    handover.own_ref = (answer.own_ref if answer else "") or handover.own_ref
    link.counter = counter(db, link) + 1
    handover.version = link.counter
    db.add(link)
    db.add(handover)
    db.flush()
