"""Geometry (geometri): degrees WGS 84 in, metres out. Distances are local planes or haversine; at our scale
they agree within 0.1 %.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from shapely.errors import ShapelyError
from shapely.geometry import LineString, MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import make_valid

EARTH_M = 6_371_000.0


class BadGeometry(ValueError):
    """A shape that cannot be an area's outline; the text says why."""


def position(lat: object, lon: object) -> tuple[float, float] | None:
    """Two numbers as a position, or None for what is none: NaN, out of range, 0,0, not numbers."""
    if (
        isinstance(lat, bool)
        or isinstance(lon, bool)
        or not isinstance(lat, int | float)
        or not isinstance(lon, int | float)
    ):
        return None
    if not (abs(lat) <= 90 and abs(lon) <= 180) or (
        lat == 0 and lon == 0
    ):  # NaN is not <= anything, nor is a number of 400 digits
        return None
    return float(lat), float(lon)


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Haversine on a sphere of 6,371 km."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = (
        math.sin((phi2 - phi1) / 2) ** 2
        + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def length_m(line: Sequence[Sequence[float]]) -> float:
    """Length of a GeoJSON line, [[lon, lat], …]."""
    return sum(distance_m(a[1], a[0], b[1], b[0]) for a, b in pairwise(line))


def thinned(line: Sequence[Sequence[float]], most: int) -> list[list[float]]:
    """At most `most` (two or more) positions of a line [[lon, lat], …], its ends among them, rounded to a
    decimetre.

    First goes what stands within a metre of the straight way, then ever more.
    """
    if len(line) > most:
        one_lat, one_lon = degrees(1, line[0][1])
        plane, metres = LineString([(point[0] / one_lon, point[1] / one_lat) for point in line]), 1.0
        while len((kept := plane.simplify(metres, preserve_topology=False)).coords) > most:
            metres *= 1.3
        line = [(x * one_lon, y * one_lat) for x, y in kept.coords]
    return [[round(point[0], 6), round(point[1], 6)] for point in line]


def cut_ends(line: Sequence[Sequence[float]], metres: float) -> list[list[float]]:
    """A line [[lon, lat], …] from where it first is `metres` from its beginning, as the crow flies, to where
    it last is so from its end.

    Not measured along the line: whoever stands waiting at a door walks a hundred metres in their phone's
    eyes. Empty when nothing is left."""
    ahead = _away(line, metres)
    return _away(ahead[::-1], metres)[::-1]


def _away(line: Sequence[Sequence[float]], metres: float) -> list[list[float]]:
    for i, (a, b) in enumerate(pairwise(line)):
        if distance_m(line[0][1], line[0][0], b[1], b[0]) >= metres:
            return [_leaving(line[0], a, b, metres), *([point[0], point[1]] for point in line[i + 1 :])]
    return []


def _leaving(
    centre: Sequence[float], inside: Sequence[float], outside: Sequence[float], metres: float
) -> list[float]:
    """Where the way from `inside` to `outside` crosses the circle, by halving."""
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        lon, lat = (a + (b - a) * middle for a, b in zip(inside[:2], outside[:2], strict=True))
        low, high = (middle, high) if distance_m(centre[1], centre[0], lat, lon) < metres else (low, middle)
    return [a + (b - a) * high for a, b in zip(inside[:2], outside[:2], strict=True)]


def degrees(metres: float, lat: float) -> tuple[float, float]:
    """How many degrees of (latitude, longitude) a distance is at a latitude."""
    one = math.degrees(metres / EARTH_M)
    return one, one / max(0.01, math.cos(math.radians(lat)))


def outline(geometry: dict[str, object]) -> MultiPolygon:
    """A GeoJSON Polygon or MultiPolygon as a valid multipolygon: ring direction and closing are mended;
    raises `BadGeometry` otherwise.
    """
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise BadGeometry(f"geometry must be Polygon or MultiPolygon, not {geometry.get('type')!r}")
    try:
        if not _numbers(geometry.get("coordinates")):
            raise BadGeometry("a coordinate is not a number")
        made = shape(geometry)
        made = made if made.is_valid else make_valid(made)
    except BadGeometry:
        raise
    except (
        ShapelyError,
        ValueError,
        TypeError,
        IndexError,
        KeyError,
        AttributeError,
        RecursionError,
    ) as error:
        raise BadGeometry(f"geometry cannot be read: {error}") from None
    mended = _polygons(made)
    if mended.is_empty:
        raise BadGeometry("the outline is empty")
    west, south, east, north = mended.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadGeometry("the outline is not in degrees (WGS 84)")
    return mended


def _numbers(coordinates: object) -> bool:
    """Nothing but numbers, however deep: neither NaN nor infinity, which shapely would take."""
    if isinstance(coordinates, list | tuple):
        return all(_numbers(each) for each in coordinates)
    return (
        isinstance(coordinates, int | float)
        and not isinstance(coordinates, bool)
        and abs(coordinates) < EARTH_M * 100
    )


def _polygons(geometry: BaseGeometry) -> MultiPolygon:
    if isinstance(geometry, Polygon):
        return MultiPolygon([geometry] if not geometry.is_empty else [])
    parts = [part for part in getattr(geometry, "geoms", []) if isinstance(part, Polygon | MultiPolygon)]
    flat = [
        polygon for part in parts for polygon in (part.geoms if isinstance(part, MultiPolygon) else [part])
    ]
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
