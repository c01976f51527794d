"""Participants (deltagare): a pass for one walk, given for a code. No account, no name; a row says only mode,
role and language.

Who leaves a walk on a shared phone leaves a narrow pass behind with what is unsent: it delivers what this
participant noted, and reads nothing. The very same pass is narrowed, so that an answer lost on the way leaves
no queue without a pass."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Field, Session, SQLModel, select

from field.kit import tokens
from field.kit.db import Moment, ensure
from field.kit.errors import Refusal
from field.walks import WALK, Walk, is_joinable

MODES = ("adult", "official", "child_5_7", "child_8_9", "child_10_12", "youth_13_17")
CHILDREN = tuple(mode for mode in MODES if mode.startswith(("child", "youth")))
TRIES = 10
TRY_WINDOW = timedelta(minutes=10)


class Participant(SQLModel, table=True):
    id: UUID = Field(default_factory=tokens.uuid7, primary_key=True)
    walk_id: UUID = Field(foreign_key="walk.id", index=True)
    role: str = "walker"
    mode: str = "adult"
    language: str = "sv"
    pass_digest: str = Field(unique=True)
    joined_at: datetime = Field(sa_type=Moment)
    is_narrow: bool = False
    held: int = 0
    held_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def is_leader(self) -> bool:
        return self.role == "leader"

    @property
    def is_child(self) -> bool:
        """Anyone under 18: what could name a person is masked in their texts."""
        return self.mode in CHILDREN

    def pseudonym(self, walk: Walk) -> str:
        """Names the phone in the journal until the walk's salt is thrown away."""
        return "phone:" + tokens.digest(f"{walk.pseudonym_salt}{self.id}")[:12]


class JoinTry(SQLModel, table=True):
    """Wrong codes tried from one device or network within a window. Keys are digests: no address is kept."""

    __tablename__ = "join_try"

    key: str = Field(primary_key=True)
    since: datetime = Field(sa_type=Moment)
    count: int = 0


def join(
    db: Session,
    walk: Walk,
    role: str,
    mode: str,
    language: str,
    now: datetime,
    former: Participant | None = None,
) -> tuple[Participant, str]:
    """A participant and its pass. With a former pass of the same walk the same participant gets a fresh pass;
    a narrow one stays narrow.
    """
    token = tokens.random_token()
    if former and former.walk_id == walk.id and not former.is_narrow:
        former.pass_digest, former.role, former.mode, former.language = (
            tokens.digest(token),
            _higher(former.role, role),
            mode,
            language,
        )
        person = former
    else:
        person = Participant(
            walk_id=walk.id,
            role=role,
            mode=mode,
            language=language,
            pass_digest=tokens.digest(token),
            joined_at=now,
        )
    db.add(person)
    db.flush()
    return person, token


def of_file(db: Session, walk: Walk, mode: str, now: datetime) -> Participant:
    """Whom a file speaks as that a phone has saved: one for each walk and mode, with a pass that nobody was
    given.
    """
    person_id = _file_id(walk, mode)
    person = db.get(Participant, person_id)
    if person is None:
        person = Participant(
            id=person_id,
            walk_id=walk.id,
            mode=mode,
            pass_digest=tokens.digest(tokens.random_token()),
            joined_at=now,
        )
        db.add(person)
        db.flush()
    return person


def is_of_file(walk: Walk, person_id: UUID | None) -> bool:
    return person_id in {_file_id(walk, mode) for mode in MODES}


def _file_id(walk: Walk, mode: str) -> UUID:
    return uuid5(walk.id, f"file {mode}")


def _higher(one: str, other: str) -> str:
    return "leader" if "leader" in (one, other) else "walker"


def holder(db: Session, token: str) -> Participant | None:
    """Whose pass it is, also when it has expired."""
    if not token:
        return None
    return db.exec(select(Participant).where(Participant.pass_digest == tokens.digest(token))).first()


def by_pass(db: Session, token: str, now: datetime) -> tuple[Participant, Walk]:
    """Raises `Refusal`: "pass-missing" when unknown, "pass-expired" 30 days after the walk was closed."""
    person = holder(db, token)
    if person is None:
        raise Refusal("pass-missing")
    walk = db.get_one(Walk, person.walk_id)
    if not walk.joinable(now):
        raise Refusal("pass-expired")
    return person, walk


_PASS = SQLModel.metadata.tables["participant"].c
BY_DIGEST = (
    columns(WALK.c.state, WALK.c.closed_at, _PASS.id, _PASS.walk_id, _PASS.is_narrow, _PASS.language)
    .join_from(_PASS.id.table, WALK, WALK.c.id == _PASS.walk_id)
    .where(_PASS.pass_digest == bindparam("digest"))
)


def admit(found: Sequence[tuple[Any, ...]], now: datetime) -> tuple[Any, ...]:
    """As `by_pass`, for what `BY_DIGEST` found: what it tells beside the walk's state and when that was
    closed.
    """
    if not found:
        raise Refusal("pass-missing")
    state, closed_at, *told = found[0]
    if not is_joinable(state, closed_at, now):
        raise Refusal("pass-expired")
    return tuple(told)


def narrow(db: Session, person: Participant) -> None:
    """From now on the pass delivers what is the participant's own, and reads nothing but receipts. For
    good.
    """
    person.is_narrow = True
    db.add(person)
    db.flush()


def of_walk(db: Session, walk_id: UUID) -> list[Participant]:
    return list(db.exec(select(Participant).where(Participant.walk_id == walk_id)))


def check_tries(db: Session, key: str, now: datetime, allowed: int = TRIES) -> None:
    """Raises `Refusal("too-many-tries")` with `retry_after` seconds when the window is full."""
    row = db.get(JoinTry, tokens.digest(key))
    if row and row.count >= allowed and row.since <= now < row.since + TRY_WINDOW:
        raise Refusal("too-many-tries", retry_after=int((row.since + TRY_WINDOW - now).total_seconds()) + 1)


def count_try(db: Session, key: str, now: datetime) -> None:
    ensure(db, JoinTry(key=tokens.digest(key), since=now))
    row = db.get_one(JoinTry, tokens.digest(key), with_for_update=True)
    if not row.since <= now < row.since + TRY_WINDOW:  # over, or from a rehearsal that was put back
        row.since, row.count = now, 0
    row.count += 1
    db.add(row)


def forget_tries(db: Session, now: datetime) -> None:
    for row in db.exec(select(JoinTry).where(JoinTry.since < now - TRY_WINDOW)):
        db.delete(row)
