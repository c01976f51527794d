"""What is said of tiles: a square, its source, and which squares lie under a box."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from field.kit import geo

VECTOR = "application/vnd.mapbox-vector-tile"
MARGIN_M = 1000.0  # a walk may begin outside its area

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


class Away(OSError):
    """The source does not answer and nothing is kept; the same may be asked again. Its text names no
    address.
    """


class Busy(Away):
    """As much as may be fetched at once is being fetched."""


@dataclass(frozen=True)
class Tile:
    """`is_packed`: `data` is the gzip of what `mime` says."""

    data: bytes
    mime: str
    is_packed: bool = False


class Source(Protocol):
    """`zooms`: the least and the greatest there are. `version` changes when the tiles do. `is_far`: fetched
    from somebody else's server.
    """

    is_far: bool

    @property
    def version(self) -> str: ...
    @property
    def is_vector(self) -> bool: ...
    @property
    def zooms(self) -> tuple[int, int]: ...
    @property
    def credit(self) -> str: ...

    def get(self, z: int, x: int, y: int, now: datetime) -> Tile | None:
        """None where there is nothing to draw. Raises `Away`."""
        ...

    def fault(self) -> str | None:
        """What is wrong with it, in one line for whoever runs the installation."""
        ...


def exists(z: int, x: int, y: int, zooms: tuple[int, int]) -> bool:
    return zooms[0] <= z <= zooms[1] and 0 <= x < 1 << z and 0 <= y < 1 << z


def edges(z: int, x: int, y: int) -> Box:
    """The ground under a tile."""
    side = 1 << z
    north, south = (math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / side)))) for row in (y, y + 1))
    return x / side * 360 - 180, south, (x + 1) / side * 360 - 180, north


def touches(z: int, x: int, y: int, boxes: Iterable[Box]) -> bool:
    """Whether a tile lies in one of the boxes, or within `MARGIN_M` metres of it."""
    west, south, east, north = edges(z, x, y)
    dlat, dlon = geo.degrees(MARGIN_M, (south + north) / 2)
    return any(
        west <= e + dlon and east >= w - dlon and south <= n + dlat and north >= s - dlat
        for w, s, e, n in boxes
    )
