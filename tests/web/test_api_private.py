"""Behaviour notes, which none but their maker sees, without photo and clock time; and what is masked in a child's words."""

import json
from uuid import UUID

import pytest

from field import journal
from field.findings import Finding
from field.kit.tokens import uuid7
from field.participants import Participant
from tests import pictures
from tests.phones import Phone, sha
from tests.world import World, said

BEHAVIOUR = {"type": "behaviour", "kind": "s_noise", "text": "Ungdomar skriker vid porten"}


def test_a_behaviour_note_is_seen_by_its_maker_alone(district: World) -> None:
    walk, finding = district.plan(), uuid7()
    phone, other, leader = district.phone(walk), district.phone(walk), district.phone(walk, leader=True)
    phone.put_finding(said(**BEHAVIOUR), finding)
    assert phone.shown(finding) is not None
    for another in (other, leader):
        told = another.changes(0)
        assert str(finding) not in json.dumps(told)
        assert "skriker" not in json.dumps(told)


def test_it_shows_its_place_but_no_photo_and_no_clock_time(district: World) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo()
    phone.put_photo(finding, photo)
    call = {"at": "2026-05-12T18:12:00+02:00", "whom": "114 14", "outcome": "De kommer"}
    answer = phone.put_finding(said(**BEHAVIOUR, photos=[sha(photo)], call=call), finding)
    assert answer.json["missing"] == []
    shown = phone.shown(finding)
    assert shown is not None
    assert shown["position"]["lat"] == pytest.approx(59.3884)
    assert shown["photos"] == []
    assert "2026-05-12T1" not in json.dumps(shown)


def test_its_photos_are_not_asked_for_and_never_shown(district: World) -> None:
    walk, finding, photo = district.plan(), uuid7(), pictures.photo()
    phone = district.phone(walk)
    assert phone.put_finding(said(**BEHAVIOUR, photos=[sha(photo)]), finding).json["missing"] == []
    plain = uuid7()
    phone.put_finding(said(photos=[sha(photo)]), plain)
    phone.put_photo(plain, photo)
    (shown,) = phone.shown(plain)["photos"]
    assert phone.get(f"/photos/{shown['id']}/small").status_code == 200
    phone.put_finding(said(**BEHAVIOUR, photos=[sha(photo)], revision=2), plain)
    assert phone.get(f"/photos/{shown['id']}/small").status_code == 404


def test_another_pass_cannot_read_it_by_its_id(district: World) -> None:
    walk, finding = district.plan(), uuid7()
    phone, other = district.phone(walk), district.phone(walk)
    phone.put_finding(said(**BEHAVIOUR, revision=3), finding)
    assert other.put_finding(said(), finding).status_code == 404
    assert other.put_finding(said(text="Högre", revision=9), finding).status_code == 404
    assert other.delete(finding).status_code == 404
    assert other.receipt(finding).status_code == 404
    assert phone.receipt(finding).json["revision"] == 3


def test_what_becomes_a_behaviour_note_goes_from_the_other_phones(district: World) -> None:
    walk, finding, other_note = district.plan(), uuid7(), uuid7()
    phone, other = district.phone(walk), district.phone(walk)
    phone.put_finding(said(), finding)
    phone.put_finding(said(**BEHAVIOUR), other_note)
    cursor = other.changes(0)["cursor"]
    phone.put_finding(said(**BEHAVIOUR, revision=2), finding)
    told = other.changes(cursor)
    assert (told["findings"], told["removed"]) == ([], [str(finding)])


def test_what_always_was_one_is_not_even_named_when_it_is_taken_back(district: World) -> None:
    walk, finding = district.plan(), uuid7()
    phone, other = district.phone(walk), district.phone(walk)
    phone.put_finding(said(**BEHAVIOUR), finding)
    phone.delete(finding)
    assert other.changes(0)["removed"] == []
    assert phone.changes(0)["removed"] == [str(finding)]


# ── children ──

CHILDREN = ["child_5_7", "child_8_9", "child_10_12", "youth_13_17"]
PERSONAL = [
    "20150312-1234", "150312-1234", "150312 1234", "2015-03-12-1234", "201503121234", "070-174 06 05", "0701740605", "+46701740605",
    "+46 (0)70 174 06 05", "08-508 00 508", "0046 70 174 06 05", "+47 22 22 55 55", "anna.svensson@skolan.example", "ABC 123", "ABC12D",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("mode", CHILDREN)
def test_what_could_name_a_person_is_masked_in_a_childs_words(district: World, mode: str) -> None:
    phone, finding = district.phone(district.plan(), mode=mode), uuid7()
    for personal in PERSONAL:
        words = f"Jag heter inget, {personal}, ring"
        body = said(
            text=words,
            landmark=words,
            asset_ref=words,
            building={"name": words},
            call={"whom": words, "outcome": words},
        )
        answer = phone.put_finding(body, finding := uuid7())
        assert (answer.status_code, answer.json["flags"]) == (201, ["masked"]), personal
        assert personal not in json.dumps(phone.shown(finding), ensure_ascii=False)


def test_it_is_masked_in_what_is_kept_not_only_in_what_is_shown(district: World) -> None:
    phone, finding = district.phone(district.plan(), mode="child_10_12"), uuid7()
    phone.put_finding(said(text="Min mobil är 070-174 06 05"), finding)
    with district.reading() as db:
        kept = [db.get_one(Finding, finding), *journal.of(db, "finding", finding)]
    assert "174 06 05" not in repr(kept)
    assert "Min mobil är" in repr(kept)


def test_a_childs_plain_words_are_left_alone(district: World) -> None:
    phone, finding = district.phone(district.plan(), mode="child_8_9"), uuid7()
    words = "Klockan 18.30 var lampa nr 4711 vid 59.38841, 17.92851 släckt, 12 stycken i rad, 2026-05-12"
    assert phone.put_finding(said(text=words), finding).json["flags"] == []
    assert phone.shown(finding)["text"] == words


def test_an_adults_words_are_marked_for_the_coordinator_and_left(district: World) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    assert phone.put_finding(said(text="Ring 070-174 06 05"), finding).json["flags"] == ["personal"]
    assert phone.shown(finding)["text"] == "Ring 070-174 06 05"


def test_a_child_gives_no_name(district: World) -> None:
    joined = Phone(district.app.test_client()).join(
        district.plan().code, mode="child_5_7", name="Alva", email="alva@skolan.example"
    )
    assert set(joined) == {"pass", "participant", "walk", "role"}
    with district.reading() as db:
        assert "alva" not in repr(db.get_one(Participant, UUID(joined["participant"]))).lower()
