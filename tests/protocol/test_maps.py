"""GeoJSON, GPX and the sketch: where things are, and never where a home is."""

import json
from typing import Any

import gpxpy
import pytest

from field.protocol import geojson, gpx
from field.protocol.shape import Document
from field.protocol.sketch import sketch
from tests.protocol.documents import ROUTE, document, drawn, follow_up, line, rinkeby, walk

INSIDE = {"name": "Garaget", "entrance": None, "floor": None}


def collection(held: Document) -> dict[str, Any]:
    return json.loads(geojson.render(held, drawn))  # type: ignore[no-any-return]


def track(held: Document) -> gpxpy.gpx.GPX:
    return gpxpy.parse(gpx.render(held, drawn).decode())


def test_a_point_is_a_feature_with_longitude_first() -> None:
    bench = collection(rinkeby())["features"][0]
    assert bench["type"] == "Feature"
    assert bench["geometry"] == {"type": "Point", "coordinates": [17.9302, 59.3881]}
    assert bench["properties"]["number"] == "RI26V-031"
    assert bench["properties"]["owners"][0]["why"] == "gård i Rinkeby"


def test_a_point_without_position_or_indoors_has_no_geometry() -> None:
    made = collection(
        document(line(1, lat=None, lon=None), line(2, building=INSIDE), line(3, lat=0.0, lon=0.0))
    )
    assert [feature["geometry"] for feature in made["features"]] == [None, None, None]
    assert "bbox" not in made
    assert "59.38" not in json.dumps(made["features"])


def test_the_collection_says_which_protocol_it_is() -> None:
    made = collection(rinkeby())
    assert (made["type"], made["version"], made["dnr"]) == ("FeatureCollection", 1, "RI 2026/0412")
    assert made["walk"]["route"]["coordinates"] == ROUTE
    assert made["bbox"] == [17.92871, 59.38731, 17.93108, 59.38872]
    assert "crs" not in made


def test_a_check_follows_its_point() -> None:
    assert collection(follow_up())["features"][0]["properties"]["check"]["outcome"] == "fixed"


def test_the_route_is_a_line_without_times() -> None:
    made = track(rinkeby())
    assert [(point.longitude, point.latitude) for point in made.routes[0].points] == [
        tuple(point) for point in ROUTE
    ]
    assert made.time is None
    assert all(point.time is None for point in made.routes[0].points)


def test_points_outdoors_are_waypoints() -> None:
    named = [point.name for point in track(rinkeby()).waypoints]
    assert named[0] == "RI26V-031 Trasig bänk"
    assert not any(name and name.startswith("RI26V-034") for name in named)


def test_a_walk_without_a_route_is_still_a_gpx() -> None:
    assert track(document(line(1), walk=walk(route=None))).routes == []


def test_the_sketch_keeps_everything_inside_its_box() -> None:
    drawn_map = sketch(rinkeby())
    assert drawn_map
    spots = [*drawn_map.route, *((dot.x, dot.y) for dot in drawn_map.dots)]
    assert all(0 < x < 1 and 0 < y < 1 for x, y in spots)
    assert 0.4 < drawn_map.ratio < 1.3


def test_the_sketch_has_north_up_and_numbers_the_points_outdoors() -> None:
    drawn_map = sketch(document(line(1, lat=59.389), line(2, lat=59.387), line(34, building=INSIDE)))
    assert drawn_map
    assert [dot.label for dot in drawn_map.dots] == ["1", "2"]
    assert drawn_map.dots[0].y < drawn_map.dots[1].y


def test_the_scale_bar_is_true() -> None:
    """Two points a hundredth of a degree of latitude apart are 1,112 m from each other."""
    drawn_map = sketch(document(line(1, lat=59.38), line(2, lat=59.39), walk=walk(route=None)))
    assert drawn_map
    apart = abs(drawn_map.dots[0].y - drawn_map.dots[1].y) * drawn_map.ratio
    assert drawn_map.bar_m / drawn_map.bar * apart == pytest.approx(1112, rel=0.01)


def test_one_point_alone_gets_some_ground_around_it() -> None:
    drawn_map = sketch(document(line(1), walk=walk(route=None)))
    assert drawn_map
    assert (drawn_map.dots[0].x, drawn_map.dots[0].y) == (pytest.approx(0.5), pytest.approx(0.5))


def test_with_nothing_outdoors_there_is_no_sketch() -> None:
    assert sketch(document(line(1, building=INSIDE), walk=walk(route=None))) is None


def test_what_is_no_position_is_not_in_the_route() -> None:
    broken = {
        "type": "LineString",
        "coordinates": [[0, 0], [17.9], [17.93, 59.38], [17.94, 91], [17.94, 59.39]],
    }
    assert len(track(document(walk=walk(route=broken))).routes[0].points) == 2


def test_many_points_are_dots_without_numbers() -> None:
    drawn_map = sketch(document(*(line(nth, lat=59.38 + nth / 10_000) for nth in range(1, 60))))
    assert drawn_map
    assert {dot.label for dot in drawn_map.dots} == {""}
