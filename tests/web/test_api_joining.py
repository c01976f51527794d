"""Joining: a code becomes a pass for one walk, from the day it is planned until 30 days after it is closed."""

from datetime import timedelta
from uuid import UUID

import pytest

from field import participants
from field.kit import tokens
from field.kit.tokens import uuid7
from field.participants import MODES, Participant
from tests import pictures
from tests.phones import Phone
from tests.world import NOW, World, said

LATER = timedelta(minutes=11)


def test_a_code_gives_a_pass_for_its_walk(district: World) -> None:
    walk = district.plan()
    joined = Phone(district.app.test_client()).join(walk.code)
    assert joined["walk"] == str(walk.id)
    assert joined["role"] == "walker"
    assert len(joined["pass"]) >= 32


def test_the_leaders_code_gives_the_role_leader(district: World) -> None:
    walk = district.plan()
    assert Phone(district.app.test_client()).join(walk.leader_code)["role"] == "leader"


@pytest.mark.parametrize("typed", ["lower", "spaced", "dashed"])
def test_a_code_may_be_typed_as_people_type(district: World, typed: str) -> None:
    code = district.plan().code
    forms = {"lower": code.lower(), "spaced": f" {code[:3]} {code[3:]} ", "dashed": f"{code[:2]}-{code[2:]}"}
    assert Phone(district.app.test_client()).join(forms[typed])["role"] == "walker"


def test_the_database_keeps_the_pass_only_as_digest(district: World) -> None:
    joined = district.phone(district.plan()).joined
    with district.reading() as db:
        person = db.get_one(Participant, UUID(joined["participant"]))
    assert joined["pass"] not in repr(person)
    assert person.pass_digest == tokens.digest(joined["pass"])


def test_a_code_works_from_the_moment_the_walk_is_planned(district: World) -> None:
    walk = district.plan(at=NOW + timedelta(days=90))
    assert district.phone(walk).get(f"/walks/{walk.id}").status_code == 200


def test_code_and_pass_work_until_30_days_after_the_walk_is_closed(district: World) -> None:
    walk = district.plan()
    district.close(walk)
    district.clock(NOW + timedelta(days=29, hours=23))
    assert district.phone(walk).get(f"/walks/{walk.id}").status_code == 200


def test_after_that_the_code_is_unknown_and_the_pass_expired(district: World) -> None:
    walk = district.plan()
    phone = district.phone(walk)
    district.close(walk)
    district.clock(NOW + timedelta(days=30, minutes=1))
    answer = phone.get(f"/walks/{walk.id}")
    assert (answer.status_code, answer.json["code"]) == (401, "pass-expired")
    assert phone.put_finding({"revision": 1}).json["code"] == "pass-expired"
    for answer in (
        phone.put_photo(uuid7(), pictures.photo()),
        phone.patch_photo(uuid7(), "ab" * 32, b"a", 0, 1),
    ):
        assert (answer.status_code, answer.json["code"]) == (401, "pass-expired")
    again = phone.send("POST", "/join", json={"code": walk.code, "mode": "adult"})
    assert (again.status_code, again.json["code"]) == (404, "code-unknown")


def test_an_unknown_code_is_not_found(district: World) -> None:
    answer = Phone(district.app.test_client()).send("POST", "/join", json={"code": "NOSUCH", "mode": "adult"})
    assert (answer.status_code, answer.json["code"]) == (404, "code-unknown")
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("code", ["", "   ", "--", "\u0000", "\ud800", "%", "' OR 1=1", "Å" * 100])
def test_a_strange_code_is_unknown_or_unreadable(district: World, code: str) -> None:
    assert Phone(district.app.test_client()).send(
        "POST", "/join", json={"code": code, "mode": "adult"}
    ).status_code in (404, 422)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "code"),
        ({"code": 7}, "code"),
        ({"code": "A" * 101}, "code"),
        ({"code": "ABCDEF", "mode": "pensioner"}, "mode"),
        ({"code": "ABCDEF", "mode": ["adult"]}, "mode"),
        ({"code": "ABCDEF", "mode": "adult", "language": 3}, "language"),
    ],
)
def test_what_cannot_be_read_names_its_field(district: World, body: dict[str, object], field: str) -> None:
    answer = Phone(district.app.test_client()).send("POST", "/join", json=body)
    assert (answer.status_code, answer.json["code"], answer.json["field"]) == (422, "invalid", field)


def test_too_many_wrong_codes_are_told_when_to_try_again(district: World) -> None:
    walk, phone = district.plan(), Phone(district.app.test_client())
    for _ in range(participants.TRIES):
        assert phone.send("POST", "/join", json={"code": "NOSUCH", "mode": "adult"}).status_code == 404
    answer = phone.send("POST", "/join", json={"code": walk.code, "mode": "adult"})
    assert (answer.status_code, answer.json["code"]) == (429, "too-many-tries")
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    district.clock(NOW + LATER)
    assert phone.join(walk.code)["walk"] == str(walk.id)


def test_one_device_that_guesses_does_not_lock_out_the_class_beside_it(district: World) -> None:
    walk, guesser = district.plan(), Phone(district.app.test_client())
    for _ in range(participants.TRIES + 1):
        guesser.send("POST", "/join", json={"code": "NOSUCH"}, headers={"User-Agent": "guesser"})
    tablet = Phone(district.app.test_client())
    assert (
        tablet.send("POST", "/join", json={"code": walk.code}, headers={"User-Agent": "tablet"}).status_code
        == 201
    )


def test_joining_with_right_codes_is_never_counted(district: World) -> None:
    walk = district.plan()
    for _ in range(participants.TRIES * 2):
        district.phone(walk)


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_is_kept_and_told(district: World, mode: str) -> None:
    walk = district.plan()
    assert district.phone(walk, mode=mode).get(f"/walks/{walk.id}").json["mode"] == mode


def test_joining_again_by_the_code_regains_ones_findings_by_id(district: World) -> None:
    walk = district.plan()
    phone = district.phone(walk)
    finding = phone.put_finding(said()).request.path.rpartition("/")[2]
    again = district.phone(walk)
    assert again.put_finding(said(), finding).status_code == 200
    assert again.put_finding(said(revision=2, text="Nu i två exemplar"), finding).status_code == 200


def test_joining_again_with_the_old_pass_is_the_same_participant(district: World) -> None:
    walk = district.plan()
    phone = district.phone(walk, leader=True)
    old, first = phone.token, phone.joined["participant"]
    again = phone.join(walk.code, former_pass=old)
    assert (again["participant"], again["role"]) == (first, "leader")
    assert Phone(district.app.test_client(), token=old).get(f"/walks/{walk.id}").status_code == 401


def test_whoever_was_no_leader_is_none_after_joining_again(district: World) -> None:
    walk = district.plan()
    phone = district.phone(walk)
    assert phone.join(walk.code, former_pass=phone.token)["role"] == "walker"


@pytest.mark.parametrize("former", ["unknown", "\ud800", "", 5, None])
def test_a_former_pass_that_means_nothing_is_not_used(district: World, former: object) -> None:
    assert (
        Phone(district.app.test_client()).join(district.plan().code, former_pass=former)["role"] == "walker"
    )


def test_a_former_pass_of_another_walk_stays_what_it_was(district: World) -> None:
    here, there = district.plan(), district.plan("Tensta")
    other = district.phone(there)
    joined = Phone(district.app.test_client()).join(here.code, former_pass=other.token)
    assert joined["participant"] != other.joined["participant"]
    assert other.get(f"/walks/{there.id}").status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic abc", "Bearer \xff\xfe"])
def test_without_a_pass_nothing_is_shown_and_the_scheme_is_named(district: World, header: str) -> None:
    walk = district.plan()
    answer = Phone(district.app.test_client()).get(f"/walks/{walk.id}", Authorization=header)
    assert (answer.status_code, answer.json["code"]) == (401, "pass-missing")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_cookie_is_no_pass_and_no_form_token_is_asked_for(district: World) -> None:
    walk = district.plan()
    phone = district.phone(walk)
    client = district.app.test_client()
    client.set_cookie("strak", phone.token)
    assert client.get(f"/api/v1/walks/{walk.id}").status_code == 401
    assert client.put(f"/api/v1/walks/{walk.id}/finish", json={"held": 0, "revision": 1}).status_code == 401


def test_answers_are_in_the_language_of_the_pass(district: World) -> None:
    walk = district.plan()
    shown = district.phone(walk, language="en").get(f"/walks/{walk.id}").json
    assert shown["language"] == "en"
    assert district.phone(walk, language="klingon").get(f"/walks/{walk.id}").json["language"] == "sv"
