"""Sketches (skisser): a small map drawn by the server as SVG: outline, route and spots on plain ground, north
up. No tiles, no script.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from field.kit import plan
from field.kit.plan import Plan

WIDTH = 1000
FLATTEST, TALLEST = 0.5, 1.1
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
    line = plan.positions(route["coordinates"]) if route else []
    rings = [plan.positions(ring) for ring in plan.rings(outline)] if outline else []
    around = [spot for ring in rings for spot in ring] or [*line, *((spot.lat, spot.lon) for spot in spots)]
    frame = Plan.around(around, narrowest_m=NARROWEST_M, margin=BORDER, ratios=(FLATTEST, TALLEST))
    if frame is None:
        return None
    height = round(frame.ratio * WIDTH)
    return Sketch(
        height=height,
        outline="".join(frame.path(ring, WIDTH) + "Z" for ring in rings),
        route=frame.path(line, WIDTH),
        dots=[_dot(frame, spot) for spot in spots],
        corners=frame.corners(height / WIDTH),
    )


def _dot(frame: Plan, spot: SketchSpot) -> SketchDot:
    x, y = frame.place(spot.lat, spot.lon)
    return SketchDot(spot.label, round(x * WIDTH, 1), round(y * WIDTH, 1), spot.tone)
