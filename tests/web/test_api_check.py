"""Checks and ratings: what was seen at the follow-up, of one owner's handover or of all open ones, and how a stop feels."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from field import backup, followups, photos
from field.findings import Finding
from field.followups import Check
from field.handovers import Handover
from field.kit.tokens import uuid7
from field.ratings import Rating
from field.walks import Walk
from tests import pictures
from tests.phones import Phone, sha
from tests.world import NOW, World, said

LATER = NOW + timedelta(days=186)


def handed_over(world: World, *owners: str) -> Finding:
    """A point of the spring, in the hands of these owners, due in the autumn."""
    walk = world.plan()
    row = world.note(walk)
    world.release(row)
    world.give(row, *(owners or ("trafikkontoret",)))
    world.hand_over(walk)
    return row


def seen(row: Finding, **changes: Any) -> dict[str, Any]:
    body = {
        "finding": str(row.id),
        "outcome": "fixed",
        "checked_at": LATER.isoformat(),
        "photos": [],
        "revision": 1,
    } | changes
    return {name: value for name, value in body.items() if value is not None}


def going_back(world: World) -> Phone:
    """A phone on the follow-up walk of the autumn."""
    world.clock(LATER)
    return world.phone(world.follow_up(at=LATER), leader=True)


def outcomes(world: World, row: Finding) -> dict[str, tuple[str, str]]:
    """owner → (state of the follow-up, what was seen)."""
    with world.reading() as db:
        visits = followups.of_findings(db, [row.id]).get(row.id, [])
        return {
            db.get_one(Handover, each.handover_id).owner_id: (each.state, each.outcome) for each in visits
        }


def test_the_points_to_look_at_come_with_number_place_answer_and_photos(world: World) -> None:
    walk = world.plan()
    phone, finding, photo = world.phone(walk), uuid7(), pictures.photo()
    phone.put_finding(said(photos=[sha(photo)], landmark="bakom nr 12"), finding)
    phone.put_photo(finding, photo)
    world.hand_over(walk, everything=True)
    back = going_back(world)
    shown = back.get(f"/walks/{back.walk}").json
    (listed,) = shown["checks"]
    assert (listed["finding"], listed["number"], listed["kind"]) == (str(finding), "RI26V-001", "light_out")
    assert (listed["text"], listed["landmark"], listed["owner_answer"]) == (
        "Lampan är släckt",
        "bakom nr 12",
        None,
    )
    assert [each["sha256"] for each in listed["photos"]] == [sha(photo)]
    assert [each["owner"] for each in listed["handovers"]] == ["trafikkontoret"]
    small = back.get(f"/photos/{shown['photos'][0]['id']}/small")
    assert small.status_code == 200
    assert back.get(f"/walks/{back.walk}").json["photos"] == [
        {"id": listed["photos"][0]["id"], "bytes": len(small.data)}
    ]


@pytest.mark.parametrize(
    ("outcome", "state"), [("fixed", "done"), ("remains", "done"), ("worse", "done"), ("not_judged", "due")]
)
def test_every_outcome_is_kept(world: World, outcome: str, state: str) -> None:
    row = handed_over(world)
    back = going_back(world)
    answer = back.put_check(seen(row, outcome=outcome, reason="snö"))
    assert (answer.status_code, answer.json) == (201, {"revision": 1, "missing": [], "flags": []})
    assert outcomes(world, row) == {"trafikkontoret": (state, outcome)}


def test_without_a_handover_it_speaks_for_all_open_ones(world: World) -> None:
    row = handed_over(world, "trafikkontoret", "stadsdelen")
    going_back(world).put_check(seen(row, outcome="remains"))
    assert outcomes(world, row) == {"trafikkontoret": ("done", "remains"), "stadsdelen": ("done", "remains")}


def test_with_a_handover_it_speaks_for_that_owner_alone(world: World) -> None:
    row = handed_over(world, "trafikkontoret", "stadsdelen")
    back = going_back(world)
    (listed,) = back.get(f"/walks/{back.walk}").json["checks"]
    by_owner = {each["owner"]: each["id"] for each in listed["handovers"]}
    back.put_check(seen(row, handover=by_owner["stadsdelen"], outcome="fixed"))
    assert outcomes(world, row) == {"trafikkontoret": ("gathered", ""), "stadsdelen": ("done", "fixed")}
    back.put_check(seen(row, handover=by_owner["trafikkontoret"], outcome="worse"))
    assert outcomes(world, row)["trafikkontoret"] == ("done", "worse")


def test_a_check_sent_twice_is_one_and_a_higher_revision_corrects_it(world: World) -> None:
    row, check = handed_over(world), uuid7()
    back = going_back(world)
    assert [back.put_check(seen(row), check).status_code for _ in range(2)] == [201, 200]
    assert back.put_check(seen(row, mood="dark"), check).status_code == 200, (
        "what nobody reads makes no other body"
    )
    stale = back.put_check(seen(row, outcome="remains"), check)
    assert (stale.status_code, stale.json["current"]["outcome"]) == (409, "fixed")
    assert back.put_check(seen(row, outcome="remains", revision=2), check).status_code == 200
    assert outcomes(world, row) == {"trafikkontoret": ("done", "remains")}
    with world.reading() as db:
        assert len(followups.checks_of_findings(db, [row.id])[row.id]) == 1


def test_who_could_not_judge_takes_nothing_back_that_another_saw(world: World) -> None:
    row = handed_over(world)
    back = going_back(world)
    back.put_check(seen(row, outcome="fixed"))
    back.put_check(seen(row, outcome="not_judged", reason="dagsljus"))
    assert outcomes(world, row) == {"trafikkontoret": ("done", "fixed")}


def test_a_point_of_another_walk_is_not_found(world: World) -> None:
    row, check = handed_over(world), uuid7()
    world.clock(LATER)
    elsewhere = world.phone(world.plan("Tensta", LATER))
    assert elsewhere.put_check(seen(row)).status_code == 404
    back = going_back(world)
    back.put_check(seen(row), check)
    assert elsewhere.put_check(seen(row, revision=2), check).status_code == 404
    assert back.put_check(seen(row, handover=str(uuid7()))).status_code == 404
    assert back.put_check({**seen(row), "walk": elsewhere.walk}).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"finding": None}, "finding"),
        ({"finding": "x"}, "finding"),
        ({"finding": 7}, "finding"),
        ({"outcome": "better"}, "outcome"),
        ({"outcome": None}, "outcome"),
        ({"outcome": ["fixed"]}, "outcome"),
        ({"handover": "x"}, "handover"),
        ({"handover": 7}, "handover"),
        ({"text": "x" * 10_001}, "text"),
        ({"reason": "x" * 501}, "reason"),
        ({"reason": 7}, "reason"),
        ({"photos": ["x"]}, "photos"),
        ({"revision": None}, "revision"),
    ],
)
def test_a_check_that_cannot_be_read_names_its_field(
    world: World, changes: dict[str, Any], field: str
) -> None:
    row = handed_over(world)
    answer = going_back(world).put_check(seen(row, **changes))
    assert (answer.status_code, answer.json["field"]) == (422, field)


def test_what_is_strange_in_a_check_is_set_aside_with_a_flag(world: World) -> None:
    row = handed_over(world)
    back = going_back(world)
    answer = back.put_check(
        seen(row, position={"lat": 0, "lon": 0}, checked_at="2001-01-01T00:00:00Z", extra=1)
    )
    assert (answer.status_code, answer.json["flags"]) == (201, ["position", "clock"])


def test_a_childs_words_in_a_check_are_masked(world: World) -> None:
    row, check = handed_over(world), uuid7()
    world.clock(LATER)
    child = world.phone(world.follow_up(at=LATER), mode="child_10_12")
    answer = child.put_check(seen(row, text="Ring 070-174 06 05", reason="anna@skolan.example"), check)
    assert answer.json["flags"] == ["masked"]
    with world.reading() as db:
        kept = db.get_one(Check, check)
    assert ("174" in kept.text, "anna" in kept.reason) == (False, False)


@pytest.mark.parametrize("under", ["check", "finding"])
@pytest.mark.parametrize("before", [True, False])
def test_a_photo_of_a_check_comes_under_its_id_or_the_findings_before_or_after(
    world: World, under: str, before: bool
) -> None:
    row, check, photo = handed_over(world), uuid7(), pictures.photo()
    back = going_back(world)
    target, of = (check, "checks") if under == "check" else (row.id, "findings")
    if before:
        assert back.put_photo(target, photo, of=of).status_code == 201
    answer = back.put_check(seen(row, photos=[sha(photo)]), check)
    assert answer.json["missing"] == ([] if before else [sha(photo)])
    if not before:
        assert back.put_photo(target, photo, of=of).status_code == 201
    assert back.put_check(seen(row, photos=[sha(photo)]), check).json["missing"] == []
    assert back.put_photo(target, photo, of=of).status_code == 200
    with world.reading() as db:
        assert [each.sha256 for each in photos.of_checks(db, [check])[check]] == [sha(photo)]
        assert photos.of_findings(db, [row.id]) == {}


def test_a_check_in_a_protocol_is_changed_no_more(world: World) -> None:
    row, check = handed_over(world), uuid7()
    back = going_back(world)
    back.put_check(seen(row), check)
    with world.reading() as db:
        walk = db.get_one(Walk, UUID(back.walk))
    world.hand_over(walk, now=LATER)
    assert back.put_check(seen(row), check).status_code == 200
    answer = back.put_check(seen(row, outcome="remains", revision=2), check)
    assert (answer.status_code, answer.json["code"]) == (409, "frozen")
    assert outcomes(world, row) == {"trafikkontoret": ("done", "fixed")}


@pytest.mark.parametrize("of", ["nobody", "another point"])
def test_a_check_for_a_handover_that_is_not_the_points_is_not_found_also_when_the_check_is_known(
    world: World, of: str
) -> None:
    row, check = handed_over(world), uuid7()
    handover = uuid7()
    if of == "another point":
        other = handed_over(world)
        with world.reading() as db:
            handover = followups.of_findings(db, [other.id])[other.id][0].handover_id
    back = going_back(world)
    assert back.put_check(seen(row), check).status_code == 201
    for body, to in (
        (seen(row, handover=str(handover), revision=2), check),
        (seen(row, handover=str(handover)), None),
    ):
        answer = back.put_check(body, to)
        assert (answer.status_code, answer.json["code"]) == (404, "not-found")
    assert back.put_check(seen(row, outcome="remains", revision=2), check).status_code == 200


# ── ratings ──


def rated(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "place": "Rinkeby torg",
        "questions_version": "1",
        "answers": {"overall": 2, "light": 0},
        "light": "dark",
        "lamps": "on",
    }
    body |= {"position": {"lat": 59.3884, "lon": 17.9285}, "rated_at": NOW.isoformat(), "revision": 1}
    return {name: value for name, value in {**body, **changes}.items() if value is not None}


def test_a_rating_is_kept_with_its_wording_and_light(district: World) -> None:
    phone, rating = district.phone(district.plan()), uuid7()
    answer = phone.put_rating(rated(), rating)
    assert (answer.status_code, answer.json) == (201, {"revision": 1, "flags": []})
    with district.reading() as db:
        row = db.get_one(Rating, rating)
    assert (row.answers, row.questions_version, row.light, row.lamps) == (
        {"overall": 2, "light": 0},
        "1",
        "dark",
        "on",
    )
    assert (row.place, row.lat, row.rated_at) == ("Rinkeby torg", 59.3884, NOW)


def test_a_rating_sent_twice_is_one_and_a_higher_revision_corrects_it(district: World) -> None:
    phone, rating = district.phone(district.plan()), uuid7()
    assert [phone.put_rating(rated(), rating).status_code for _ in range(2)] == [201, 200]
    assert phone.put_rating(rated(mood="dark"), rating).status_code == 200, (
        "what nobody reads makes no other body"
    )
    stale = phone.put_rating(rated(answers={"overall": 3}), rating)
    assert (stale.status_code, stale.json["current"]["answers"]) == (409, {"overall": 2, "light": 0})
    assert phone.put_rating(rated(answers={"overall": 3}, revision=2), rating).status_code == 200
    with district.reading() as db:
        assert db.get_one(Rating, rating).answers == {"overall": 3}


def test_a_rating_of_another_walk_is_not_found(district: World) -> None:
    here, there, rating = district.phone(district.plan()), district.phone(district.plan("Tensta")), uuid7()
    here.put_rating(rated(), rating)
    assert there.put_rating(rated(revision=2), rating).status_code == 404
    assert here.put_rating({**rated(), "walk": there.walk}).status_code == 404


@pytest.mark.parametrize(
    "answers",
    [
        {"overall": 4},
        {"overall": -1},
        {"overall": "2"},
        {"overall": 1.5},
        {"overall": True},
        {"overall": None},
    ],
)
def test_an_answer_that_is_no_level_is_set_aside(district: World, answers: dict[str, Any]) -> None:
    phone, rating = district.phone(district.plan()), uuid7()
    assert phone.put_rating(rated(answers={**answers, "light": 1}), rating).json["flags"] == ["answers"]
    with district.reading() as db:
        assert db.get_one(Rating, rating).answers == {"light": 1}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answers": None}, "answers"),
        ({"answers": [1]}, "answers"),
        ({"place": 7}, "place"),
        ({"light": "x" * 501}, "light"),
        ({"revision": None}, "revision"),
    ],
)
def test_a_rating_that_cannot_be_read_names_its_field(
    district: World, changes: dict[str, Any], field: str
) -> None:
    answer = district.phone(district.plan()).put_rating(rated(**changes))
    assert (answer.status_code, answer.json["field"]) == (422, field)


def test_what_is_strange_in_a_rating_is_set_aside_with_a_flag(district: World) -> None:
    child, rating = district.phone(district.plan(), mode="child_8_9"), uuid7()
    answer = child.put_rating(
        rated(position={"lat": 99, "lon": 0}, rated_at="igår", place="hos 070-174 06 05"), rating
    )
    assert (answer.status_code, set(answer.json["flags"])) == (201, {"position", "masked", "clock"})
    with district.reading() as db:
        assert "174" not in db.get_one(Rating, rating).place


# ── receipts ──


def test_a_receipt_of_a_check_names_what_is_in_the_store_and_in_the_copy(
    world: World, tmp_path: Path
) -> None:
    row, check, photo = handed_over(world), uuid7(), pictures.photo()
    back = going_back(world)
    assert back.get(f"/checks/{check}/receipt").status_code == 404
    back.put_check(seen(row, photos=[sha(photo)]), check)
    assert back.get(f"/checks/{check}/receipt").json == {"revision": 1, "photos": [], "backed_up": False}
    backup.backup(world.database, world.storage, tmp_path / "one", LATER)
    assert back.get(f"/checks/{check}/receipt").json["backed_up"]
    back.put_photo(check, photo, of="checks")
    assert back.get(f"/checks/{check}/receipt").json == {
        "revision": 1,
        "photos": [sha(photo)],
        "backed_up": False,
    }
    backup.backup(world.database, world.storage, tmp_path / "two", LATER)
    assert back.get(f"/checks/{check}/receipt").json["backed_up"]
    assert world.phone(world.plan("Tensta", LATER)).get(f"/checks/{check}/receipt").status_code == 404


def test_a_receipt_of_a_rating_tells_of_the_copy(world: World, tmp_path: Path) -> None:
    phone, rating = world.phone(world.plan()), uuid7()
    phone.put_rating(
        {"place": "Torget", "questions_version": "v", "answers": {"light": 1}, "revision": 3}, rating
    )
    assert phone.get(f"/ratings/{rating}/receipt").json == {"revision": 3, "photos": [], "backed_up": False}
    backup.backup(world.database, world.storage, tmp_path / "copy", NOW)
    assert phone.get(f"/ratings/{rating}/receipt").json["backed_up"]
