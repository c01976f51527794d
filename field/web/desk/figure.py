"""The desk's map (kartan): outlines, a route and numbered pins as one SVG, north up, on plain ground; a list
always says the same.

Positions are put on the square of web Mercator, so that one metre is as long east as north; 1000 units are
the longer side."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from field.kit import geo

SIDE = 1000.0
MARGIN = 0.07
NARROWEST_M = 250.0
BARS_M = (50, 100, 200, 500, 1000, 2000, 5000)

Position = tuple[float, float]


@dataclass(frozen=True)
class Pin:
    """`lat`, `lon` in degrees; `address` is what choosing the pin opens; `tone` a class of the style
    sheet.
    """

    lat: float
    lon: float
    label: str
    title: str
    key: str
    address: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Ground:
    """An outline with a name; `rings` are [[lon, lat], …]."""

    name: str
    rings: Sequence[Sequence[Sequence[float]]]
    tone: str = ""
    address: str = ""


@dataclass(frozen=True)
class PlacedPin:
    x: float
    y: float
    of: Pin


@dataclass(frozen=True)
class Shape:
    path: str
    of: Ground
    x: float
    y: float


@dataclass(frozen=True)
class Map:
    """`width` and `height` are the view box; `bar` is the scale bar's length in its units and stands for
    `bar_m` metres.

    `corners`: west, south, east, north of the view box in degrees, for what lies beneath.
    """

    width: float
    height: float
    shapes: list[Shape] = field(default_factory=list)
    route: str = ""
    track: str = ""
    stops: list[PlacedPin] = field(default_factory=list)
    pins: list[PlacedPin] = field(default_factory=list)
    bar: float = 0.0
    bar_m: int = 0
    corners: str = ""


def draw(
    grounds: Iterable[Ground] = (),
    route: dict[str, Any] | None = None,
    stops: Iterable[Pin] = (),
    pins: Iterable[Pin] = (),
    *,
    track: dict[str, Any] | None = None,
    tall: bool = True,
    whole: bool = False,
) -> Map | None:
    """The map around pins and route where there are any, else (or `whole`) around the outlines. None where
    there is nothing to draw.
    """
    grounds, stops, pins = list(grounds), list(stops), list(pins)
    line = _positions(route)
    close = [*line, *((pin.lat, pin.lon) for pin in (*stops, *pins))]
    wide = [(lat, lon) for ground in grounds for ring in ground.rings for lon, lat, *_rest in ring]
    frame = _Frame.around([*wide, *close] if whole else close or wide, tall)
    if frame is None:
        return None
    bar_m = max(metres for metres in BARS_M if metres <= max(BARS_M[0], frame.metres / 3))
    return Map(
        width=round(frame.width),
        height=round(frame.height),
        shapes=[_shape(frame, ground) for ground in grounds],
        route=_path(frame, line),
        track=_path(frame, _positions(track)),
        stops=[PlacedPin(*frame.place(pin.lat, pin.lon), pin) for pin in stops],
        pins=[PlacedPin(*frame.place(pin.lat, pin.lon), pin) for pin in pins],
        bar=round(bar_m / frame.metres * frame.width, 1),
        bar_m=bar_m,
        corners=frame.corners(),
    )


def _positions(line: dict[str, Any] | None) -> list[Position]:
    return [
        spot for lon, lat, *_rest in (line or {}).get("coordinates", []) if (spot := geo.position(lat, lon))
    ]


def rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    """All rings of a GeoJSON Polygon or MultiPolygon."""
    coordinates = geometry.get("coordinates") or []
    polygons = coordinates if geometry.get("type") == "MultiPolygon" else [coordinates]
    return [ring for polygon in polygons for ring in polygon]


def _mercator(lat: float, lon: float) -> Position:
    """x east and y south, in radians of the equator."""
    return math.radians(lon), -math.asinh(math.tan(math.radians(max(-85.0, min(85.0, lat)))))


@dataclass(frozen=True)
class _Frame:
    west: float
    north: float
    scale: float
    width: float
    height: float
    metres: float

    @classmethod
    def around(cls, positions: Sequence[Position], tall: bool) -> "_Frame | None":
        if not positions:
            return None
        flat = [_mercator(*position) for position in positions]
        west, east = min(x for x, _y in flat), max(x for x, _y in flat)
        north, south = min(y for _x, y in flat), max(y for _x, y in flat)
        shrink = math.cos(math.radians(sum(lat for lat, _lon in positions) / len(positions)))
        least = NARROWEST_M / (geo.EARTH_M * shrink)
        wide, high = max(east - west, least), max(south - north, least)
        wide, high = max(wide, high * 0.8), max(high, wide * (1.1 if tall else 0.6))
        wide, high = wide * (1 + 2 * MARGIN), high * (1 + 2 * MARGIN)
        scale = SIDE / max(wide, high)
        return cls(
            (west + east - wide) / 2,
            (north + south - high) / 2,
            scale,
            wide * scale,
            high * scale,
            wide * geo.EARTH_M * shrink,
        )

    def place(self, lat: float, lon: float) -> Position:
        x, y = _mercator(lat, lon)
        return round((x - self.west) * self.scale, 1), round((y - self.north) * self.scale, 1)

    def corners(self) -> str:
        east, south = self.west + round(self.width) / self.scale, self.north + round(self.height) / self.scale
        lons, lats = (
            (math.degrees(x) for x in (self.west, east)),
            (math.degrees(math.atan(math.sinh(-y))) for y in (south, self.north)),
        )
        return " ".join(f"{value:.7f}" for pair in zip(lons, lats, strict=True) for value in pair)


def _path(frame: _Frame, line: Sequence[Position]) -> str:
    return (
        "M" + " L".join(f"{x} {y}" for x, y in (frame.place(*spot) for spot in line)) if len(line) > 1 else ""
    )


def _shape(frame: _Frame, ground: Ground) -> Shape:
    drawn = [[(lat, lon) for lon, lat, *_rest in ring] for ring in ground.rings]
    corners = [frame.place(*spot) for spot in drawn[0]] if drawn else [(0.0, 0.0)]
    middle = [sum(values) / len(corners) for values in zip(*corners, strict=True)]
    return Shape(
        " ".join(f"{_path(frame, ring)} Z" for ring in drawn),
        ground,
        round(middle[0], 1),
        round(middle[1], 1),
    )
