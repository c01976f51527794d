"""Inventories (inventeringar): a season's round through the district, "Höst 2026". Spring is January to
June.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, select

from field.kit.db import ensure
from field.kit.i18n import gettext as _
from field.kit.tokens import uuid7


class Inventory(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("year", "season"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    year: int
    season: str  # V (vår) or H (höst)

    @property
    def title(self) -> str:
        return _("Vår %(year)s", year=self.year) if self.season == "V" else _("Höst %(year)s", year=self.year)

    @property
    def short(self) -> str:
        """`26V`, as in a point's number."""
        return f"{self.year % 100:02d}{self.season}"


def season_of(day: date) -> str:
    return "V" if day.month <= 6 else "H"


def for_day(db: Session, day: date) -> Inventory:
    """The inventory a day belongs to; made when it is the first."""
    query = select(Inventory).where(Inventory.year == day.year, Inventory.season == season_of(day))
    row = db.exec(query).first()
    if row is None:
        ensure(db, Inventory(year=day.year, season=season_of(day)))
        row = db.exec(query).one()
    return row


def newest_first(db: Session) -> list[Inventory]:
    return sorted(db.exec(select(Inventory)), key=lambda row: (row.year, row.season == "H"), reverse=True)
