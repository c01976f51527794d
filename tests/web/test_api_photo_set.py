"""A PUT's `photos` is the whole set of what this pass sent: what its newest word does not name is gone at once."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from field.kit.tokens import uuid7
from field.lifecycle import noting
from field.photos import Photo, original_key
from field.walks import Walk
from tests import pictures
from tests.phones import Phone, sha
from tests.world import NOW, World, said

A, B, C = (pictures.photo(90 + n, 60) for n in range(3))


@pytest.fixture
def walk(world: World) -> Walk:
    return world.plan()


def keep(phone: Phone, finding: UUID, revision: int, *photos: bytes, **more: object) -> list[str]:
    """Says so and sends what is missing; what the server lacked."""
    answer = phone.put_finding(
        said(revision=revision, photos=[sha(each) for each in photos], **more), finding
    )
    assert answer.status_code in (200, 201), answer.json
    lacking: list[str] = answer.json["missing"]
    for photo in photos:
        if sha(photo) in lacking:
            assert phone.put_photo(finding, photo).status_code == 201
    return lacking


def shown(phone: Phone, finding: UUID) -> set[str]:
    told = phone.shown(finding)
    return {each["sha256"] for each in told["photos"]} if told else set()


def test_what_the_newest_word_does_not_name_is_gone_for_everybody(world: World, walk: Walk) -> None:
    finding, maker, other = uuid7(), world.phone(walk), world.phone(walk)
    keep(maker, finding, 1, A, B)
    ids = {each["sha256"]: each["id"] for each in other.shown(finding)["photos"]}
    keep(maker, finding, 2, B, C)
    assert shown(maker, finding) == shown(other, finding) == {sha(B), sha(C)}
    for phone in (maker, other):
        assert phone.get(f"/photos/{ids[sha(A)]}/large").status_code == 404
    assert maker.receipt(finding).json["photos"] == sorted(
        [sha(B), sha(C)], key=maker.receipt(finding).json["photos"].index
    )
    keep(maker, finding, 3)
    assert shown(other, finding) == set()


def test_its_sender_takes_it_back_within_a_day_and_nobody_else_does(world: World, walk: Walk) -> None:
    finding, maker, other = uuid7(), world.phone(walk), world.phone(walk)
    keep(maker, finding, 1, A)
    keep(maker, finding, 2)
    other.put_finding(said(revision=3, photos=[sha(A)]), finding)
    assert shown(maker, finding) == set()
    assert keep(maker, finding, 3, A) == []
    assert shown(other, finding) == {sha(A)}


def test_anothers_pictures_stay_until_the_maker_takes_them_off(world: World, walk: Walk) -> None:
    finding, maker, other = uuid7(), world.phone(walk), world.phone(walk)
    keep(maker, finding, 1, A)
    keep(other, finding, 2, B)
    keep(maker, finding, 2, C)
    assert shown(maker, finding) == {sha(B), sha(C)}
    other.put_finding(said(revision=3, photos=[sha(B)], removed=[sha(C)]), finding)
    assert shown(maker, finding) == {sha(B), sha(C)}
    keep(maker, finding, 3, C, removed=[sha(B)])
    keep(other, finding, 4, B)
    assert shown(other, finding) == {sha(C)}


def test_bytes_that_no_word_names_stay_out(world: World, walk: Walk) -> None:
    finding, maker = uuid7(), world.phone(walk)
    maker.put_photo(finding, A)
    keep(maker, finding, 1, B)
    maker.put_finding(said(revision=2, photos=[sha(C)]), finding)
    maker.put_finding(said(revision=3, photos=[sha(B)]), finding)
    maker.put_photo(finding, C)
    assert shown(maker, finding) == {sha(B)}


def test_a_behaviour_note_keeps_no_bytes(world: World, walk: Walk) -> None:
    finding, maker = uuid7(), world.phone(walk)
    maker.put_finding(said(type="behaviour", kind="social", photos=[sha(A)]), finding)
    maker.put_photo(finding, A)
    with world.reading() as db:
        assert [photo.standing for photo in db.exec(select(Photo))] == ["removed"]


def test_what_is_removed_is_destroyed_after_a_day_but_not_before(world: World, walk: Walk) -> None:
    finding, maker = uuid7(), world.phone(walk)
    keep(maker, finding, 1, A, B)
    keep(maker, finding, 2, B)
    storage = world.storage
    noting.destroy_removed(world.database, storage, NOW + timedelta(hours=23))
    assert storage.size(original_key(sha(A))) == len(A)
    noting.destroy_removed(world.database, storage, NOW + timedelta(hours=25))
    assert storage.size(original_key(sha(A))) is None
    assert storage.size(original_key(sha(B))) == len(B)
    assert maker.put_finding(said(revision=3, photos=[sha(A), sha(B)]), finding).json["missing"] == [sha(A)]


def test_an_edit_takes_ready_back(world: World, walk: Walk) -> None:
    finding, maker = uuid7(), world.phone(walk)
    keep(maker, finding, 1, A)
    with world.reading() as db:
        from field.findings import Finding

        row = db.get_one(Finding, finding)
    world.release(row)
    keep(maker, finding, 2)
    assert world.get(row).state == "noted"
