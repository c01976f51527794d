"""What a phone says of the way that was walked (spåret): cut before anything is kept.

Where somebody lives or parks is never in the database, nor in a backup of it: the two ends go here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from field.kit import geo
from field.kit.errors import Refusal
from field.said.body import read_revision

SENT_MOST = 5_000
KEPT_MOST = 500
CUT_M = 100.0


@dataclass(frozen=True)
class TrackAsSaid:
    """Positions [lon, lat], at most 500, none where the walk never got 100 m away."""

    line: list[list[float]]
    revision: int


def read(body: dict[str, Any]) -> TrackAsSaid:
    """Raises `Refusal("invalid", field=…)` for what is no line, or too long a one."""
    revision, sent = read_revision(body.get("revision")), _positions(body.get("line"))
    return TrackAsSaid(geo.thinned(geo.cut_ends(sent, CUT_M), KEPT_MOST), revision)


def _positions(value: object) -> list[Sequence[float]]:
    """[lon, lat, …] each: whatever stands after the second number is not looked at, and what is no place is
    left out.
    """
    if (
        not isinstance(value, list)
        or len(value) > SENT_MOST
        or not all(isinstance(each, list) and len(each) >= 2 for each in value)
    ):
        raise Refusal("invalid", field="line")
    spots = (geo.position(each[1], each[0]) for each in value)
    return [(lon, lat) for lat, lon in (spot for spot in spots if spot)]
