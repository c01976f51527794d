"""Setbacks (bakslag): what the worker could not do, row by row. What fails is put off by itself, so that
nothing stops another.

A row here is a try that failed, and is gone as soon as one succeeds. Whose row it is nobody asks: the key is
a word for the kind of work and the id of what it was about. What keeps everybody from working, a store or a
database that is away, is nobody's setback and counts for none.
"""

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeVar

from sqlalchemy import delete, func
from sqlmodel import Field, Session, SQLModel, col, select

from field.kit import trouble
from field.kit.db import Database, Moment
from field.kit.i18n import lazy
from field.kit.storage import StoreAway

T = TypeVar("T")

What = Literal[
    "photo",
    "face",
    "letter",
    "told",
    "follow_up",
    "person",
    "reminder",
    "follower",
    "original",
    "removed",
    "forgetting",
    "line",
]
WORDS: dict[str, object] = {
    "photo": lazy("foton som inte går att göra kopior av"),
    "face": lazy("foton där ansikten inte går att leta upp"),
    "letter": lazy("brev som inte går att skicka"),
    "told": lazy("skickade brev som inte går att anteckna"),
    "follow_up": lazy("uppföljningar som inte går att säga till om"),
    "person": lazy("personer som inte går att skriva till om uppföljningar"),
    "reminder": lazy("påminnelser som inte går att skriva"),
    "follower": lazy("följare som inte går att skriva till"),
    "original": lazy("originalfoton som inte går att förstöra i tid"),
    "removed": lazy("borttagna bilder som inte går att förstöra i tid"),
    "forgetting": lazy("uppgifter som inte går att ta bort i tid"),
    "line": lazy("sysslor som inte blir gjorda alls"),
}
WAIT = timedelta(hours=1)
BUSY_WAIT = timedelta(minutes=1)
SHOWN_AFTER = 3
FORGOTTEN_AFTER = timedelta(days=2)  # nobody has tried again since: it is not asked for any more
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


class Setback(SQLModel, table=True):
    """`error` is the class of what was raised last, without its words: they may hold anything."""

    what: str = Field(primary_key=True)
    about: str = Field(primary_key=True)
    tries: int = 0
    first_at: datetime = Field(sa_type=Moment)
    next_at: datetime = Field(sa_type=Moment)
    error: str = ""


@dataclass(frozen=True)
class SetbackCount:
    """How many of a kind have failed three times or more, the first of them since `since`."""

    what: str
    count: int
    since: datetime

    @property
    def words(self) -> str:
        return words(self.what)


def words(what: str) -> str:
    """The kind of work in staff's words."""
    return str(WORDS.get(what, what))


def each(
    database: Database,
    what: What,
    items: Iterable[T],
    do: Callable[[T], object],
    now: datetime,
    *,
    at_most: int | None = None,
) -> int:
    """Does it for each item by itself, at most for so many; how many said that something was done. An item is
    known by its `str`.

    What is raised is logged with the item and put off an hour, and the next has its turn. Raises only what is
    everybody's: the store away, no room left, the database away.
    """
    known = _known(database, what)
    done = failed = 0
    for item in items:
        setback = known.get(str(item))
        if setback and is_put_off(setback, now):
            continue
        if done + failed == at_most:
            break
        try:
            done += bool(do(item))
        except Exception as error:
            if _is_everybodys(error):
                raise
            failed += 1
            trouble.log_it("set-back", error, what=what, about=str(item))
            with database.writing() as db:
                put_off(db, what, item, now, error)
        else:
            if setback:
                with database.writing() as db:
                    clear(db, what, item)
    return done


@contextmanager
def guarded(db: Session, what: What, item: object, now: datetime) -> Iterator[None]:
    """The same for one item of several in a transaction: what it did is taken back alone."""
    try:
        with db.begin_nested():
            yield
    except Exception as error:
        if _is_everybodys(error):
            raise
        trouble.log_it("set-back", error, what=what, about=str(item))
        put_off(db, what, item, now, error)


def is_put_off(setback: Setback, now: datetime) -> bool:
    """Nothing is put off for long: what seems to be was so by a clock that has been put back since."""
    return now < setback.next_at < now + 2 * WAIT


def put_off(db: Session, what: What, item: object, now: datetime, error: Exception) -> None:
    """Counts a failure. What was merely in the way of another, a lock held for too long, is soon tried
    again.
    """
    row = db.get(Setback, (what, str(item))) or Setback(what=what, about=str(item), first_at=now, next_at=now)
    row.tries += 1
    row.error = type(error).__name__
    row.next_at = now + (BUSY_WAIT if trouble.is_busy(error) else WAIT)
    db.add(row)
    db.flush()


def count(database: Database, what: What, tried: Mapping[str, Exception | None], now: datetime) -> None:
    """For what is never put off: counts what failed, takes away the count of what did not. Reads only, where
    all is well.
    """
    known = _known(database, what)
    for item, error in tried.items():
        if error is None and item not in known:
            continue
        with database.writing() as db:
            if error:
                put_off(db, what, item, now, error)
            else:
                clear(db, what, item)


def clear(db: Session, what: What, item: object) -> None:
    db.execute(delete(Setback).where(col(Setback.what) == what, col(Setback.about) == str(item)))


def of_kind(db: Session, what: What) -> dict[str, Setback]:
    """By the id of what each is about."""
    return {row.about: row for row in db.exec(select(Setback).where(Setback.what == what))}


def counted(db: Session) -> list[SetbackCount]:
    """Those that a person should know of, by kind, the oldest first."""
    since = func.min(Setback.first_at)
    query = select(Setback.what, func.count(), since).where(Setback.tries >= SHOWN_AFTER)
    return [SetbackCount(*found) for found in db.exec(query.group_by(col(Setback.what)).order_by(since))]


def shown(db: Session, limit: int) -> list[Setback]:
    """Those that a person should know of, one by one, oldest first."""
    query = select(Setback).where(Setback.tries >= SHOWN_AFTER)
    return list(db.exec(query.order_by(col(Setback.first_at), col(Setback.about)).limit(limit)))


def everything(db: Session) -> list[Setback]:
    return list(db.exec(select(Setback).order_by(col(Setback.first_at), col(Setback.about))))


def forget_old(db: Session, now: datetime) -> None:
    """What nobody has tried since is not waited for any more: the photo was taken away, the letter
    withdrawn.
    """
    db.execute(delete(Setback).where(col(Setback.next_at) < now - FORGOTTEN_AFTER))


def _known(database: Database, what: What) -> dict[str, Setback]:
    with database.reading() as db:
        return of_kind(db, what)


def _is_everybodys(error: Exception) -> bool:
    return isinstance(error, StoreAway) or (isinstance(error, OSError) and error.errno in NO_ROOM)
