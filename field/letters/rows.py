"""A letter's row (brevet), and questions about letters."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, SQLModel, col, select

from field.kit import steps, tokens
from field.kit.db import Moment
from field.letters.kinds import KINDS

STEPS = steps.steps(
    written="sending no_address failed",
    sending="sent written failed",
    sent="",
    failed="written",
    no_address="written",
)


class Letter(SQLModel, table=True):
    """`quiet` letters (reminders, digests) wait for daytime. `link_purpose` and `link_row` say which token
    stands at the mark.
    """

    __table_args__ = (CheckConstraint(steps.check("state", STEPS), name="state"),)

    id: UUID = Field(default_factory=tokens.uuid7, primary_key=True)
    kind: str
    to_email: str
    to_name: str = ""
    language: str = "sv"
    subject: str
    text: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    link_purpose: str | None = None
    link_row: UUID | None = None
    owner_id: str | None = Field(default=None, foreign_key="owner.id")
    walk_id: UUID | None = Field(default=None, foreign_key="walk.id", index=True)
    thread: str = ""
    quiet: bool = False
    state: str = Field(default="written", index=True)
    written_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=Moment)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    tries: int = 0
    error: str = ""

    @property
    def name(self) -> str:
        """What staff call it, not yet translated."""
        return KINDS[self.kind].staff

    def move(self, to: str) -> None:
        steps.move(self, STEPS, to)


def under_link(db: Session, link_row: UUID) -> list[Letter]:
    """Letters that carry a link, oldest first."""
    return list(
        db.exec(
            select(Letter).where(Letter.link_row == link_row).order_by(col(Letter.written_at), col(Letter.id))
        )
    )


def first_of_thread(db: Session, link_row: UUID) -> str:
    """The id of the first letter under a link: later ones answer to it, so that a mailbox shows one
    conversation.
    """
    return next((str(row.id) for row in under_link(db, link_row)), "")


def forget_reader(db: Session, letter: Letter) -> None:
    """Whom it was for and what it said are gone; that there was a letter stays. One that has not been sent is
    not sent.
    """
    if letter.state == "written":
        letter.move("no_address")
    letter.to_email = letter.to_name = letter.subject = letter.text = letter.html = ""
    db.add(letter)


def newest_first(db: Session, limit: int = 200) -> list[Letter]:
    return list(
        db.exec(select(Letter).order_by(col(Letter.written_at).desc(), col(Letter.id).desc()).limit(limit))
    )


def in_state(db: Session, *states: str) -> list[Letter]:
    return list(db.exec(select(Letter).where(col(Letter.state).in_(states)).order_by(col(Letter.written_at))))


def of_walk(db: Session, walk_id: UUID) -> list[Letter]:
    return list(db.exec(select(Letter).where(Letter.walk_id == walk_id).order_by(col(Letter.written_at))))
