"""The season (säsongen): which areas have been walked, spring by spring and autumn by autumn, and which
nobody has planned yet.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from field import inventories, places
from field.findings import Finding
from field.inventories import Inventory
from field.kinds import PUBLIC_TYPES
from field.places import Area
from field.walks import Walk

DONE, PLANNED, NONE = "done", "planned", "none"


@dataclass(frozen=True)
class SeasonRound:
    """A season by year and letter (V, H): there may be no row for it yet."""

    year: int
    season: str

    @property
    def title(self) -> str:
        return Inventory(year=self.year, season=self.season).title

    @property
    def key(self) -> str:
        return f"{self.year}{self.season}"

    @property
    def first_day(self) -> date:
        return date(self.year, 1 if self.season == "V" else 7, 1)


@dataclass(frozen=True)
class Cell:
    """One area in one season: its walks in order of time, its points, and whether it counts as walked."""

    walks: list[Walk]
    visits: list[Walk]
    points: int

    @property
    def state(self) -> str:
        if any(walk.state == "closed" for walk in self.walks):
            return DONE
        return PLANNED if self.walks else NONE


@dataclass(frozen=True)
class Coverage:
    rounds: list[SeasonRound]
    current: SeasonRound
    areas: list[Area]
    cells: dict[tuple[UUID, str], Cell]

    def cell(self, area: Area, of: SeasonRound) -> Cell:
        return self.cells.get((area.id, of.key), Cell([], [], 0))

    def count(self, of: SeasonRound, state: str) -> int:
        return sum(1 for area in self.areas if self.cell(area, of).state == state)


def coverage(db: Session, day: date, back: int = 2, ahead: int = 1) -> Coverage:
    """The season of `day` between `back` earlier ones and `ahead` that come."""
    current = SeasonRound(day.year, inventories.season_of(day))
    rounds = [_shifted(current, steps) for steps in range(-back, ahead + 1)]
    return Coverage(rounds, current, places.all_areas(db), _cells(db, rounds))


def _shifted(start: SeasonRound, steps: int) -> SeasonRound:
    index = start.year * 2 + (start.season == "H") + steps
    return SeasonRound(index // 2, "H" if index % 2 else "V")


def _cells(db: Session, rounds: list[SeasonRound]) -> dict[tuple[UUID, str], Cell]:
    wanted = {each.key for each in rounds}
    query = (
        select(Walk, Inventory)
        .join(Inventory, col(Inventory.id) == Walk.inventory_id)
        .where(Walk.state != "cancelled")
    )
    query = query.where(Inventory.year >= rounds[0].year, Inventory.year <= rounds[-1].year).order_by(
        col(Walk.starts_at)
    )
    points = _points(db, rounds)
    found: dict[tuple[UUID, str], Cell] = {}
    for walk, inventory in db.exec(query):
        key = f"{inventory.year}{inventory.season}"
        if key in wanted and not _is_collection(walk):
            cell = found.setdefault(
                (walk.area_id, key), Cell([], [], points.get((walk.area_id, inventory.id), 0))
            )
            (cell.visits if walk.is_followup else cell.walks).append(walk)
    return found


def _is_collection(walk: Walk) -> bool:
    """Loaded reports hang on a walk that never was: it ended the moment it began."""
    return walk.closed_at == walk.starts_at


def _points(db: Session, rounds: list[SeasonRound]) -> dict[tuple[UUID, UUID], int]:
    query = select(Walk.area_id, Walk.inventory_id, func.count()).join(
        Finding, col(Finding.walk_id) == Walk.id
    )
    query = query.join(Inventory, col(Inventory.id) == Walk.inventory_id)
    query = query.where(
        Inventory.year >= rounds[0].year,
        col(Finding.state).not_in(("removed", "double")),
        col(Finding.type).in_(PUBLIC_TYPES),
    )
    rows = db.exec(query.group_by(col(Walk.area_id), col(Walk.inventory_id)))
    return {(area_id, inventory_id): count for area_id, inventory_id, count in rows}
