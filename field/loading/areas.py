"""Areas and places from GeoJSON: polygons are areas, points places. Capitals, clockwise rings and a legacy
`crs` are welcome.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from field import journal, places
from field.kit import geo
from field.kit.text import one_line
from field.loading.result import Loaded, read_text

NAME_KEYS = ("name", "namn", "stadsdel", "omrade", "område", "title")
FEATURE = re.compile(r'"type"\s*:\s*"Feature"')
DEGREES = ("CRS84", "4326", "WGS84")
NAME_MOST = 100


def load_areas(db: Session, data: bytes, now: datetime, actor: str) -> Loaded:
    """One version more of every outline that has changed; the old one keeps its past."""
    loaded = Loaded()
    text = read_text(data, loaded)
    features = _features(text, loaded) if not loaded.refused else []
    lines = [text.count("\n", 0, found.start()) + 1 for found in FEATURE.finditer(text)]
    if len(lines) != len(
        features
    ):  # something else in the file says "Feature" too: then the order says which
        lines = list(range(1, len(features) + 1))
    read = [_Feature(*each) for each in zip(features, lines, range(1, len(features) + 1), strict=True)]
    seen: set[str] = set()
    for feature in sorted(read, key=lambda each: each.is_point):
        _load(db, feature, seen, now, loaded)
    if not loaded.refused:
        journal.write(
            db, now, actor, "loaded", "areas", "geojson", added=loaded.added, changed=loaded.changed
        )
    return loaded


def _features(text: str, loaded: Loaded) -> list[dict[str, Any]]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        loaded.refuse(getattr(error, "lineno", 1), "not JSON")
        return []
    if (
        not isinstance(said, dict)
        or said.get("type") != "FeatureCollection"
        or not isinstance(said.get("features"), list)
    ):
        loaded.refuse(1, "not a GeoJSON FeatureCollection")
        return []
    crs = json.dumps(said.get("crs") or "")
    if said.get("crs") and not any(name in crs.replace(" ", "") for name in DEGREES):
        loaded.refuse(1, "coordinates must be degrees in WGS 84 (CRS84)")
        return []
    return [each if isinstance(each, dict) else {} for each in said["features"]]


@dataclass(frozen=True)
class _Feature:
    """One of the file's: its line, and its number in the list, which says more where the whole file is one
    line.
    """

    said: dict[str, Any]
    line: int
    number: int

    def part(self, name: str) -> dict[str, Any]:
        value = self.said.get(name)
        return value if isinstance(value, dict) else {}

    @property
    def is_point(self) -> bool:
        """Points last: a place is put in the area it lies in."""
        return self.part("geometry").get("type") == "Point"

    @property
    def name(self) -> str:
        given = {str(key).lower(): value for key, value in self.part("properties").items()}
        return next((one_line(str(given[key])) for key in NAME_KEYS if given.get(key)), "")

    def refuse(self, loaded: Loaded, why: str) -> None:
        loaded.refuse(self.line, why, feature=self.number, name=self.name[:NAME_MOST])


def _load(db: Session, feature: _Feature, seen: set[str], now: datetime, loaded: Loaded) -> None:
    name, geometry = feature.name, feature.said.get("geometry")
    kind = "place" if feature.is_point else "area"
    if not name:
        feature.refuse(loaded, "the feature has no name")
    elif len(name) > NAME_MOST:
        feature.refuse(loaded, f"the name is longer than {NAME_MOST} characters")
    elif (key := f"{kind} {places.key(name)}") in seen:
        feature.refuse(loaded, f"{name} stands twice in the file")
    elif not isinstance(geometry, dict):
        feature.refuse(loaded, f"{name} has no geometry")
    else:
        seen.add(key)
        _put(db, feature, geometry, now, loaded)


def _put(db: Session, feature: _Feature, geometry: dict[str, Any], now: datetime, loaded: Loaded) -> None:
    if feature.is_point:
        spot = _point(geometry)
        if spot is None:
            feature.refuse(loaded, f"{feature.name}: the point is no position")
        else:
            loaded.count(places.put_place(db, feature.name, *spot))
        return
    try:
        shape = geo.outline(geometry)
    except geo.BadGeometry as error:
        feature.refuse(loaded, f"{feature.name}: {error}")
        return
    rough = bool(feature.part("properties").get("rough"))
    loaded.count(places.put_area(db, feature.name, shape, rough, now))


def _point(geometry: dict[str, Any]) -> tuple[float, float] | None:
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return None
    return geo.position(coordinates[1], coordinates[0])
