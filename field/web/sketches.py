"""Sketches (skisser): a small map drawn by the server as SVG: outline, route and spots on plain ground, north
up. No tiles, no script.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from field.kit import geo

WIDTH = 1000
TALLEST = 1100
NARROWEST_M = 300.0  # a single spot still gets some ground around it
BORDER = 0.07


@dataclass(frozen=True)
class SketchSpot:
    """Something to mark: degrees WGS 84. `tone` is a class of the page's style sheet."""

    label: str
    lat: float
    lon: float
    tone: str = ""


@dataclass(frozen=True)
class SketchDot:
    label: str
    x: float
    y: float
    tone: str


@dataclass(frozen=True)
class Sketch:
    """Lengths in units of a box `WIDTH` wide and `height` high; `outline` and `route` are path data, empty
    where there is none.

    `corners`: west, south, east, north of the box in degrees, for what lies beneath.
    """

    height: int
    outline: str
    route: str
    dots: list[SketchDot]
    width: int = WIDTH
    corners: str = ""

    def dot(self, label: str) -> SketchDot | None:
        return next((each for each in self.dots if each.label == label), None)


def draw(
    route: dict[str, Any] | None, spots: Iterable[SketchSpot], outline: dict[str, Any] | None = None
) -> Sketch | None:
    """Around the outline where one is given, else around route and spots. None where there is nothing to
    draw.
    """
    spots = list(spots)
    line = _line(route["coordinates"]) if route else []
    rings = _rings(outline) if outline else []
    around = [point for ring in rings for point in ring] or [*line, *((spot.lon, spot.lat) for spot in spots)]
    if not around:
        return None
    plane = _Plane(around)
    return Sketch(
        height=plane.height,
        outline="".join(plane.path(ring) + "Z" for ring in rings),
        route=plane.path(line),
        dots=[SketchDot(spot.label, *plane.place(spot.lon, spot.lat), spot.tone) for spot in spots],
        corners=plane.corners(),
    )


def _line(coordinates: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    pairs = [point for point in coordinates if len(point) >= 2]
    return [(found[1], found[0]) for point in pairs if (found := geo.position(point[1], point[0]))]


def _rings(outline: dict[str, Any]) -> list[list[tuple[float, float]]]:
    polygons = outline["coordinates"] if outline["type"] == "MultiPolygon" else [outline["coordinates"]]
    return [_line(ring) for polygon in polygons for ring in polygon]


class _Plane:
    """Degrees onto the box: true in length along the middle latitude, the same scale both ways."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        lats = [lat for _lon, lat in points]
        self.shrink = math.cos(math.radians((min(lats) + max(lats)) / 2))
        east, north = [lon * self.shrink for lon, _lat in points], lats
        least = geo.degrees(NARROWEST_M, 0)[0]
        wide, high = max(max(east) - min(east), least), max(max(north) - min(north), least / 2)
        wide = max(wide, high * WIDTH / TALLEST)
        self.scale = WIDTH * (1 - 2 * BORDER) / wide
        self.height = round(high * self.scale + 2 * BORDER * WIDTH)
        self.middle = (min(east) + max(east)) / 2, (min(north) + max(north)) / 2

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        x = WIDTH / 2 + (lon * self.shrink - self.middle[0]) * self.scale
        return round(x, 1), round(self.height / 2 - (lat - self.middle[1]) * self.scale, 1)

    def corners(self) -> str:
        west, east = ((self.middle[0] + side / self.scale) / self.shrink for side in (-WIDTH / 2, WIDTH / 2))
        south, north = (self.middle[1] + side / self.scale for side in (-self.height / 2, self.height / 2))
        return f"{west:.7f} {south:.7f} {east:.7f} {north:.7f}"

    def path(self, line: Sequence[tuple[float, float]]) -> str:
        steps = [self.place(*point) for point in line]
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in steps) if len(steps) > 1 else ""
