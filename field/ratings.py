"""Ratings (platsbetyg): how safe a stop feels, 0 to 3 on each question, with the light it was judged in.

The wording is part of the answer: `questions_version` stands on every row, and two versions are never drawn
as one curve."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, select

from field.kit.db import Moment


class Rating(SQLModel, table=True):
    """`change` is the walk's cursor when it last changed: from it a phone is told whether a copy of the whole
    holds it.
    """

    id: UUID = Field(primary_key=True)
    walk_id: UUID = Field(foreign_key="walk.id", index=True)
    participant_id: UUID | None = Field(default=None, foreign_key="participant.id", ondelete="SET NULL")
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    questions_version: str
    answers: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    light: str = ""
    lamps: str = ""
    rated_at: datetime = Field(sa_type=Moment)
    revision: int = 0
    digest: str = ""
    change: int = 0


def of_walk(db: Session, walk_id: UUID) -> list[Rating]:
    return list(db.exec(select(Rating).where(Rating.walk_id == walk_id)))
