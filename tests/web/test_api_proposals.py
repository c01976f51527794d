"""What another pass says of a finding stands beside it: the maker's words stand, a leader takes or leaves it."""

from datetime import timedelta
from uuid import UUID

import pytest

from field.findings import Finding
from field.kit.tokens import uuid7
from field.lifecycle.noting.speaking import VERSIONS_MOST
from field.walks import Walk
from tests.phones import Phone
from tests.world import NOW, World, said


@pytest.fixture
def walk(world: World) -> Walk:
    return world.plan()


@pytest.fixture
def finding() -> UUID:
    return uuid7()


@pytest.fixture
def maker(world: World, walk: Walk, finding: UUID) -> Phone:
    phone = world.phone(walk)
    phone.put_finding(said(text="Egna ord"), finding)
    return phone


def test_another_passes_words_change_nothing_and_the_leader_is_told(
    world: World, walk: Walk, maker: Phone, finding: UUID
) -> None:
    other, leader = world.phone(walk), world.phone(walk, leader=True)
    answer = other.put_finding(said(text="Andras ord", revision=700), finding)
    assert (answer.status_code, answer.json["revision"], answer.json["flags"]) == (200, 1, ["proposed"])
    assert answer.json["current"]["text"] == maker.shown(finding)["text"] == "Egna ord"
    (proposal,) = leader.changes()["proposals"]
    assert (proposal["finding"], proposal["body"]["text"]) == (str(finding), "Andras ord")
    assert "proposals" not in maker.changes()
    assert other.receipt(finding).json["proposed"] == 700
    assert maker.put_finding(said(text="Egna ord igen", revision=2), finding).json["flags"] == []


def test_the_newest_counts_and_there_are_fifty(world: World, walk: Walk, maker: Phone, finding: UUID) -> None:
    other, leader = world.phone(walk), world.phone(walk, leader=True)
    for n in range(2, VERSIONS_MOST + 2):
        assert other.put_finding(said(text=f"nr {n}", revision=n), finding).status_code == 200
    assert other.put_finding(said(text=f"nr {n}", revision=n), finding).status_code == 200
    full = other.put_finding(said(text="en till", revision=n + 1), finding)
    assert (full.status_code, full.json["code"]) == (409, "proposed-full")
    assert [each["body"]["text"] for each in leader.changes()["proposals"]] == [f"nr {n}"]


@pytest.mark.parametrize("verb", ["take", "leave"])
def test_a_leader_takes_or_leaves_it_with_one_press(
    world: World, walk: Walk, maker: Phone, finding: UUID, verb: str
) -> None:
    other, leader = world.phone(walk), world.phone(walk, leader=True)
    other.put_finding(said(text="Andras ord", revision=2), finding)
    (proposal,) = leader.changes()["proposals"]
    path = f"/findings/{finding}/proposals/{proposal['id']}/{verb}"
    assert other.send("POST", path).status_code == 403
    assert [leader.send("POST", path).status_code for _ in range(2)] == [200, 200]
    assert maker.shown(finding)["text"] == ("Andras ord" if verb == "take" else "Egna ord")
    assert leader.changes()["proposals"] == []


def test_a_proposal_of_behaviour_is_not_for_phones(
    world: World, walk: Walk, maker: Phone, finding: UUID
) -> None:
    other, leader = world.phone(walk), world.phone(walk, leader=True)
    other.put_finding(said(type="behaviour", kind="social", text="Folk", revision=2), finding)
    assert leader.changes()["proposals"] == []
    assert maker.shown(finding)["type"] == "defect"


def test_after_the_freeze_nobody_is_the_maker(world: World, walk: Walk, maker: Phone, finding: UUID) -> None:
    leader = world.phone(walk, leader=True)
    world.hand_over(walk, everything=True)
    before = world.get(Finding(id=finding))
    for n, phone in enumerate((maker, leader), 2):
        answer = phone.put_finding(said(type="behaviour", kind="social", text="Efteråt", revision=n), finding)
        assert (answer.status_code, answer.json["flags"]) == (200, ["after-protocol"])
    assert world.get(before) == before
    assert (before.participant_id, before.photo_sets) == (None, {})
    assert maker.receipt(finding).json["proposed"] == 2


def test_only_its_maker_brings_back_its_own_removal_for_a_day_and_a_leader_a_leaders(
    world: World, walk: Walk, maker: Phone, finding: UUID
) -> None:
    leader = world.phone(walk, leader=True)
    maker.delete(finding)
    assert leader.put_finding(said(revision=2, restore=True), finding).status_code == 409
    world.clock(NOW + timedelta(hours=25))
    assert maker.put_finding(said(revision=2, restore=True), finding).status_code == 409
    world.clock(NOW + timedelta(hours=23))
    assert maker.put_finding(said(revision=2, restore=True), finding).status_code == 200
    leader.delete(finding)
    assert maker.put_finding(said(revision=3, restore=True), finding).status_code == 409
    assert leader.put_finding(said(revision=3, restore=True), finding).status_code == 200


def test_who_joins_again_is_the_maker_with_the_former_pass(
    world: World, walk: Walk, maker: Phone, finding: UUID
) -> None:
    again = Phone(world.app.test_client(), str(walk.id))
    again.join(walk.code, former_pass=maker.token)
    assert again.put_finding(said(text="Samma person", revision=2), finding).json["flags"] == []
