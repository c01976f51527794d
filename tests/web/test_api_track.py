"""The walked track: the leader's alone, cut and thinned before it is kept, without times, and taken back when they change their mind."""

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from field import walks
from field.kit import geo
from field.said.track import CUT_M, KEPT_MOST, SENT_MOST
from field.walks import Finish, Walk
from tests.phones import Phone
from tests.world import RINKEBY_TORG, World


def north(metres: int, step: float = 10) -> list[list[Any]]:
    """From Rinkeby torg, each point with the height and time that a careless phone might send along."""
    lat, lon = RINKEBY_TORG
    one_lat, _one_lon = geo.degrees(1, lat)
    return [
        [lon, lat + n * step * one_lat, 12.5, f"2026-05-12T18:{n % 60:02d}:00+02:00"]
        for n in range(int(metres / step) + 1)
    ]


@pytest.fixture
def walk(world: World) -> Walk:
    return world.plan()


@pytest.fixture
def leader(world: World, walk: Walk) -> Phone:
    return world.phone(walk, leader=True)


def put(phone: Phone, line: object, revision: object = 1) -> TestResponse:
    return phone.put(f"/walks/{phone.walk}/track", {"line": line, "revision": revision})


def kept(world: World, walk: Walk) -> Any:
    with world.reading() as db:
        return walks.track_of(db, walk.id)


def test_the_leaders_track_is_kept_without_its_ends_and_without_times(
    world: World, walk: Walk, leader: Phone
) -> None:
    answer = put(leader, north(1000))
    assert answer.status_code == 201
    assert answer.get_json() == {
        "revision": 1,
        "positions": pytest.approx(81, abs=1),
        "length_m": pytest.approx(800, abs=1),
    }
    track = kept(world, walk)
    assert set(track) == {"coordinates", "revision"}
    assert all(len(point) == 2 for point in track["coordinates"])
    assert "2026" not in json.dumps(track)
    for end in (RINKEBY_TORG, (north(1000)[-1][1], RINKEBY_TORG[1])):
        assert min(geo.distance_m(*end, lat, lon) for lon, lat in track["coordinates"]) >= CUT_M - 0.2


def test_nobody_is_named_beside_it(world: World, walk: Walk, leader: Phone) -> None:
    put(leader, north(1000))
    with world.reading() as db:
        row = db.get_one(Finish, walk.id)
    assert leader.joined["participant"] not in row.model_dump_json()


def test_another_phone_of_the_walk_may_not(world: World, walk: Walk) -> None:
    answer = put(world.phone(walk), north(1000))
    assert (answer.status_code, answer.get_json()["code"]) == (403, "not-allowed")
    assert kept(world, walk) is None


def test_another_walks_track_is_not_found(world: World, leader: Phone) -> None:
    leader.walk = str(world.plan("Tensta").id)
    assert put(leader, north(1000)).status_code == 404


def test_without_a_pass_nothing_is_kept(world: World, walk: Walk) -> None:
    assert put(Phone(world.app.test_client(), str(walk.id)), north(1000)).status_code == 401


def test_the_same_again_changes_nothing(world: World, walk: Walk, leader: Phone) -> None:
    first = put(leader, north(1000))
    before = kept(world, walk)
    again = put(leader, north(1000))
    assert (again.status_code, again.get_json()) == (200, first.get_json())
    assert kept(world, walk) == before


def test_a_longer_track_replaces_a_shorter_one(world: World, walk: Walk, leader: Phone) -> None:
    put(leader, north(500))
    assert put(leader, north(2000), 2).get_json()["length_m"] == pytest.approx(1800, abs=1)
    assert kept(world, walk)["revision"] == 2


@pytest.mark.parametrize(("line", "revision"), [(north(600), 2), (north(1000), 1)])
def test_what_is_older_or_another_under_the_same_revision_is_stale(
    world: World, walk: Walk, leader: Phone, line: list[list[Any]], revision: int
) -> None:
    put(leader, north(1000), 2)
    before = kept(world, walk)
    answer = put(leader, line, revision)
    assert (answer.status_code, answer.get_json()["code"], answer.get_json()["current"]) == (
        409,
        "stale",
        {"revision": 2},
    )
    assert kept(world, walk) == before


def test_an_empty_line_takes_it_back(world: World, walk: Walk, leader: Phone) -> None:
    put(leader, north(1000))
    assert put(leader, [], 2).get_json() == {"revision": 2, "positions": 0, "length_m": 0}
    assert kept(world, walk) == {"coordinates": [], "revision": 2}


def test_a_walk_round_the_corner_leaves_no_track(world: World, walk: Walk, leader: Phone) -> None:
    assert put(leader, north(190)).get_json()["positions"] == 0
    assert kept(world, walk)["coordinates"] == []


def test_five_thousand_points_are_thinned_and_more_are_refused(
    world: World, walk: Walk, leader: Phone
) -> None:
    lat, lon = RINKEBY_TORG
    wave = [[lon + (n % 50) / 50_000, lat + n / 100_000] for n in range(SENT_MOST)]
    assert put(leader, wave).status_code == 201
    assert 2 < len(kept(world, walk)["coordinates"]) <= KEPT_MOST
    answer = put(leader, [*wave, [lon, lat]], 2)
    assert (answer.status_code, answer.get_json()["field"]) == (422, "line")


def test_points_that_are_no_places_are_left_out(world: World, walk: Walk, leader: Phone) -> None:
    bad = [[0, 0], [200, 100], ["x", "y"], [None, 1], [True, False], [10**400, 1]]
    line = [point for pair in zip(north(1000), bad * 20, strict=False) for point in pair]
    assert put(leader, line).get_json()["length_m"] == pytest.approx(800, abs=1)


@pytest.mark.parametrize(
    ("line", "revision", "field"),
    [
        ("59.1,17.1", 1, "line"), (None, 1, "line"), ({}, 1, "line"), ([17.9, 59.3], 1, "line"), ([[17.9]], 1, "line"),
        ([], None, "revision"), ([], -1, "revision"), ([], "1", "revision"), ([], True, "revision"), ([], 2**31, "revision"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_field(
    leader: Phone, line: object, revision: object, field: str
) -> None:
    answer = put(leader, line, revision)
    assert (answer.status_code, answer.get_json()["field"]) == (422, field)


@pytest.mark.parametrize("body", ["", "[]", "nonsense", '{"line": [[1,'])
def test_what_is_no_json_is_refused(leader: Phone, body: str) -> None:
    assert leader.put(f"/walks/{leader.walk}/track", body).get_json()["code"] == "not-json"


def test_the_finish_and_the_track_leave_each_other_alone(world: World, walk: Walk, leader: Phone) -> None:
    put(leader, north(1000), 7)
    leader.put(
        f"/walks/{walk.id}/finish", {"headcount": {"adults": 9}, "weather": "rain", "held": 0, "revision": 1}
    )
    put(leader, north(1200), 8)
    with world.reading() as db:
        row = db.get_one(Finish, walk.id)
    assert (row.headcount, row.weather, row.revision) == ({"adults": 9}, "rain", 1)
    assert (row.track or {})["revision"] == 8


def test_the_walk_does_not_show_the_track_to_phones(walk: Walk, leader: Phone) -> None:
    put(leader, north(1000))
    assert "track" not in leader.get(f"/walks/{walk.id}").get_json()
