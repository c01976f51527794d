"""The link by which an owner answers (ägarens länk). Its token is derived from its row under the
installation's key and kept only as digest; opening it changes nothing.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Field, Session, SQLModel, col, select

from field.kit import tokens
from field.kit.db import Moment

LINK_LASTS = timedelta(days=550)
LINK_PURPOSE = "owner-link"


class OwnerLink(SQLModel, table=True):
    """One owner's way in to their points of one walk's protocol. `counter` is the number of the last answer
    through it; see `counter`.
    """

    __tablename__ = "owner_link"

    id: UUID = Field(default_factory=tokens.uuid7, primary_key=True)
    owner_id: str = Field(foreign_key="owner.id", index=True)
    walk_id: UUID = Field(foreign_key="walk.id", index=True)
    digest: str = Field(unique=True)
    made_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    counter: int = 0

    def works(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.made_at + LINK_LASTS


def link_for(db: Session, secret_key: str, owner_id: str, walk_id: UUID, now: datetime) -> OwnerLink:
    """The live link of an owner and a walk, made when there is none; a supplement goes out under the same."""
    query = select(OwnerLink).where(
        OwnerLink.owner_id == owner_id, OwnerLink.walk_id == walk_id, col(OwnerLink.revoked_at).is_(None)
    )
    for row in db.exec(query):
        if row.works(now) and row.digest == tokens.digest(link_token(secret_key, row.id)):
            return row
    return new_link(db, secret_key, owner_id, walk_id, now)


def new_link(db: Session, secret_key: str, owner_id: str, walk_id: UUID, now: datetime) -> OwnerLink:
    row_id = tokens.uuid7()
    row = OwnerLink(
        id=row_id,
        owner_id=owner_id,
        walk_id=walk_id,
        digest=tokens.digest(link_token(secret_key, row_id)),
        made_at=now,
    )
    row.counter = counter(db, row)
    db.add(row)
    db.flush()
    return row


def link_token(secret_key: str, link_id: UUID) -> str:
    return tokens.derived_token(secret_key, LINK_PURPOSE, link_id)


def by_token(db: Session, token: str, now: datetime) -> OwnerLink | None:
    """The link, or None for one that is wrong, revoked or expired: the page is the same for all three."""
    row = known_by(db, token)
    return row if row and row.works(now) else None


def known_by(db: Session, token: str) -> OwnerLink | None:
    """The link that once had this token, also one that no longer works."""
    return db.exec(select(OwnerLink).where(OwnerLink.digest == tokens.digest(token))).first()


def lock(db: Session, link: OwnerLink) -> None:
    """An owner's answers about one walk are taken in turn, whichever link they come by."""
    query = select(OwnerLink.id).where(OwnerLink.owner_id == link.owner_id, OwnerLink.walk_id == link.walk_id)
    db.exec(query.order_by(col(OwnerLink.id)).with_for_update()).all()


def counter(db: Session, link: OwnerLink) -> int:
    """The version a page shows. All links of an owner and a walk share their points, and so one count."""
    query = select(func.max(OwnerLink.counter)).where(
        OwnerLink.owner_id == link.owner_id, OwnerLink.walk_id == link.walk_id
    )
    return db.exec(query).one() or 0
