"""A walk's route and stops, pasted as lines of text or read from a GPX file. Only the line is kept: no times,
no names of who walked.

A line of text is `59.3884, 17.9285 Rinkeby torg`: the route goes through all of them in order, and those with
a name are stops."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from field.kit import geo
from field.kit.i18n import gettext as _
from field.kit.text import one_line
from field.loading import gpx

POSITIONS_MOST = 2_000
STOPS_MOST = 60
NAME_MOST = 100
LINE = re.compile(r"^\s*(-?\d{1,3}(?:[.]\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:[.]\d+)?)(?:\s*[,;\s]\s*(.*))?$")


@dataclass
class Route:
    """`line` is a GeoJSON LineString, or None for fewer than two positions; `stops` are {name, lat, lon};
    `length_m` is a track's own.
    """

    line: dict[str, Any] | None = None
    stops: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    length_m: float | None = None

    def draw(self, positions: Iterable[tuple[float, float]]) -> None:
        """Positions are (lat, lon)."""
        kept = _thinned(list(positions))
        self.line = (
            {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in kept]}
            if len(kept) > 1
            else None
        )

    def stop(self, name: str, lat: float, lon: float) -> None:
        if name and len(self.stops) < STOPS_MOST:
            self.stops.append({"name": one_line(name)[:NAME_MOST], "lat": lat, "lon": lon})


def from_text(text: str) -> Route:
    """Each line that is no position is a fault that names the line."""
    route, positions = Route(), list[tuple[float, float]]()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        match = LINE.match(line)
        spot = geo.position(float(match[1]), float(match[2])) if match else None
        if match is None or spot is None:
            route.faults.append(
                _(
                    "Rad %(line)s är ingen plats. Skriv till exempel: 59.3884, 17.9285 Rinkeby torg",
                    line=number,
                )
            )
            continue
        positions.append(spot)
        route.stop(match[3] or "", *spot)
    route.draw(positions)
    return route


def from_gpx(data: bytes) -> Route:
    """Tracks (or else routes) become one line, waypoints with a name become stops."""
    route = Route()
    try:
        found = gpx.read(data)
        for stop in found.stops:
            route.stop(*stop)
        drawn = gpx.line_of(found)
        route.line, route.length_m = (
            {"type": "LineString", "coordinates": drawn["coordinates"]},
            drawn["length_m"],
        )
    except gpx.BadGpx as bad:
        route.faults.append(str(bad))
    return route


def as_text(line: dict[str, Any] | None, stops: list[Any]) -> str:
    """The lines that `from_text` reads back as the same route and stops."""
    named = {(stop["lat"], stop["lon"]): str(stop.get("name") or "") for stop in stops}
    positions = [(lat, lon) for lon, lat, *_rest in (line or {}).get("coordinates", [])]
    through = [(spot, named.pop(spot, "")) for spot in positions]
    return "\n".join(
        f"{lat:.6f}, {lon:.6f} {name}".rstrip() for (lat, lon), name in [*through, *named.items()]
    )


def _thinned(positions: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Every n-th of a long track, its end always kept."""
    step = -(-len(positions) // POSITIONS_MOST) or 1
    kept = positions[::step]
    return kept if not positions or kept[-1] == positions[-1] else [*kept, positions[-1]]
