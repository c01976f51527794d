"""The rows: follow-ups and checks, and the questions asked about them."""

import calendar
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field, Session, SQLModel, col, select

from field.followups.outcomes import OUTCOMES, REASONS, Outcome
from field.kit import i18n, steps
from field.kit.db import Moment
from field.kit.tokens import uuid7

STEPS = steps.steps(
    waiting="due gathered dropped done",
    due="gathered dropped done",
    gathered="due done dropped",
    done="due",
    dropped="waiting due gathered",
)


class FollowUp(SQLModel, table=True):
    """`due_on` is a day in the installation's zone. `outcome` is what the check said; empty until then."""

    __tablename__ = "follow_up"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'due', 'gathered', 'done', 'dropped')", name="state"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    handover_id: UUID = Field(foreign_key="handover.id", unique=True)
    finding_id: UUID = Field(foreign_key="finding.id", index=True)
    due_on: date = Field(index=True)
    state: str = Field(default="waiting", index=True)
    walk_id: UUID | None = Field(default=None, foreign_key="walk.id", index=True)
    check_id: UUID | None = None
    outcome: str = ""

    @property
    def verdict(self) -> Outcome | None:
        return OUTCOMES.get(self.outcome)

    def move(self, to: str) -> None:
        steps.move(self, STEPS, to)


class Check(SQLModel, table=True):
    """One visit's result; its id is made by the phone. Position in degrees WGS 84. `change` is the walk's
    cursor when it last changed.
    """

    __tablename__ = "site_check"
    __table_args__ = (CheckConstraint(OUTCOMES.check("outcome"), name="outcome"),)

    id: UUID = Field(primary_key=True)
    walk_id: UUID = Field(foreign_key="walk.id", index=True)
    finding_id: UUID = Field(foreign_key="finding.id", index=True)
    handover_id: UUID | None = Field(default=None, foreign_key="handover.id")
    participant_id: UUID | None = Field(default=None, foreign_key="participant.id", ondelete="SET NULL")
    state: str = "recorded"
    outcome: str
    reason: str = ""
    text: str = ""
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    checked_at: datetime = Field(sa_type=Moment)
    revision: int = 0
    digest: str = ""
    change: int = 0
    photos_wanted: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))

    @property
    def verdict(self) -> Outcome:
        """What the outcome means, for each reader."""
        return OUTCOMES[self.outcome]

    @property
    def why(self) -> str:
        """The reason in words, and what was written of it: a phone chooses a reason, others may say their
        own.
        """
        known = REASONS.get(self.reason)
        reason = i18n.gettext(known.staff) if known else self.reason
        return " – ".join(part for part in (reason, self.text) if part)

    def move(self, to: str) -> None:
        steps.move(self, CHECK_STEPS, to)


CHECK_STEPS = steps.steps(recorded="frozen", frozen="")


def months_later(day: date, months: int) -> date:
    """The same day of the month `months` later; the last day where that month is shorter (31 Aug + 6 → 28 or
    29 Feb).
    """
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def schedule(db: Session, handover_id: UUID, finding_id: UUID, frozen_on: date, months: int) -> FollowUp:
    """Due `months` calendar months after the day the protocol was frozen. One for each handover; again
    changes nothing.
    """
    row = db.exec(select(FollowUp).where(FollowUp.handover_id == handover_id)).first()
    if row is None:
        row = FollowUp(handover_id=handover_id, finding_id=finding_id, due_on=months_later(frozen_on, months))
        db.add(row)
        db.flush()
    return row


def due(
    db: Session, today: date, states: tuple[str, ...] = ("waiting",), *, claim: bool = False
) -> list[FollowUp]:
    """Oldest first. Who means to move them claims them, so that of two at once the second finds them
    moved.
    """
    query = select(FollowUp).where(FollowUp.due_on <= today, col(FollowUp.state).in_(states))
    query = query.order_by(col(FollowUp.due_on), col(FollowUp.id))
    return list(db.exec(query.with_for_update() if claim else query))


def of_findings(db: Session, ids: list[UUID]) -> dict[UUID, list[FollowUp]]:
    found: dict[UUID, list[FollowUp]] = {}
    for row in db.exec(
        select(FollowUp).where(col(FollowUp.finding_id).in_(ids)).order_by(col(FollowUp.due_on))
    ):
        found.setdefault(row.finding_id, []).append(row)
    return found


def of_walk(db: Session, walk_id: UUID) -> list[FollowUp]:
    return list(db.exec(select(FollowUp).where(FollowUp.walk_id == walk_id).order_by(col(FollowUp.id))))


def of_handovers(db: Session, ids: list[UUID]) -> dict[UUID, FollowUp]:
    return {
        row.handover_id: row for row in db.exec(select(FollowUp).where(col(FollowUp.handover_id).in_(ids)))
    }


def checks_of_walk(db: Session, walk_id: UUID) -> list[Check]:
    return list(db.exec(select(Check).where(Check.walk_id == walk_id).order_by(col(Check.checked_at))))


def checks_of_findings(db: Session, ids: list[UUID]) -> dict[UUID, list[Check]]:
    found: dict[UUID, list[Check]] = {}
    for row in db.exec(select(Check).where(col(Check.finding_id).in_(ids)).order_by(col(Check.checked_at))):
        found.setdefault(row.finding_id, []).append(row)
    return found
