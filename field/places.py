"""Areas and places (områden och platser): outlines versioned in time, and named spots inside them.

A changed outline is a new row with its own dates; what was found before keeps the area it was found in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shapely import STRtree
from shapely.geometry import MultiPolygon, Point, mapping
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, col, select

from field.kit import geo
from field.kit.db import Moment
from field.kit.tokens import uuid7

BORDER_M = 25.0
PLACE_M = 250.0


class Area(SQLModel, table=True):
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    prefix: str = Field(unique=True)

    @property
    def slug(self) -> str:
        """The name as it stands in an address."""
        return _slug(self.name)


class AreaOutline(SQLModel, table=True):
    __tablename__ = "area_outline"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    area_id: UUID = Field(foreign_key="area.id", index=True)
    geometry: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    rough: bool = False
    valid_from: datetime = Field(sa_type=Moment)
    valid_to: datetime | None = Field(default=None, sa_type=Moment)


class Place(SQLModel, table=True):
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    area_id: UUID | None = Field(default=None, foreign_key="area.id", index=True)
    lat: float
    lon: float


@dataclass(frozen=True)
class AreaSpot:
    """Where a point lies: the area it is in, areas whose border is near, and how far the nearest border is
    (metres).

    `also`: other areas that surely hold it, where outlines overlap.
    """

    area: Area | None
    near: tuple[Area, ...] = ()
    border_m: float | None = None
    also: tuple[Area, ...] = ()

    @property
    def near_border(self) -> bool:
        return self.border_m is not None and self.border_m <= BORDER_M

    @property
    def areas(self) -> tuple[Area, ...]:
        return self.holding + self.near

    @property
    def holding(self) -> tuple[Area, ...]:
        return ((self.area,) if self.area else ()) + self.also


def key(name: str) -> str:
    return " ".join(name.split()).casefold()


def shown(name: str) -> str:
    """City files write names in CAPITALS; people read "Rinkeby", "Gamla Stan"."""
    clean = " ".join(name.split())
    return clean.title() if clean.isupper() else clean


def area_named(db: Session, name: str) -> Area | None:
    """An area by name, or the area of a place with that name."""
    area = db.exec(select(Area).where(Area.name_key == key(name))).first()
    if area:
        return area
    place = db.exec(select(Place).where(Place.name_key == key(name))).first()
    return db.get(Area, place.area_id) if place and place.area_id else None


def by_slug(db: Session, name: str) -> Area | None:
    """By its slug or its name, in whatever case it is written."""
    return next((area for area in all_areas(db) if area.slug == _slug(name)), None)


def _slug(name: str) -> str:
    return "-".join(name.casefold().split())


def all_areas(db: Session) -> list[Area]:
    return list(db.exec(select(Area).order_by(Area.name)))


def outline_of(db: Session, area_id: UUID, at: datetime | None = None) -> AreaOutline | None:
    """The outline in force at a moment; the newest when none is given."""
    query = (
        select(AreaOutline).where(AreaOutline.area_id == area_id).order_by(col(AreaOutline.valid_from).desc())
    )
    rows = db.exec(query).all()
    return next((row for row in rows if at is None or _in_force(row, at)), rows[-1] if rows else None)


def _in_force(outline: AreaOutline, at: datetime) -> bool:
    return outline.valid_from <= at and (outline.valid_to is None or at < outline.valid_to)


class _Index:
    def __init__(self, outlines: Iterable[AreaOutline]) -> None:
        self.rows = list(outlines)
        self.shapes: list[MultiPolygon] = [geo.outline(row.geometry) for row in self.rows]
        self.tree = STRtree(self.shapes)

    def look(self, lat: float, lon: float, within_m: float) -> list[tuple[float, bool, UUID]]:
        """(metres to the border, inside, area) of every outline that holds the point or passes within
        `within_m` metres.
        """
        dlat, dlon = geo.degrees(within_m, lat)
        point = Point(lon, lat)
        box = Point(lon, lat).buffer(max(dlat, dlon))
        found = []
        for i in self.tree.query(box):
            border = geo.metres_to(self.shapes[i].boundary, lat, lon)
            inside = bool(self.shapes[i].covers(point))
            if inside or border <= within_m:
                found.append((border, inside, self.rows[i].area_id))
        return sorted(found, key=lambda each: (not each[1], each[0]))


_indexes: dict[tuple[UUID, ...], _Index] = {}


def _index(db: Session, at: datetime | None) -> _Index:
    """Parsed outlines, kept by the ids in force: a new version has a new id."""
    query = select(AreaOutline.id)
    if at is None:
        query = query.where(col(AreaOutline.valid_to).is_(None))
    else:
        query = query.where(
            AreaOutline.valid_from <= at,
            (col(AreaOutline.valid_to).is_(None)) | (col(AreaOutline.valid_to) > at),
        )
    ids = tuple(db.exec(query.order_by(col(AreaOutline.id))))
    if ids not in _indexes:
        while len(_indexes) > 8:
            _indexes.pop(next(iter(_indexes)))
        _indexes[ids] = _Index(db.exec(select(AreaOutline).where(col(AreaOutline.id).in_(ids))))
    return _indexes[ids]


def at(
    db: Session, lat: float, lon: float, *, when: datetime | None = None, within_m: float = BORDER_M
) -> AreaSpot:
    """Where a position lies, in today's outlines or those of `when`; areas whose border is within `within_m`
    metres are named too.
    """
    found = _index(db, when).look(lat, lon, within_m)
    areas = {
        area.id: area for area in db.exec(select(Area).where(col(Area.id).in_([each[2] for each in found])))
    }
    inside = next((each for each in found if each[1]), None)
    unsure = inside is not None and inside[0] <= within_m  # perhaps only another one holds it
    others = [(areas[each[2]], unsure or each[0] <= within_m) for each in found if each is not inside]
    near, also = (tuple(area for area, is_near in others if is_near is wanted) for wanted in (True, False))
    border = min((each[0] for each in found), default=None)
    return AreaSpot(areas[inside[2]] if inside else None, near, border, also)


def boxes(db: Session) -> list[tuple[float, float, float, float]]:
    """West, south, east, north of every outline in force, in degrees."""
    return [each.bounds for each in _index(db, None).shapes]


def places_near(db: Session, lat: float, lon: float, within_m: float = PLACE_M) -> list[Place]:
    """Named spots, nearest first."""
    dlat, dlon = geo.degrees(within_m, lat)
    query = select(Place).where(
        col(Place.lat).between(lat - dlat, lat + dlat), col(Place.lon).between(lon - dlon, lon + dlon)
    )
    rows = [(geo.distance_m(lat, lon, row.lat, row.lon), row) for row in db.exec(query)]
    return [row for metres, row in sorted(rows, key=lambda each: each[0]) if metres <= within_m]


def new_prefix(name: str, taken: set[str]) -> str:
    """Two or three letters, unique: RI for Rinkeby; where taken, other letters of the name."""
    letters: list[str] = [_plain(character) for character in name.upper() if _plain(character)]
    letters = letters or ["X"]
    first: str = letters[0]
    rest: list[str] = [*letters[1:], *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    for second in rest:
        if first + second not in taken:
            return first + second
    pairs = (first + a + b for a in rest for b in rest)
    return next(pair for pair in pairs if pair not in taken)


def _plain(character: str) -> str:
    plain = {"Å": "A", "Ä": "A", "Ö": "O", "É": "E", "Ü": "U"}.get(character, character)
    return plain if "A" <= plain <= "Z" else ""


def put_area(db: Session, name: str, shape: MultiPolygon, rough: bool, now: datetime) -> str:
    """Adds an area or a new version of its outline: "added", "changed" or "same"."""
    area = db.exec(select(Area).where(Area.name_key == key(name))).first()
    geometry = dict(mapping(shape))
    if area is None:
        taken = set(db.exec(select(Area.prefix)))
        area = Area(name=shown(name), name_key=key(name), prefix=new_prefix(name, taken))
        db.add(area)
        db.flush()
        db.add(AreaOutline(area_id=area.id, geometry=geometry, rough=rough, valid_from=now))
        db.flush()
        return "added"
    return _new_version(db, area, geometry, rough, now)


def _new_version(db: Session, area: Area, geometry: dict[str, Any], rough: bool, now: datetime) -> str:
    query = select(AreaOutline).where(AreaOutline.area_id == area.id, col(AreaOutline.valid_to).is_(None))
    present = db.exec(query).first()
    if present and geo.outline(present.geometry).equals(geo.outline(geometry)):
        return "same"
    if present:
        present.valid_to = now
    db.add(AreaOutline(area_id=area.id, geometry=geometry, rough=rough, valid_from=now))
    db.flush()
    return "changed"


def put_place(db: Session, name: str, lat: float, lon: float) -> str:
    """Adds or moves a named spot; its area is the one it lies in."""
    row = db.exec(select(Place).where(Place.name_key == key(name))).first()
    if row and (row.lat, row.lon) == (lat, lon):
        return "same"
    area = at(db, lat, lon).area
    known = row is not None
    row = row or Place(name=shown(name), name_key=key(name), lat=lat, lon=lon)
    row.lat, row.lon, row.area_id = lat, lon, area.id if area else None
    db.add(row)
    db.flush()
    return "changed" if known else "added"
