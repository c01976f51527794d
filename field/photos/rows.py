"""A photo's row (fotot), where its bytes and copies lie, and questions about photos."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ColumnElement,
    UniqueConstraint,
    and_,
    or_,
    update,
)
from sqlmodel import Field, Session, SQLModel, col, select

from field.kit import steps
from field.kit.db import Database, Moment

STEPS = steps.steps(awaits="approved rejected", approved="awaits rejected", rejected="awaits approved")
COPY_VERSION = "1"
STANDS, OFFERED, REMOVED = "stands", "offered", "removed"
CLAIM_LASTS = timedelta(minutes=2)  # the slowest picture takes seconds


class Photo(SQLModel, table=True):
    """`state` is the review (awaits, approved, rejected); `copies` is whether the small and large copy exist.
    Position in degrees WGS 84.

    `boxes` are what is painted over, as a person decided: [x0, y0, x1, y1] in fractions of the upright
    picture. `proposed` are faces and
    plates that a model found, [x0, y0, x1, y1, what]; None until it has looked. When the original is
    destroyed (`destroyed_at`), `remains`
    is the key of the large copy that stands in its place: what was painted over in it stays so.

    `standing`: it stands where it was sent to, is offered (with a proposal about a point in a protocol), or
    is removed: no reader is told of it, and a day after `removed_at` it is destroyed. `removed_by` is its
    sender or who speaks for the finding. `sender_id` is forgotten when the protocol is frozen.
    """

    __table_args__ = (
        UniqueConstraint("target_id", "sha256"),
        CheckConstraint("state IN ('awaits', 'approved', 'rejected')", name="state"),
        CheckConstraint("copies IN ('new', 'ready', 'broken')", name="copies"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    walk_id: UUID = Field(foreign_key="walk.id", index=True)
    target_id: UUID
    finding_id: UUID | None = Field(default=None, foreign_key="finding.id", index=True)
    check_id: UUID | None = Field(default=None, index=True)
    answer_id: UUID | None = Field(default=None, index=True)
    sha256: str = Field(index=True)
    mime: str
    size: int
    kept_at: datetime = Field(sa_type=Moment)
    claimed_at: datetime | None = Field(default=None, sa_type=Moment)
    state: str = "awaits"
    copies: str = Field(default="new", index=True)
    public_id: UUID = Field(default_factory=uuid4, unique=True)
    reviewed_at: datetime | None = Field(default=None, sa_type=Moment)
    boxes: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    proposed: list[Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    tries: int = 0
    placeholder: str = ""
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    altitude_m: float | None = None
    bearing_deg: float | None = None
    taken_at: datetime | None = Field(default=None, sa_type=Moment)
    taken_zone: str | None = None
    orientation: int = 1
    width: int | None = None
    height: int | None = None
    facts_read: bool = False
    destroyed_at: datetime | None = Field(default=None, sa_type=Moment)
    remains: str = ""
    sender_id: UUID | None = None
    standing: str = STANDS
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
    removed_by: str = ""

    @property
    def is_voice(self) -> bool:
        return self.mime.startswith("audio/")

    def is_of_finding(self, finding_id: UUID) -> bool:
        """The finding's own: no check's, no answer's."""
        return self.finding_id == finding_id and self.check_id is None and self.answer_id is None

    @property
    def key(self) -> str:
        return original_key(self.sha256)

    @property
    def source_key(self) -> str:
        """What copies are made of: the original, or what remains of it."""
        return self.remains or self.key

    def copy_key(self, size: str) -> str:
        """Where a copy lies: named by the bytes, the painted boxes and the way copies are made."""
        painted = hashlib.sha256(repr(self.boxes).encode()).hexdigest()[:12]
        return f"{copies_folder(self.sha256)}{self.sha256}-{painted}-{COPY_VERSION}-{size}.jpg"

    def move(self, to: str) -> None:
        steps.move(self, STEPS, to)


def original_key(sha256: str) -> str:
    return f"photos/{sha256[:2]}/{sha256}"


def copies_folder(sha256: str) -> str:
    return f"copies/{sha256[:2]}/"


def is_copy_of(key: str, sha256: str) -> bool:
    return key.startswith(f"{copies_folder(sha256)}{sha256}-")


def by_hash(db: Session, target_id: UUID, sha256: str) -> Photo | None:
    return db.exec(select(Photo).where(Photo.target_id == target_id, Photo.sha256 == sha256)).first()


def waiting_for(db: Session, target_id: UUID) -> list[Photo]:
    """Photos sent to an id, be it before the thing with that id came; oldest first."""
    return list(
        db.exec(
            select(Photo).where(Photo.target_id == target_id).order_by(col(Photo.kept_at), col(Photo.sha256))
        )
    )


def of_findings(db: Session, ids: Iterable[UUID]) -> dict[UUID, list[Photo]]:
    """The findings' own photos (not checks' or answers'), oldest first."""
    query = select(Photo).where(
        col(Photo.finding_id).in_(list(ids)),
        col(Photo.check_id).is_(None),
        col(Photo.answer_id).is_(None),
        Photo.standing == STANDS,
    )
    found: dict[UUID, list[Photo]] = {}
    for row in db.exec(query.order_by(col(Photo.kept_at), col(Photo.sha256))):
        if row.finding_id:
            found.setdefault(row.finding_id, []).append(row)
    return found


def of_checks(db: Session, ids: Iterable[UUID]) -> dict[UUID, list[Photo]]:
    found: dict[UUID, list[Photo]] = {}
    for row in db.exec(select(Photo).where(col(Photo.check_id).in_(list(ids)), Photo.standing == STANDS)):
        if row.check_id:
            found.setdefault(row.check_id, []).append(row)
    return found


def of_answers(db: Session, ids: Iterable[UUID]) -> dict[UUID, list[Photo]]:
    found: dict[UUID, list[Photo]] = {}
    for row in db.exec(select(Photo).where(col(Photo.answer_id).in_(list(ids)), Photo.standing == STANDS)):
        if row.answer_id:
            found.setdefault(row.answer_id, []).append(row)
    return found


def of_walk(db: Session, walk_id: UUID) -> list[Photo]:
    """All that stands of what came with a walk, its checks and answers included, in the order it came."""
    query = select(Photo).where(Photo.walk_id == walk_id, Photo.standing == STANDS)
    return list(db.exec(query.order_by(col(Photo.kept_at), col(Photo.id))))


def by_public_id(db: Session, public_id: UUID) -> Photo | None:
    """Only an approved photo has a public face."""
    query = select(Photo).where(
        Photo.public_id == public_id, Photo.state == "approved", Photo.standing == STANDS
    )
    return db.exec(query).first()


UNDEVELOPED = and_(
    col(Photo.standing) == STANDS,
    or_(col(Photo.copies) == "new", and_(col(Photo.facts_read).is_(False), col(Photo.copies) != "broken")),
)
"""Of which facts or copies lack."""
NOT_LOOKED_AT = and_(
    col(Photo.standing) == STANDS,
    col(Photo.proposed).is_(None),
    col(Photo.state) == "awaits",
    col(Photo.copies) == "ready",
    col(Photo.mime).startswith("image/"),
)
"""That await a person, and that the model has not looked at."""


def waiting(db: Session, work: ColumnElement[bool], now: datetime, limit: int) -> list[UUID]:
    """Photos that nobody has in hand, oldest first; `work` is what is to be done with them."""
    return list(
        db.exec(select(Photo.id).where(work, _unclaimed(now)).order_by(col(Photo.kept_at)).limit(limit))
    )


@contextmanager
def claimed(
    database: Database, photo_id: UUID, work: ColumnElement[bool], now: datetime
) -> Iterator[Photo | None]:
    """The photo, for one worker at a time; None where another has it in hand, or has done it. A claim ends
    with the block, or by itself where a worker died.
    """
    with database.writing() as db:
        claim = update(Photo).where(col(Photo.id) == photo_id, work, _unclaimed(now))
        won = db.execute(claim.values(claimed_at=now)).rowcount == 1  # type: ignore[attr-defined]
        photo = db.get_one(Photo, photo_id) if won else None
    if photo is None:
        yield None
        return
    try:
        yield photo
    finally:
        with database.writing() as db:
            mine = update(Photo).where(col(Photo.id) == photo_id, col(Photo.claimed_at) == now)
            db.execute(mine.values(claimed_at=None))


def _unclaimed(now: datetime) -> ColumnElement[bool]:
    """A claim from times to come was made by a clock that has been put back since."""
    at = col(Photo.claimed_at)
    return or_(at.is_(None), at < now - CLAIM_LASTS, at > now + CLAIM_LASTS)


def awaiting_review(db: Session, walk_id: UUID) -> list[Photo]:
    query = select(Photo).where(
        Photo.walk_id == walk_id,
        Photo.state == "awaits",
        Photo.standing == STANDS,
        col(Photo.mime).startswith("image/"),
    )
    return list(db.exec(query.order_by(col(Photo.kept_at))))
