"""The sketch (skissen): route and points as a small map on plain ground, for paper. North is up; positions
indoors are never in it.
"""

from dataclasses import dataclass

from field.kit import plan
from field.kit.plan import Plan, Position
from field.protocol import lines
from field.protocol.shape import Document, FrozenRoute

NARROWEST_M = 120.0  # a single point still gets some ground around it
BORDER = 0.08
FLATTEST, TALLEST = 0.5, 1.25
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


def of_route(route: FrozenRoute | None) -> PlanSketch | None:
    """The way to walk, before there are any points."""
    spots = ground(route)
    frame = _frame(spots)
    return _drawn(frame, spots, []) if frame else None


def sketch(document: Document) -> PlanSketch | None:
    """None where there is neither a route nor a position."""
    route = ground(document["walk"]["route"])
    placed = [(line, found) for line in lines.listed(document) if (found := lines.position(line))]
    frame = _frame([*route, *(found for _line, found in placed)])
    if not frame:
        return None
    label = len(placed) <= NUMBERS_READABLE
    dots = [
        PlanDot(*_place(frame, found), _short(line["number"]) if label else "", line["type"] == "positive")
        for line, found in placed
    ]
    return _drawn(frame, route, dots)


def _drawn(frame: Plan, route: list[Position], dots: list[PlanDot]) -> PlanSketch:
    way = [_place(frame, spot) for spot in route]
    return PlanSketch(frame.ratio, way, dots, frame.bar_m / frame.metres, frame.bar_m)


def ground(route: FrozenRoute | None) -> list[Position]:
    """The route's positions; what is no position is left out."""
    return plan.positions(route["coordinates"]) if route else []


def _frame(spots: list[Position]) -> Plan | None:
    return Plan.around(spots, narrowest_m=NARROWEST_M, margin=BORDER, ratios=(FLATTEST, TALLEST))


def _place(frame: Plan, spot: Position) -> tuple[float, float]:
    x, y = frame.place(*spot)
    return x, y / frame.ratio


def _short(number: str) -> str:
    """RI26V-031 → 31: the series is in the heading above."""
    return number.rpartition("-")[2].lstrip("0") or number
