"""The sketch (skissen): route and points as a small map on plain ground, for paper. North is up; positions
indoors are never in it.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from field.kit import geo
from field.protocol import lines
from field.protocol.shape import Document, FrozenRoute

SCALES_M = (50, 100, 200, 500, 1000, 2000, 5000)
NARROWEST_M = 120.0  # a single point still gets some ground around it
BORDER = 0.08
NUMBERS_READABLE = 45


@dataclass(frozen=True)
class PlanDot:
    """`x` from the left, `y` from the top, both 0..1 of the box."""

    x: float
    y: float
    label: str
    good: bool


@dataclass(frozen=True)
class PlanSketch:
    """`ratio` is height by width; `bar` the scale bar's share of the width and `bar_m` the metres it stands
    for.
    """

    ratio: float
    route: list[tuple[float, float]]
    dots: list[PlanDot]
    bar: float
    bar_m: int


@dataclass(frozen=True)
class _Box:
    west_m: float
    south_m: float
    side: tuple[float, float]
    lat: float

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        east, north = _metres(lon, lat, self.lat)
        return (east - self.west_m) / self.side[0], 1 - (north - self.south_m) / self.side[1]


def of_route(route: FrozenRoute | None) -> PlanSketch | None:
    """The way to walk, before there are any points."""
    spots = ground(route)
    box = _box(spots)
    return _drawn(box, spots, []) if box else None


def sketch(document: Document) -> PlanSketch | None:
    """None where there is neither a route nor a position."""
    route = ground(document["walk"]["route"])
    placed = [(line, found) for line in lines.listed(document) if (found := lines.position(line))]
    box = _box([*route, *((lon, lat) for _line, (lat, lon) in placed)])
    if not box:
        return None
    label = len(placed) <= NUMBERS_READABLE
    dots = [
        PlanDot(*box.place(lon, lat), _short(line["number"]) if label else "", line["type"] == "positive")
        for line, (lat, lon) in placed
    ]
    return _drawn(box, route, dots)


def _drawn(box: _Box, route: list[tuple[float, float]], dots: list[PlanDot]) -> PlanSketch:
    bar_m = max(scale for scale in SCALES_M if scale <= max(SCALES_M[0], box.side[0] / 3))
    return PlanSketch(
        box.side[1] / box.side[0], [box.place(*point) for point in route], dots, bar_m / box.side[0], bar_m
    )


def ground(route: FrozenRoute | None) -> list[tuple[float, float]]:
    """The route's positions as (lon, lat); what is no position is left out."""
    pairs = [point for point in route["coordinates"] if len(point) >= 2] if route else []
    return [(found[1], found[0]) for point in pairs if (found := geo.position(point[1], point[0]))]


def _box(points: list[tuple[float, float]]) -> _Box | None:
    if not points:
        return None
    lat = sum(point[1] for point in points) / len(points)
    metres = [_metres(*point, lat) for point in points]
    east, north = _span(x for x, _y in metres), _span(y for _x, y in metres)
    width = max(east[1] - east[0], (north[1] - north[0]) * 0.8, NARROWEST_M) * (1 + 2 * BORDER)
    height = min(max(north[1] - north[0], width * 0.5), max(width * 1.2, north[1] - north[0])) * (
        1 + 2 * BORDER
    )
    return _Box(sum(east) / 2 - width / 2, sum(north) / 2 - height / 2, (width, height), lat)


def _span(values: Iterable[float]) -> tuple[float, float]:
    held = list(values)
    return min(held), max(held)


def _metres(lon: float, lat: float, around: float) -> tuple[float, float]:
    """East and north on a plane that is true at the latitude `around`."""
    one = geo.EARTH_M * math.pi / 180
    return lon * one * math.cos(math.radians(around)), lat * one


def _short(number: str) -> str:
    """RI26V-031 → 31: the series is in the heading above."""
    return number.rpartition("-")[2].lstrip("0") or number
