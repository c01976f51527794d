"""Walks (vandringar): one outing with place, time, route and leader; a follow-up is a walk of its own kind.

The codes are meant for posters and for reading aloud, so they are kept readable; the passes they give are
kept only as digests."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, Table, bindparam, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Field, Session, SQLModel, col, select

from field.kit import leap, steps, tokens
from field.kit.db import Moment
from field.kit.errors import Refusal

KINDS = ("adult", "children", "women", "senior", "follow-up")
PASS_LASTS = timedelta(days=30)
CONDITIONS = ("weather", "ground", "leaves", "light")
STEPS = steps.steps(planned="closed cancelled", closed="planned", cancelled="planned")


class Walk(SQLModel, table=True):
    """`changes` counts every change of the walk's findings: the cursor phones read on from, raised under this
    row's lock.

    `pseudonym_salt` makes a phone's name in the journal; it is thrown away when the protocol is frozen.
    `legal_hold` says why nothing of
    the walk may be destroyed; empty where nothing stops it.
    """

    __table_args__ = (
        CheckConstraint("kind IN ('adult', 'children', 'women', 'senior', 'follow-up')", name="kind"),
    )

    id: UUID = Field(default_factory=tokens.uuid7, primary_key=True)
    inventory_id: UUID = Field(foreign_key="inventory.id", index=True)
    area_id: UUID = Field(foreign_key="area.id", index=True)
    kind: str = "adult"
    title: str
    starts_at: datetime = Field(sa_type=Moment)
    meeting_place: str = ""
    leader_function: str = ""
    invited: str = ""
    route: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    stops: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    code: str = Field(default_factory=tokens.code, unique=True)
    leader_code: str = Field(default_factory=lambda: tokens.code(8), unique=True)
    state: str = "planned"
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    dnr: str = ""
    legal_hold: str = ""
    changes: int = 0
    pseudonym_salt: str = Field(default_factory=tokens.random_token)

    @property
    def is_followup(self) -> bool:
        return self.kind == "follow-up"

    def joinable(self, now: datetime) -> bool:
        """From the day it is planned until 30 days after it is closed."""
        return is_joinable(self.state, self.closed_at, now)

    def move(self, to: str) -> None:
        steps.move(self, STEPS, to)


WALK: Table = SQLModel.metadata.tables["walk"]
COUNT = update(WALK).where(WALK.c.id == bindparam("walk")).values(changes=WALK.c.changes + 1)
RAISE = COUNT.returning(WALK.c.changes)


class Finish(SQLModel, table=True):
    """What the leader says when the walk ends: headcount in bands, never rows about people; weather and
    light.

    `track` is the way that was walked, {coordinates: [[lon, lat], …], revision}: a line without times, its
    ends cut.
    """

    __tablename__ = "walk_finish"

    walk_id: UUID = Field(primary_key=True, foreign_key="walk.id")
    headcount: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    weather: str = ""
    ground: str = ""
    leaves: str = ""
    light: str = ""
    revision: int = 0
    track: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))


def by_code(db: Session, code: str) -> tuple[Walk, str] | None:
    """The walk and the role ("walker" or "leader") a code gives."""
    clean = tokens.same_code(code)
    walk = db.exec(select(Walk).where((col(Walk.code) == clean) | (col(Walk.leader_code) == clean))).first()
    return (walk, "leader" if walk.leader_code == clean else "walker") if walk else None


def lock(db: Session, walk: Walk) -> None:
    """Everything a walk's phones send is taken in turn, so that two copies of one message cannot race."""
    db.exec(select(Walk.id).where(Walk.id == walk.id).with_for_update()).one()


def next_change(db: Session, walk: Walk) -> int:
    """The next number of the walk's cursor. Locks the row until commit, so numbers become visible in
    order.
    """
    number = int(db.connection().execute(RAISE, {"walk": walk.id}).scalar_one())
    set_committed_value(walk, "changes", number)
    return number


def is_joinable(state: str, closed_at: datetime | None, now: datetime) -> bool:
    if state == "cancelled":
        return False
    return closed_at is None or now <= closed_at + PASS_LASTS


def newest_first(db: Session, limit: int = 200) -> list[Walk]:
    return list(db.exec(select(Walk).order_by(col(Walk.starts_at).desc()).limit(limit)))


def of_area(db: Session, area_id: UUID) -> list[Walk]:
    return list(db.exec(select(Walk).where(Walk.area_id == area_id).order_by(col(Walk.starts_at).desc())))


def put_finish(db: Session, walk: Walk, said: dict[str, Any], revision: int) -> Finish:
    """The highest revision stands; sending it again changes nothing. Of what is said, empty leaves alone and
    None takes back.

    Who says nothing of the walk has not told of it: its revision stays. Raises "stale" with `finish` for
    other words that come too late, "revision-too-far" with the same."""
    row = db.get(Finish, walk.id) or Finish(walk_id=walk.id, revision=-1)
    if said:
        leap.check(revision, row.revision, finish=row)
    told = {
        name: _told(said, name, nothing, getattr(row, name))
        for name, nothing in (("headcount", {}), *((each, "") for each in CONDITIONS))
    }
    if said and revision > row.revision:
        for name, value in told.items():
            setattr(row, name, value)
        row.revision = revision
        db.add(row)
        db.flush()
    elif any(getattr(row, name) != value for name, value in told.items()):
        raise Refusal("stale", finish=row)
    return row


def _told(said: Mapping[str, Any], name: str, nothing: object, present: object) -> object:
    value = said.get(name, nothing)
    return nothing if value is None else value or present


def put_track(db: Session, walk: Walk, line: list[list[float]], revision: int) -> None:
    row = db.get(Finish, walk.id) or Finish(walk_id=walk.id, revision=-1)
    row.track = {"coordinates": line, "revision": revision}
    db.add(row)
    db.flush()


def track_of(db: Session, walk_id: UUID) -> dict[str, Any] | None:
    row = db.get(Finish, walk_id)
    return row.track if row else None
