"""GPX from a stranger: tracks, routes and named waypoints as positions alone. Times, heights and who walked
are never read.

Read by the standard library's expat and not by gpxpy, which writes ours: on a hostile file gpxpy searches for
minutes, an odd encoding carries entities past any look at the bytes, and the file's namespace prefixes stay
behind in the documents we write later."""

from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from field.kit import geo
from field.kit.i18n import gettext as _
from field.kit.text import one_line

BYTES_MOST = 5 * 1024 * 1024
POINTS_MOST = 20_000
LINE_MOST = 500
NAME_MOST = 200
POINTS = {"trkpt": "tracks", "rtept": "routes"}

Position = tuple[float, float]


class BadGpx(ValueError):
    """A file that gives no line; the text is for the person who chose it."""


@dataclass
class Gpx:
    """Segments of positions (lat, lon), empty ones too, and waypoints that have a name (name, lat, lon)."""

    tracks: list[list[Position]] = field(default_factory=list)
    routes: list[list[Position]] = field(default_factory=list)
    stops: list[tuple[str, float, float]] = field(default_factory=list)

    @property
    def segments(self) -> list[list[Position]]:
        """What was walked; where nothing was, what was planned."""
        return self.tracks if any(self.tracks) else self.routes


def route_from_gpx(data: bytes) -> dict[str, Any]:
    """A GeoJSON LineString of at most 500 positions through all segments, with `length_m` (within the
    segments). Raises `BadGpx`.
    """
    return line_of(read(data))


def line_of(gpx: Gpx) -> dict[str, Any]:
    lines = [[(lon, lat) for lat, lon in segment] for segment in gpx.segments]
    joined = [position for line in lines for position in line]
    if len(set(joined)) < 2:
        raise BadGpx(_("Filen har ingen linje."))
    length = sum(geo.length_m(line) for line in lines)
    return {"type": "LineString", "coordinates": geo.thinned(joined, LINE_MOST), "length_m": round(length, 1)}


def read(data: bytes) -> Gpx:
    """Raises `BadGpx`: over 5 MB, over 20,000 points, not GPX, or with a document type of its own (the door
    to entities).
    """
    if len(data) > BYTES_MOST:
        raise BadGpx(_("Filen är för stor. Högst 5 MB."))
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.words
    try:
        parser.Parse(data, True)
    except BadGpx:
        raise
    except (expat.ExpatError, ValueError, LookupError):
        _refuse()
    return reader.gpx


def _refuse(*_given: object) -> None:
    raise BadGpx(_("Filen är ingen GPX-fil som går att läsa."))


class _Reader:
    """Told by the parser what comes; keeps positions, and a waypoint's name."""

    def __init__(self) -> None:
        self.gpx = Gpx()
        self.count = 0
        self.open: list[str] = []
        self.waypoint: Position | None = None
        self.name = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if not self.open and tag != "gpx":
            _refuse()
        self.open.append(tag)
        if tag in ("trkseg", "rte"):
            (self.gpx.tracks if tag == "trkseg" else self.gpx.routes).append([])
        elif tag in POINTS or tag == "wpt":
            self._point(tag, _position(attributes))

    def _point(self, tag: str, spot: Position | None) -> None:
        self.count += 1
        if self.count > POINTS_MOST:
            raise BadGpx(_("Filen har för många punkter. Högst 20 000."))
        if tag == "wpt":
            self.waypoint, self.name = spot, ""
        elif spot and (segments := getattr(self.gpx, POINTS[tag])):
            segments[-1].append(spot)

    def end(self, _name: str) -> None:
        tag = self.open.pop()
        if tag == "wpt" and self.waypoint and one_line(self.name):
            self.gpx.stops.append((one_line(self.name), *self.waypoint))

    def words(self, text: str) -> None:
        if self.open[-2:] == ["wpt", "name"] and len(self.name) < NAME_MOST:
            self.name += text


def _position(attributes: dict[str, str]) -> Position | None:
    try:
        return geo.position(float(attributes["lat"]), float(attributes["lon"]))
    except (KeyError, ValueError):
        return None
