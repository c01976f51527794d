"""The desk's map: north up, metres true, around what matters, and nothing indoors on it."""

import math

from field.kit import geo, plan
from field.web.desk import figure
from field.web.desk.figure import Ground, Pin

TORG = (59.3884, 17.9285)


def pin(lat: float, lon: float, label: str = "1") -> Pin:
    return Pin(lat, lon, label, "Lampa", label)


def test_north_is_up_and_east_where_a_reader_of_maps_expects_it() -> None:
    lat, lon = TORG
    drawn = figure.draw(pins=[pin(lat, lon), pin(lat + 0.004, lon, "n"), pin(lat, lon + 0.004, "e")])
    assert drawn
    here, north, east = drawn.pins
    assert (north.x, east.y) == (here.x, here.y)
    assert north.y < here.y
    assert east.x > here.x
    assert all(0 <= each.x <= drawn.width and 0 <= each.y <= drawn.height for each in drawn.pins)


def test_metres_are_as_long_east_as_north_and_the_bar_tells_them() -> None:
    lat, lon = TORG
    dlat, dlon = geo.degrees(300, lat)
    drawn = figure.draw(pins=[pin(lat, lon), pin(lat + dlat, lon), pin(lat, lon + dlon)])
    assert drawn
    here, north, east = drawn.pins
    up, along = here.y - north.y, east.x - here.x
    assert math.isclose(up, along, rel_tol=0.01)
    assert math.isclose(up / 300, drawn.bar / drawn.bar_m, rel_tol=0.01)


def test_a_single_point_still_gets_some_ground_around_it() -> None:
    drawn = figure.draw(pins=[pin(*TORG)])
    assert drawn
    assert drawn.bar / drawn.bar_m * figure.NARROWEST_M <= drawn.width
    assert (drawn.pins[0].x, drawn.pins[0].y) == (drawn.width / 2, drawn.height / 2)


def test_the_map_is_around_the_route_and_not_around_a_whole_district() -> None:
    ring = [[[17.7, 59.2], [18.2, 59.2], [18.2, 59.6], [17.7, 59.6], [17.7, 59.2]]]
    route = {"type": "LineString", "coordinates": [[17.9285, 59.3884], [17.9287, 59.3918]]}
    near = figure.draw([Ground("Stort", ring)], route)
    whole = figure.draw([Ground("Stort", ring)], route, whole=True)
    assert near
    assert whole
    assert near.bar_m < whole.bar_m
    assert near.route.startswith("M")
    assert near.shapes[0].path.endswith("Z")


def test_with_nothing_to_draw_there_is_no_map() -> None:
    assert figure.draw() is None
    assert figure.draw(route={"type": "LineString", "coordinates": [[0, 0], [0, 0]]}) is None


def test_holes_and_islands_are_rings_of_one_shape() -> None:
    square = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
    assert plan.rings({"type": "Polygon", "coordinates": [square, square]}) == [square, square]
    assert plan.rings({"type": "MultiPolygon", "coordinates": [[square], [square, square]]}) == [square] * 3
