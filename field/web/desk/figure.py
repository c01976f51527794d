"""The desk's map (kartan): outlines, a route and numbered pins as one SVG, north up, on plain ground; a list
always says the same.

1000 units are the longer side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from field.kit import plan
from field.kit.plan import Plan, Position

SIDE = 1000.0
MARGIN = 0.07
NARROWEST_M = 250.0


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
    line = _line(route)
    close = [*line, *((pin.lat, pin.lon) for pin in (*stops, *pins))]
    wide = [(lat, lon) for ground in grounds for ring in ground.rings for lon, lat, *_rest in ring]
    frame = Plan.around(
        [*wide, *close] if whole else close or wide,
        narrowest_m=NARROWEST_M,
        margin=MARGIN,
        ratios=(1.1 if tall else 0.6, 1.25),
    )
    if frame is None:
        return None
    width = SIDE / max(1.0, frame.ratio)
    height = round(width * frame.ratio)
    return Map(
        width=round(width),
        height=height,
        shapes=[_shape(frame, width, ground) for ground in grounds],
        route=frame.path(line, width),
        track=frame.path(_line(track), width),
        stops=[_placed(frame, width, pin) for pin in stops],
        pins=[_placed(frame, width, pin) for pin in pins],
        bar=round(frame.bar_m / frame.metres * width, 1),
        bar_m=frame.bar_m,
        corners=frame.corners(height / width),
    )


def _line(line: dict[str, Any] | None) -> list[Position]:
    return plan.positions((line or {}).get("coordinates", []))


def _placed(frame: Plan, width: float, pin: Pin) -> PlacedPin:
    x, y = frame.place(pin.lat, pin.lon)
    return PlacedPin(round(x * width, 1), round(y * width, 1), pin)


def _shape(frame: Plan, width: float, ground: Ground) -> Shape:
    drawn = [[(lat, lon) for lon, lat, *_rest in ring] for ring in ground.rings]
    corners = [frame.place(*spot) for spot in drawn[0]] if drawn else [(0.0, 0.0)]
    middle = [sum(values) / len(corners) for values in zip(*corners, strict=True)]
    return Shape(
        " ".join(f"{frame.path(ring, width)} Z" for ring in drawn),
        ground,
        round(middle[0] * width, 1),
        round(middle[1] * width, 1),
    )
