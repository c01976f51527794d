"""A body is read before any transaction; who sends it is still told first."""

from uuid import uuid4

import pytest

from field.findings import Finding
from field.kit.tokens import uuid7
from field.ratings import Rating
from tests.phones import Phone
from tests.world import NOW, World, said

BROKEN = {
    "finding": ("/findings/{id}", {"text": 7, "revision": 1}, "text"),
    "check": ("/checks/{id}", {"finding": str(uuid4()), "outcome": "gone", "revision": 1}, "outcome"),
    "rating": ("/ratings/{id}", {"answers": [], "revision": 1}, "answers"),
    "track": ("/walks/{walk}/track", {"line": 7, "revision": 1}, "line"),
    "finish": ("/walks/{walk}/finish", {"held": "many"}, "held"),
}


def put(phone: Phone, what: str, walk: str) -> tuple[int, dict[str, object]]:
    path, body, _field = BROKEN[what]
    answer = phone.put(path.format(id=uuid7(), walk=walk), {"walk": walk, **body})
    return answer.status_code, answer.json


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_body_names_its_field_without_a_transaction(
    district: World, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    walk = district.plan()
    leader = district.phone(walk, leader=True)

    def no_writing(_database: object) -> None:
        raise AssertionError("a transaction was begun for a body that cannot be read")

    monkeypatch.setattr(type(district.database), "writing", no_writing)
    status, told = put(leader, what, str(walk.id))
    assert (status, told["code"], told["field"]) == (422, "invalid", BROKEN[what][2])


@pytest.mark.parametrize("what", BROKEN)
def test_who_may_not_send_is_told_that_and_not_what_was_wrong(district: World, what: str) -> None:
    walk, other = district.plan(), district.plan()
    stranger = Phone(district.app.test_client(), walk=str(walk.id), token="x" * 40)
    assert put(stranger, what, str(walk.id))[0] == 401
    assert put(district.phone(other), what, str(walk.id))[0] == 404


def test_what_a_child_says_is_masked_in_all_it_says(district: World) -> None:
    words = "Ring 070-174 06 15"
    walk = district.plan()
    child = district.phone(walk, mode="child_10_12")
    finding, rating = uuid7(), uuid7()
    child.put_finding(said(text=words, landmark=words, asset_ref=words, building={"name": words}), finding)
    child.put_rating(
        {"walk": str(walk.id), "place": words, "answers": {}, "rated_at": NOW.isoformat(), "revision": 1},
        rating,
    )
    with district.reading() as db:
        kept = db.get_one(Finding, finding)
        assert kept.building
        told = (
            kept.text,
            kept.landmark,
            kept.asset_ref,
            kept.building["name"],
            db.get_one(Rating, rating).place,
        )
    assert [each for each in told if "070" in each] == []
