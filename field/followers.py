"""Followers (de som följer): an address that wants to hear what becomes of a point, or of an area. No
account, and one click ends it.

An address is kept only as long as it is wanted. Until its owner has said yes from their own mailbox nothing
is sent to it but the question."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import JSON, Column, UniqueConstraint, or_
from sqlmodel import Field, Session, SQLModel, col, select

from field.findings import Finding
from field.kit import tokens
from field.kit.db import Moment
from field.places import Area

LINK_PURPOSE = "follow"
UNCONFIRMED_LASTS = timedelta(days=7)


class Follower(SQLModel, table=True):
    """`about` is the id of the finding or area. `told`: public number → how it stood when last told, as
    `following` writes it.
    """

    __table_args__ = (UniqueConstraint("email", "about"),)

    id: UUID = Field(default_factory=tokens.uuid7, primary_key=True)
    digest: str = Field(unique=True)
    email: str
    language: str = "sv"
    about: UUID
    finding_id: UUID | None = Field(default=None, foreign_key="finding.id", index=True)
    area_id: UUID | None = Field(default=None, foreign_key="area.id", index=True)
    asked_at: datetime = Field(sa_type=Moment)
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    looked_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    told: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


def ask(
    db: Session, secret_key: str, email: str, language: str, about: Finding | Area, now: datetime
) -> Follower:
    """The row of an address and what it wants to follow; asked again it is the same row, in the language
    asked for last.
    """
    row = db.exec(select(Follower).where(Follower.email == email, Follower.about == about.id)).first()
    if row is None:
        row_id = tokens.uuid7()
        digest = tokens.digest(tokens.derived_token(secret_key, LINK_PURPOSE, row_id))
        row = Follower(id=row_id, digest=digest, email=email, about=about.id, asked_at=now)
        row.finding_id, row.area_id = (about.id, None) if isinstance(about, Finding) else (None, about.id)
    row.language, row.asked_at = language, now
    db.add(row)
    db.flush()
    return row


def by_token(db: Session, token: str) -> Follower | None:
    return db.exec(select(Follower).where(Follower.digest == tokens.digest(token))).first()


def to_be_told(db: Session, before: datetime) -> list[UUID]:
    """Those who have said yes, and for whom nobody has looked since `before`."""
    query = select(Follower.id).where(col(Follower.confirmed_at).is_not(None))
    return list(
        db.exec(
            query.where(or_(col(Follower.looked_at).is_(None), col(Follower.looked_at) < before)).order_by(
                col(Follower.id)
            )
        )
    )


def unconfirmed(db: Session, now: datetime) -> list[UUID]:
    """Those who never said yes, and may not any more."""
    query = select(Follower.id).where(
        col(Follower.confirmed_at).is_(None), Follower.asked_at < now - UNCONFIRMED_LASTS
    )
    return list(db.exec(query))
