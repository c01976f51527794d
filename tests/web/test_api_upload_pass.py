"""The narrow pass: what is left on a phone that goes to the next person is delivered by it, and nothing can be read with it."""

from uuid import UUID

import pytest

from field.kit.tokens import uuid7
from field.walks import Walk
from tests import pictures
from tests.phones import Phone, sha
from tests.world import World, said

RATING = {"place": "Torget", "questions_version": "v", "answers": {"light": 1}, "revision": 1}


@pytest.fixture
def walk(district: World) -> Walk:
    return district.plan()


@pytest.fixture
def found() -> UUID:
    return uuid7()


@pytest.fixture
def left(district: World, walk: Walk, found: UUID) -> Phone:
    """A phone whose user has gone, with one finding and its picture at the server."""
    phone = district.phone(walk, leader=True)
    phone.put_finding(said(photos=[sha(pictures.photo())]), found)
    phone.put_photo(found, pictures.photo())
    for _ in range(2):
        answer = phone.send("POST", f"/walks/{walk.id}/upload-pass")
        assert answer.json == {
            "participant": phone.joined["participant"],
            "walk": str(walk.id),
            "scope": "upload",
        }
    return phone


def test_it_delivers_all_that_was_its_users_own(left: Phone, found: UUID) -> None:
    other, rating = uuid7(), uuid7()
    assert left.put_finding(said(text="Också här", photos=[sha(pictures.photo())]), other).status_code == 201
    assert left.put_photo(other, pictures.photo()).status_code == 201
    assert left.head_photo(other, sha(pictures.photo())).headers["Upload-Offset"] == str(
        len(pictures.photo())
    )
    assert left.put_finding(said(revision=2), found).status_code == 200
    assert left.receipt(other).json["photos"] == [sha(pictures.photo())]
    assert left.put_rating(RATING, rating).status_code == 201
    assert left.get(f"/ratings/{rating}/receipt").json == {"revision": 1, "photos": [], "backed_up": False}
    assert left.put(f"/walks/{left.walk}/finish", {"held": 1, "revision": 1}).json == {
        "revision": 1,
        "team": [],
    }
    assert left.put(f"/walks/{left.walk}/track", {"line": [], "revision": 1}).status_code == 201
    assert left.delete(other).status_code == 204


def test_nothing_can_be_read_with_it(district: World, walk: Walk, left: Phone, found: UUID) -> None:
    (shown,) = district.phone(walk).shown(found)["photos"]
    for path in (
        f"/walks/{walk.id}",
        f"/walks/{walk.id}/changes?since=0",
        f"/photos/{shown['id']}/small",
        f"/voices/{shown['id']}",
    ):
        answer = left.get(path)
        assert (answer.status_code, answer.json["code"]) == (403, "upload-only"), path
    stale = left.put_finding(said(text="Annat"), found)
    assert (stale.status_code, stale.json["code"]) == (409, "stale")
    assert "current" not in stale.json


def test_what_others_noted_is_not_there_for_it(district: World, walk: Walk, left: Phone) -> None:
    other, finding = district.phone(walk), uuid7()
    other.put_finding(said(), finding)
    other.put_rating(RATING, rating := uuid7())
    assert left.put_finding(said(revision=2), finding).status_code == 404
    assert left.put_photo(finding, pictures.photo()).status_code == 404
    assert left.head_photo(finding, sha(pictures.photo())).status_code == 404
    assert left.receipt(finding).status_code == left.delete(finding).status_code == 404
    assert left.put_rating({**RATING, "revision": 2}, rating).status_code == 404
    assert left.get(f"/ratings/{rating}/receipt").status_code == 404


def test_it_never_becomes_a_whole_pass_again(district: World, walk: Walk, left: Phone, found: UUID) -> None:
    again = district.phone(walk)
    again.join(walk.code, former_pass=left.token)
    assert again.joined["participant"] != left.joined["participant"]
    assert left.get(f"/walks/{walk.id}").status_code == 403
    assert left.receipt(found).status_code == 200


def test_it_is_for_its_own_walk(district: World, left: Phone) -> None:
    assert left.send("POST", f"/walks/{district.plan('Kista').id}/upload-pass").status_code == 404
