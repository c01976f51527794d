"""No revision wins for ever: at most 1,000 above what the server has, of whatever a phone sends."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from field.kit import leap
from field.kit.tokens import uuid7
from tests.phones import Phone
from tests.web.test_api_check import handed_over, seen
from tests.world import World, said

Put = Callable[[int], TestResponse]
RATING = {"place": "Torget", "questions_version": "v", "answers": {"light": 1}}
WHAT = ("finding", "check", "rating", "finish", "track")


def put_of(what: str, world: World) -> Put:
    point = handed_over(world)
    phone = world.phone(world.follow_up(), leader=True)
    made = uuid7()
    walk = f"/walks/{phone.walk}"
    puts: dict[str, Callable[[int, dict[str, Any]], TestResponse]] = {
        "finding": lambda n, said_: phone.put_finding(said(revision=n, **said_), made),
        "check": lambda n, said_: phone.put_check(seen(point, revision=n, **said_), made),
        "rating": lambda n, _said: phone.put_rating({**RATING, "lamps": str(n), "revision": n}, made),
        "finish": lambda n, _said: phone.put(f"{walk}/finish", {"weather": str(n), "revision": n}),
        "track": lambda n, _said: phone.put(f"{walk}/track", {"line": [], "revision": n}),
    }
    return lambda n: puts[what](n, {"text": str(n)} if what in WHAT[:2] else {})


@pytest.mark.parametrize("what", WHAT)
def test_a_revision_is_at_most_a_thousand_above_what_is_here(world: World, what: str) -> None:
    put = put_of(what, world)
    unknown = put(leap.MOST + 1)
    assert (unknown.status_code, unknown.json["code"]) == (409, "revision-too-far")
    assert put(leap.MOST).status_code < 300
    too_far = put(2**31 - 1)
    assert (too_far.status_code, too_far.json["code"]) == (409, "revision-too-far")
    assert too_far.json["current"]["revision"] == leap.MOST
    assert put(2 * leap.MOST).status_code == 200


def test_who_tells_only_what_the_phone_holds_may_count_in_seconds(district: World) -> None:
    walk = district.plan()
    for leader in (False, True):
        phone: Phone = district.phone(walk, leader=leader)
        assert (
            phone.put(f"/walks/{phone.walk}/finish", {"held": 2, "revision": 1_790_000_000}).status_code
            == 200
        )
