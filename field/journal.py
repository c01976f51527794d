"""The journal (journalen): who did what when, append-only. The database itself refuses to change or delete a
row.

A phone is named by a pseudonym that dies when its walk's protocol is frozen: the journal may say *which*
pass, never for ever *who*."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, Table, bindparam, func, insert
from sqlmodel import Field, Session, SQLModel, col, select

from field.kit.db import Moment
from field.kit.ready import Driver, Ready


class Entry(SQLModel, table=True):
    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_subject", "subject", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    actor: str
    verb: str
    subject: str
    subject_id: str
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


JOURNAL: Table = SQLModel.metadata.tables["journal"]
WRITING = Ready(
    insert(JOURNAL).values(
        {name: bindparam(name) for name in ("at", "actor", "verb", "subject", "subject_id", "details")}
    )
)


def write(
    db: Session, at: datetime, actor: str, verb: str, subject: str, subject_id: UUID | str, **details: object
) -> None:
    """One line. `actor`: `staff:<id>`, `owner:<id>`, `phone:<pseudonym>`, `worker`, `command`. Details are
    plain JSON without free text; `why` alone is, a reason that staff give for what they do."""
    db.add(Entry(at=at, actor=actor, verb=verb, subject=subject, subject_id=str(subject_id), details=details))


def write_now(
    driver: Driver,
    at: datetime,
    actor: str,
    verb: str,
    subject: str,
    subject_id: UUID | str,
    **details: object,
) -> None:
    """As `write`, at once and past the session: for what happens with every photo."""
    driver.change(
        WRITING, at=at, actor=actor, verb=verb, subject=subject, subject_id=str(subject_id), details=details
    )


def of(db: Session, subject: str, subject_id: UUID | str) -> list[Entry]:
    query = (
        select(Entry)
        .where(Entry.subject == subject, Entry.subject_id == str(subject_id))
        .order_by(col(Entry.id))
    )
    return list(db.exec(query))


def last_told(db: Session, subject: str, verb: str, ids: Iterable[UUID]) -> dict[str, datetime]:
    """When a thing was last said of each of these; subjects it was never said of are left out."""
    query = select(Entry.subject_id, Entry.at).where(
        Entry.subject == subject, Entry.verb == verb, col(Entry.subject_id).in_([str(each) for each in ids])
    )
    return dict(db.exec(query.order_by(col(Entry.id))).all())


def latest(db: Session, limit: int = 100, before: int | None = None) -> list[Entry]:
    """Newest first; `before` is the id to go on from."""
    query = select(Entry).order_by(col(Entry.id).desc()).limit(limit)
    return list(db.exec(query.where(col(Entry.id) < before) if before else query))


def newest(db: Session) -> int:
    """The id of the last entry: while it is the same, nothing that is written in the journal has changed."""
    return db.exec(select(func.max(Entry.id))).one() or 0


def last_backup(db: Session) -> Entry | None:
    """The last whole copy of everything; `details["walks"]` is walk → how far its cursor had come in it."""
    return db.exec(
        select(Entry).where(Entry.verb == "backed-up").order_by(col(Entry.id).desc()).limit(1)
    ).first()
