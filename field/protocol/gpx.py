"""The walk's route as GPX 1.1, for a phone's map: a line without times or persons, and the points that have a
position outdoors.
"""

from gpxpy.gpx import GPX, GPXRoute, GPXRoutePoint, GPXWaypoint

from field.kit import i18n
from field.protocol import lines
from field.protocol.shape import Document, FrozenLine, Picture
from field.protocol.sketch import ground
from field.protocol.text import cleaned


def render(document: Document, picture: Picture) -> bytes:
    """A walk without a route gives a file without one; the points are there all the same."""
    document = cleaned(document)
    gpx = GPX()
    gpx.creator, gpx.name = "Stråk", document["title"]
    if positions := ground(document["walk"]["route"]):
        route = GPXRoute(name=document["title"])
        route.points = [GPXRoutePoint(latitude=lat, longitude=lon) for lat, lon in positions]
        gpx.routes.append(route)
    with i18n.using(document["language"]):
        gpx.waypoints = [waypoint for line in lines.listed(document) if (waypoint := _waypoint(line))]
    return gpx.to_xml(version="1.1").encode()


def _waypoint(line: FrozenLine) -> GPXWaypoint | None:
    found = lines.position(line)
    return (
        GPXWaypoint(*found, name=f"{line['number']} {line['kind_label']}", description=lines.where(line))
        if found
        else None
    )
