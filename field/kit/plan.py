"""A small map (en liten karta), north up: the frame around some positions, and where a position lies in it.

Positions are put on the square of web Mercator, so that one metre is as long east as north. Lengths are
shares of the frame's width: x runs 0..1 from the west, y 0..`ratio` from the north.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from field.kit import geo

BARS_M = (50, 100, 200, 500, 1000, 2000, 5000)

Position = tuple[float, float]
"""Latitude and longitude in degrees WGS 84."""


def positions(coordinates: Iterable[Sequence[Any]]) -> list[Position]:
    """Those of a GeoJSON line, [[lon, lat], …]; what is no position is left out."""
    pairs = (pair for pair in coordinates if len(pair) >= 2)
    return [found for pair in pairs if (found := geo.position(pair[1], pair[0]))]


def rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    """All rings, [[lon, lat], …], of a GeoJSON Polygon or MultiPolygon."""
    coordinates = geometry.get("coordinates") or []
    polygons = coordinates if geometry.get("type") == "MultiPolygon" else [coordinates]
    return [ring for polygon in polygons for ring in polygon]


@dataclass(frozen=True)
class Plan:
    """`west`, `north` and `wide` are radians of the equator, `ratio` is height by width; `metres` is what the
    width stands for.
    """

    west: float
    north: float
    wide: float
    ratio: float
    metres: float

    @classmethod
    def around(
        cls, spots: Sequence[Position], *, narrowest_m: float, margin: float, ratios: tuple[float, float]
    ) -> "Plan | None":
        """The frame around all spots with `margin` (a share of its sides) on each side, at least
        `narrowest_m` metres wide; `ratios` are the flattest and the tallest it may be. None without spots.
        """
        if not spots:
            return None
        flat = [_mercator(*spot) for spot in spots]
        west, east = min(x for x, _y in flat), max(x for x, _y in flat)
        north, south = min(y for _x, y in flat), max(y for _x, y in flat)
        shrink = math.cos(math.radians(sum(lat for lat, _lon in spots) / len(spots)))
        flattest, tallest = ratios
        wide = max(east - west, (south - north) / tallest, narrowest_m / (geo.EARTH_M * shrink))
        high = max(south - north, wide * flattest)
        wide, high = wide * (1 + 2 * margin), high * (1 + 2 * margin)
        middle = (west + east) / 2, (north + south) / 2
        return cls(middle[0] - wide / 2, middle[1] - high / 2, wide, high / wide, wide * geo.EARTH_M * shrink)

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        x, y = _mercator(lat, lon)
        return (x - self.west) / self.wide, (y - self.north) / self.wide

    def path(self, line: Iterable[Position], width: float) -> str:
        """SVG path data in a box `width` units wide; empty for less than two positions."""
        steps = [(round(x * width, 1), round(y * width, 1)) for x, y in (self.place(*spot) for spot in line)]
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in steps) if len(steps) > 1 else ""

    @property
    def bar_m(self) -> int:
        """What the scale bar stands for, in whole metres: at most a third of the width where it can be."""
        return max(metres for metres in BARS_M if metres <= max(BARS_M[0], self.metres / 3))

    def corners(self, height: float | None = None) -> str:
        """West, south, east, north of the frame in degrees, for what lies beneath; `height` where the
        drawing's is rounded, as a share of the width.
        """
        high = self.wide * (self.ratio if height is None else height)
        west, east = math.degrees(self.west), math.degrees(self.west + self.wide)
        south, north = (math.degrees(math.atan(math.sinh(-y))) for y in (self.north + high, self.north))
        return f"{west:.7f} {south:.7f} {east:.7f} {north:.7f}"


def _mercator(lat: float, lon: float) -> tuple[float, float]:
    """x east and y south, in radians of the equator."""
    return math.radians(lon), -math.asinh(math.tan(math.radians(max(-85.0, min(85.0, lat)))))
