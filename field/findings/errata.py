"""Errata (rättelser): what a coordinator has corrected of a point that was sent. Nothing said is overwritten:
the row keeps how it was before, and the protocol gets a version that says what changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, col, select

from field.kit import i18n
from field.kit.catalogue import Catalogue
from field.kit.db import Moment
from field.kit.i18n import N_
from field.kit.tokens import uuid7

UNDO_LASTS = timedelta(hours=24)


@dataclass(frozen=True)
class Correctable:
    """One thing that can be corrected. `is_told`: the owner hears of it by letter, since it says what to do,
    or where.
    """

    code: str
    words: str
    is_told: bool = False


CORRECTIONS = Catalogue(
    Correctable("type", N_("slags punkt"), is_told=True),
    Correctable("kind", N_("vad det gäller"), is_told=True),
    Correctable("place", N_("platsen"), is_told=True),
    Correctable("landmark", N_("hur man hittar dit")),
    Correctable("text", N_("orden")),
    Correctable("photo", N_("ett foto är borttaget")),
    Correctable("hidden", N_("punkten visas inte för alla")),
    Correctable("withdrawn", N_("punkten är återtagen"), is_told=True),
    Correctable("undone", N_("en rättelse är ångrad")),
)


class Erratum(SQLModel, table=True):
    """`by` is a function, never a person. `before` is what the finding said, its pictures' and handovers'
    states, for the day in which it can be undone. `proposed` are the owners that the rules name since, as
    long as nobody has handed the point over to them.
    """

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    finding_id: UUID = Field(foreign_key="finding.id", index=True)
    at: datetime = Field(sa_type=Moment)
    by: str
    what: list[str] = Field(sa_column=Column(JSON, nullable=False))
    why: str
    before: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    proposed: list[dict[str, str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    undone_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def words(self) -> str:
        """What was corrected, in the bound language."""
        return words(self.what)

    @property
    def is_told(self) -> bool:
        return any(CORRECTIONS[code].is_told for code in self.what)

    def may_be_undone(self, now: datetime) -> bool:
        return self.undone_at is None and now <= self.at + UNDO_LASTS


def words(codes: Iterable[str]) -> str:
    """What was corrected, in the bound language."""
    return ", ".join(i18n.gettext(CORRECTIONS[code].words) for code in codes if code in CORRECTIONS)


def of_finding(db: Session, finding_id: UUID) -> list[Erratum]:
    """Oldest first, also those undone."""
    return of_findings(db, [finding_id]).get(finding_id, [])


def of_findings(db: Session, ids: Iterable[UUID]) -> dict[UUID, list[Erratum]]:
    found: dict[UUID, list[Erratum]] = {}
    query = select(Erratum).where(col(Erratum.finding_id).in_(list(ids)))
    for each in db.exec(query.order_by(col(Erratum.at), col(Erratum.id))):
        found.setdefault(each.finding_id, []).append(each)
    return found


def standing(told: Iterable[Erratum]) -> Erratum | None:
    """The newest that stands."""
    return next((each for each in reversed(list(told)) if each.undone_at is None), None)


def written_at(db: Session, moment: datetime) -> list[Erratum]:
    """Those of one moment: what a letter of that moment told."""
    return list(db.exec(select(Erratum).where((Erratum.at == moment) | (Erratum.undone_at == moment))))
