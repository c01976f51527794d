"""Geometry (geometri): degrees WGS 84 in, metres out. Distances are local planes or haversine; at our scale they agree within 0.1 %."""

import math
from collections.abc import Sequence
from itertools import pairwise

from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import make_valid

EARTH_M = 6_371_000.0


class BadGeometry(ValueError):
    """A shape that cannot be an area's outline; the text says why."""


def position(lat: object, lon: object) -> tuple[float, float] | None:
    """Two numbers as a position, or None for what is none: NaN, out of range, 0,0, not numbers."""
    if isinstance(lat, bool) or isinstance(lon, bool) or not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return None
    if not (abs(lat) <= 90 and abs(lon) <= 180) or (lat == 0 and lon == 0):  # NaN is not <= anything, nor is a number of 400 digits
        return None
    return float(lat), float(lon)


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Haversine on a sphere of 6,371 km."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((phi2 - phi1) / 2) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def length_m(line: Sequence[Sequence[float]]) -> float:
    """Length of a GeoJSON line, [[lon, lat], …]."""
    return sum(distance_m(a[1], a[0], b[1], b[0]) for a, b in pairwise(line))


def degrees(metres: float, lat: float) -> tuple[float, float]:
    """How many degrees of (latitude, longitude) a distance is at a latitude."""
    one = math.degrees(metres / EARTH_M)
    return one, one / max(0.01, math.cos(math.radians(lat)))


def outline(geometry: dict[str, object]) -> MultiPolygon:
    """A GeoJSON Polygon or MultiPolygon as a valid multipolygon: ring direction and closing are mended; raises `BadGeometry` otherwise."""
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise BadGeometry(f"geometry must be Polygon or MultiPolygon, not {geometry.get('type')!r}")
    try:
        made = shape(geometry)
    except (ValueError, TypeError, IndexError, KeyError, AttributeError) as error:
        raise BadGeometry(f"geometry cannot be read: {error}") from None
    mended = _polygons(made if made.is_valid else make_valid(made))
    if mended.is_empty:
        raise BadGeometry("the outline is empty")
    west, south, east, north = mended.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadGeometry("the outline is not in degrees (WGS 84)")
    return mended


def _polygons(geometry: BaseGeometry) -> MultiPolygon:
    if isinstance(geometry, Polygon):
        return MultiPolygon([geometry] if not geometry.is_empty else [])
    parts = [part for part in getattr(geometry, "geoms", []) if isinstance(part, Polygon | MultiPolygon)]
    flat = [polygon for part in parts for polygon in (part.geoms if isinstance(part, MultiPolygon) else [part])]
    return MultiPolygon(flat)


def metres_to(geometry: BaseGeometry, lat: float, lon: float) -> float:
    """Metres from a point to the nearest part of a line or boundary, on a local plane around the point."""
    one_lat, one_lon = degrees(1, lat)
    nearest = float("inf")
    for line in getattr(geometry, "geoms", [geometry]):
        xy = [((x - lon) / one_lon, (y - lat) / one_lat) for x, y, *_ in line.coords]
        nearest = min([nearest, *(_segment(a, b) for a, b in pairwise(xy))])
    return nearest


def _segment(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance from the origin to a segment."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    long2 = dx * dx + dy * dy
    share = 0.0 if long2 == 0 else max(0.0, min(1.0, -(a[0] * dx + a[1] * dy) / long2))
    return math.hypot(a[0] + share * dx, a[1] + share * dy)
