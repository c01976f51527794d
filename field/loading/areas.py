"""Areas and places from GeoJSON: polygons are areas, points places. Capitals, clockwise rings and a legacy `crs` are welcome."""

import json
import re
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


def load_areas(db: Session, data: bytes, now: datetime, actor: str) -> Loaded:
    """One version more of every outline that has changed; the old one keeps its past."""
    loaded = Loaded()
    text = read_text(data, loaded)
    features = _features(text, loaded) if not loaded.refused else []
    lines = [text.count("\n", 0, found.start()) + 1 for found in FEATURE.finditer(text)]
    seen: set[str] = set()
    if len(lines) != len(features):  # something else in the file says "Feature" too: then the order says which
        lines = list(range(1, len(features) + 1))
    for line, feature in sorted(zip(lines, features, strict=True), key=lambda each: _is_point(each[1])):
        _load(db, feature, line, seen, now, loaded)
    if not loaded.refused:
        journal.write(db, now, actor, "loaded", "areas", "geojson", added=loaded.added, changed=loaded.changed)
    return loaded


def _features(text: str, loaded: Loaded) -> list[dict[str, Any]]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        loaded.refuse(getattr(error, "lineno", 1), "not JSON")
        return []
    if not isinstance(said, dict) or said.get("type") != "FeatureCollection" or not isinstance(said.get("features"), list):
        loaded.refuse(1, "not a GeoJSON FeatureCollection")
        return []
    crs = json.dumps(said.get("crs") or "")
    if said.get("crs") and not any(name in crs.replace(" ", "") for name in DEGREES):
        loaded.refuse(1, "coordinates must be degrees in WGS 84 (CRS84)")
        return []
    return [each if isinstance(each, dict) else {} for each in said["features"]]


def _part(feature: dict[str, Any], name: str) -> dict[str, Any]:
    value = feature.get(name)
    return value if isinstance(value, dict) else {}


def _is_point(feature: dict[str, Any]) -> bool:
    """Points last: a place is put in the area it lies in."""
    return _part(feature, "geometry").get("type") == "Point"


def _name(feature: dict[str, Any]) -> str:
    given = {str(key).lower(): value for key, value in _part(feature, "properties").items()}
    return next((one_line(str(given[key])) for key in NAME_KEYS if given.get(key)), "")


def _load(db: Session, feature: dict[str, Any], line: int, seen: set[str], now: datetime, loaded: Loaded) -> None:
    name, geometry = _name(feature), feature.get("geometry")
    kind = "place" if _is_point(feature) else "area"
    if not name:
        loaded.refuse(line, "the feature has no name")
    elif len(name) > 100:
        loaded.refuse(line, "the name is longer than 100 characters")
    elif (key := f"{kind} {places.key(name)}") in seen:
        loaded.refuse(line, f"{name} stands twice in the file")
    elif not isinstance(geometry, dict):
        loaded.refuse(line, f"{name} has no geometry")
    else:
        seen.add(key)
        _put(db, name, geometry, feature, line, now, loaded)


def _put(db: Session, name: str, geometry: dict[str, Any], feature: dict[str, Any], line: int, now: datetime, loaded: Loaded) -> None:
    if geometry.get("type") == "Point":
        spot = _point(geometry)
        if spot is None:
            loaded.refuse(line, f"{name}: the point is no position")
        else:
            loaded.count(places.put_place(db, name, *spot))
        return
    try:
        shape = geo.outline(geometry)
    except geo.BadGeometry as error:
        loaded.refuse(line, f"{name}: {error}")
        return
    rough = bool(_part(feature, "properties").get("rough"))
    loaded.count(places.put_area(db, name, shape, rough, now))


def _point(geometry: dict[str, Any]) -> tuple[float, float] | None:
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return None
    return geo.position(coordinates[1], coordinates[0])
