"""Recurrence (återkommande): the same kind of thing at the same spot in more than one walk; the request that
returns and nobody notices.

The same spot is within 25 m and both accuracies, as when a walker is asked "also noted October 2025 – still
there?". Who answered yes has looked: that weighs more than any distance."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import select  # sqlmodel's own takes at most four columns
from sqlmodel import Session, col

from field.findings import Finding
from field.kinds import PUBLIC_TYPES
from field.kit import geo

WITHIN_M = 25.0
ACCURACY_MOST_M = 50.0
NEWEST = 20_000
REPAIRABLE = tuple(each for each in PUBLIC_TYPES if each != "positive")


@dataclass(frozen=True)
class Sighting:
    """What is needed of a finding to compare it."""

    id: UUID
    walk_id: UUID
    kind: str
    number: str | None
    lat: float
    lon: float
    accuracy_m: float | None
    noted_at: datetime
    area_id: UUID | None
    landmark: str
    same_as: UUID | None = None

    def is_near(self, other: "Sighting") -> bool:
        reach = WITHIN_M + sum(min(each.accuracy_m or 0, ACCURACY_MOST_M) for each in (self, other))
        return geo.distance_m(self.lat, self.lon, other.lat, other.lon) <= reach


@dataclass(frozen=True)
class RecurringSpot:
    """A place that recurs: its sightings, oldest first, of `walks` different walks."""

    kind: str
    seen: list[Sighting]

    @property
    def walks(self) -> int:
        return len({each.walk_id for each in self.seen})

    @property
    def latest(self) -> Sighting:
        return self.seen[-1]

    @property
    def is_confirmed(self) -> bool:
        """Somebody who stood there said that it is the same."""
        ids = {each.id for each in self.seen}
        return any(each.same_as in ids for each in self.seen)


def spots(db: Session, area_id: UUID | None = None) -> list[RecurringSpot]:
    """Spots seen in at least two walks, the most often seen first."""
    found = [RecurringSpot(seen[-1].kind, seen) for seen in _grouped(_sightings(db, area_id))]
    return sorted(
        (spot for spot in found if spot.walks > 1),
        key=lambda spot: (spot.walks, spot.is_confirmed, spot.latest.noted_at),
        reverse=True,
    )


def _sightings(db: Session, area_id: UUID | None) -> list[Sighting]:
    names = [each.name for each in fields(Sighting)]
    query = select(*(getattr(Finding, name) for name in (*names, "building")))
    query = query.where(col(Finding.kind).is_not(None), col(Finding.lat).is_not(None))
    query = query.where(col(Finding.type).in_(REPAIRABLE), col(Finding.state).not_in(("removed", "held")))
    if area_id:
        query = query.where(col(Finding.area_id) == area_id)
    rows = db.execute(query.order_by(col(Finding.noted_at).desc()).limit(NEWEST)).mappings().all()
    return [Sighting(**{name: row[name] for name in names}) for row in reversed(rows) if not row["building"]]


def _grouped(sightings: Iterable[Sighting]) -> list[list[Sighting]]:
    """Each sighting joins the group it was said to belong to, else the first of its kind whose newest or
    oldest member it is near to.
    """
    groups: list[list[Sighting]] = []
    of_kind: dict[str, list[list[Sighting]]] = {}
    of_id: dict[UUID, list[Sighting]] = {}
    for row in sightings:
        home = of_id.get(row.same_as) if row.same_as else None
        home = home or next(
            (group for group in of_kind.get(row.kind, ()) if row.is_near(group[0]) or row.is_near(group[-1])),
            None,
        )
        if home is None:
            home = []
            groups.append(home)
        if not any(each.kind == row.kind for each in home):
            of_kind.setdefault(row.kind, []).append(home)
        home.append(row)
        of_id[row.id] = home
    return groups
