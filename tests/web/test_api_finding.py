"""PUT and DELETE of a finding: kept once however often it is sent, never refused for what it says, stale when another was first."""

from datetime import timedelta
from uuid import uuid4

import pytest

from field import findings, journal
from field.findings import Finding
from field.kit.tokens import uuid7
from field.said.finding import FIELDS
from tests.world import NOW, RINKEBY_TORG, World, said


def put(district: World, **changes: object) -> tuple[int, dict[str, object], dict[str, object] | None]:
    """One finding from a phone of its own: status, answer, and how it is shown."""
    phone, finding = district.phone(district.plan()), uuid7()
    answer = phone.put_finding(said(**changes), finding)
    return answer.status_code, answer.json, phone.shown(finding) if answer.status_code < 300 else None


def test_a_finding_is_kept_and_answered_with_revision_missing_and_flags(district: World) -> None:
    photo = "ab" * 32
    status, answer, shown = put(
        district, photos=[photo], landmark="bakom nr 12", asset_ref="4711", urgency="2", perspective="senior"
    )
    assert (status, answer) == (201, {"revision": 1, "missing": [photo], "flags": []})
    assert shown is not None
    assert (shown["type"], shown["kind"], shown["text"], shown["urgency"]) == (
        "defect",
        "light_out",
        "Lampan är släckt",
        "2",
    )
    assert (shown["landmark"], shown["asset_ref"], shown["perspective"]) == (
        "bakom nr 12",
        "4711",
        ["senior"],
    )
    assert (shown["position"]["lat"], shown["position"]["lon"], shown["position"]["source"]) == (
        *RINKEBY_TORG,
        "device",
    )


def test_the_same_again_changes_nothing(district: World) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    assert phone.put_finding(said(), finding).status_code == 201
    cursor = phone.changes(0)["cursor"]
    for _ in range(3):
        again = phone.put_finding(said(), finding)
        assert (again.status_code, again.json["revision"]) == (200, 1)
    assert phone.changes(0)["cursor"] == cursor


def test_the_same_in_another_order_and_with_unknown_fields_known_is_the_same(district: World) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    phone.put_finding(said(), finding)
    assert phone.put_finding(dict(reversed(said().items())), finding).status_code == 200
    assert phone.put_finding({**said(), "mood": {"dark": True}}, finding).status_code == 200
    assert phone.put_finding({**said(), "text": "Annan text"}, finding).status_code == 409


OTHERWISE: dict[str, object] = {
    "type": "feeling", "kind": "light_weak", "text": "Annan text", "urgency": "1", "call": {"whom": "114 14"}, "asset_ref": "4711",
    "landmark": "Bakom nr 12", "building": {"name": "Hinden"}, "perspective": ["senior"], "when_felt": "dark", "position": {"lat": 59.39, "lon": 17.93},
    "positions": [{"lat": 59.39, "lon": 17.93, "source": "pin"}], "same_as": str(uuid7()), "noted_at": "2026-05-12T18:11:00+02:00",
    "photos": ["ab" * 32], "removed": ["ab" * 32], "restore": True,
}  # fmt: skip


def test_every_field_that_is_read_tells_bodies_apart(district: World) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    phone.put_finding(said(), finding)
    assert set(OTHERWISE) == set(FIELDS) - {"walk", "revision"}
    found = {
        name: phone.put_finding({**said(), name: value}, finding).status_code
        for name, value in OTHERWISE.items()
    }
    assert found == dict.fromkeys(OTHERWISE, 409)


def test_a_higher_revision_replaces(district: World) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    phone.put_finding(said(), finding)
    answer = phone.put_finding(said(text="Två lampor är släckta", revision=5), finding)
    assert (answer.status_code, answer.json["revision"]) == (200, 5)
    assert phone.shown(finding)["text"] == "Två lampor är släckta"


@pytest.mark.parametrize("revision", [0, 1, 3])
def test_a_stale_write_is_told_what_is_true_now(district: World, revision: int) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    phone.put_finding(said(revision=3), finding)
    answer = phone.put_finding(said(text="Något annat", revision=revision), finding)
    assert (answer.status_code, answer.json["code"]) == (409, "stale")
    assert (answer.json["current"]["revision"], answer.json["current"]["text"]) == (3, "Lampan är släckt")
    assert phone.shown(finding)["text"] == "Lampan är släckt"


def test_another_pass_proposes_and_the_journal_says_which(district: World) -> None:
    walk, finding = district.plan(), uuid7()
    phone, other = district.phone(walk), district.phone(walk)
    phone.put_finding(said(), finding)
    assert other.put_finding(said(text="Rättat", revision=2), finding).status_code == 200
    assert phone.shown(finding)["mine"] is True
    with district.reading() as db:
        lines = [(line.verb, line.actor) for line in journal.of(db, "finding", finding)]
    assert [verb for verb, _actor in lines] == ["noted", "proposed"]
    assert len({actor for _verb, actor in lines}) == 2
    assert all(
        actor.startswith("phone:") and str(phone.joined["participant"]) not in actor for _verb, actor in lines
    )


def test_another_walks_finding_is_not_found(district: World) -> None:
    here, there, finding = district.phone(district.plan()), district.phone(district.plan("Tensta")), uuid7()
    there.put_finding(said(), finding)
    for answer in (here.put_finding(said(revision=9), finding), here.delete(finding), here.receipt(finding)):
        assert (answer.status_code, answer.json["code"]) == (404, "not-found")
    assert there.shown(finding)["revision"] == 1


def test_a_finding_must_name_the_walk_of_its_pass(district: World) -> None:
    here, there = district.phone(district.plan()), district.plan("Tensta")
    assert here.put("/findings/" + str(uuid7()), {**said(), "walk": str(there.id)}).status_code == 404
    assert here.put("/findings/" + str(uuid7()), {**said(), "walk": str(uuid4())}).status_code == 404
    for none in (None, 5, "", "Rinkeby", [], {}):
        answer = here.put("/findings/" + str(uuid7()), {**said(), "walk": none})
        assert (answer.status_code, answer.json["field"]) == (422, "walk")


def test_an_empty_finding_is_a_finding(district: World) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    answer = phone.put_finding({"revision": 1}, finding)
    assert answer.status_code == 201
    assert {"type-unknown", "clock"} <= set(answer.json["flags"])
    assert phone.shown(finding)["type"] == "defect"


# ── what is set aside, with a flag ──


@pytest.mark.parametrize("kind", ["no_such_kind", "", 7, [], {}, True, "\ud800", "light_out\u0000"])
def test_an_unknown_kind_becomes_other(district: World, kind: object) -> None:
    status, answer, shown = put(district, kind=kind)
    assert (status, answer["flags"]) == (201, ["kind-unknown"])
    assert shown is not None
    assert shown["kind"] == "other"


@pytest.mark.parametrize("kind", [None, "light", "light_out"])
def test_a_kind_may_be_coarse_fine_or_not_chosen_yet(district: World, kind: str | None) -> None:
    _status, answer, shown = put(district, kind=kind)
    assert answer["flags"] == []
    assert shown is not None
    assert shown["kind"] == kind


POSITIONS = [
    {"lat": 0, "lon": 0}, {"lat": 91, "lon": 18}, {"lat": -90.1, "lon": 18}, {"lat": 59, "lon": 181}, {"lat": float("nan"), "lon": 18},
    {"lat": float("inf"), "lon": 18}, {"lat": 59, "lon": float("-inf")}, {"lat": "59.3", "lon": "17.9"}, {"lat": None, "lon": 18},
    {"lat": 59}, {"lat": True, "lon": True}, {"lat": 10**400, "lon": 18}, {"lat": [59], "lon": 18}, {}, [], "Rinkeby", 59.3, False,
]  # fmt: skip


@pytest.mark.parametrize("position", POSITIONS, ids=repr)
def test_an_impossible_position_is_none(district: World, position: object) -> None:
    status, answer, shown = put(district, position=position)
    assert (status, answer["flags"]) == (201, ["position"])
    assert shown is not None
    assert shown["position"] is None


@pytest.mark.parametrize(
    "position",
    [{"lat": 90, "lon": 180}, {"lat": -90, "lon": -180}, {"lat": 0, "lon": 17.9}, {"lat": 59, "lon": 0}],
)
def test_the_ends_of_the_earth_are_positions(district: World, position: dict[str, float]) -> None:
    _status, answer, shown = put(district, position=position)
    assert answer["flags"] == []
    assert shown is not None
    assert (shown["position"]["lat"], shown["position"]["lon"]) == (position["lat"], position["lon"])


@pytest.mark.parametrize("measure", [float("nan"), float("inf"), -5, "8", True, 10**400, [], 1e9])
def test_a_measure_that_is_none_is_left_out_and_the_position_kept(district: World, measure: object) -> None:
    lat, lon = RINKEBY_TORG
    status, answer, shown = put(
        district, position={"lat": lat, "lon": lon, "accuracy_m": measure, "bearing_deg": measure}
    )
    assert (status, answer["flags"]) == (201, [])
    assert shown is not None
    assert (shown["position"]["accuracy_m"], shown["position"]["bearing_deg"]) == (None, None)


@pytest.mark.parametrize("days", [-400, 400, -36_500])
def test_a_clock_off_by_more_than_a_year_is_the_servers(district: World, days: int) -> None:
    _status, answer, shown = put(district, noted_at=(NOW + timedelta(days=days)).isoformat())
    assert answer["flags"] == ["clock"]
    assert shown is not None
    assert shown["noted_at"].startswith("2026-05-12T16:0")


@pytest.mark.parametrize(
    "noted_at",
    ["yesterday", "", 1778601600, "2026-05-12T18:10:00", "0001-01-01T00:00:00+23:59", [], "9" * 400],
)
def test_a_time_that_is_none_is_the_servers(district: World, noted_at: object) -> None:
    status, answer, _shown = put(district, noted_at=noted_at)
    assert (status, answer["flags"]) == (201, ["clock"])


@pytest.mark.parametrize("days", [-360, -1, 1, 360])
def test_a_clock_off_by_less_is_believed(district: World, days: int) -> None:
    _status, answer, shown = put(district, noted_at=(NOW + timedelta(days=days)).isoformat())
    assert answer["flags"] == []
    assert shown is not None
    assert shown["noted_at"] == (NOW + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("kind_of", "kind", "kept"),
    [
        ("positive", "light_out", ("positive", "positive")),
        ("defect", "pos_light", ("positive", "pos_light")),
        ("positive", None, ("positive", "positive")),
        ("behaviour", "light_out", ("behaviour", "social")),
        ("defect", "s_noise", ("behaviour", "s_noise")),
        ("positive", "s_noise", ("behaviour", "s_noise")),
        ("behaviour", "pos_light", ("behaviour", "social")),
        ("feeling", "light_out", ("feeling", "light_out")),
        ("proposal", None, ("proposal", None)),
    ],
)
def test_positive_and_behaviour_agree_with_their_kinds(
    district: World, kind_of: str, kind: str | None, kept: tuple[str, str | None]
) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    answer = phone.put_finding(said(type=kind_of, kind=kind), finding)
    assert answer.status_code == 201
    shown = phone.shown(finding)
    assert (shown["type"], shown["kind"]) == kept
    assert ("type-kind" in answer.json["flags"]) is (kept != (kind_of, kind))


@pytest.mark.parametrize("urgency", ["B", "", "a", 5, [], {}, True])
def test_an_unknown_urgency_is_none(district: World, urgency: object) -> None:
    _status, answer, shown = put(district, urgency=urgency)
    assert answer["flags"] == ["urgency-unknown"]
    assert shown is not None
    assert shown["urgency"] is None


@pytest.mark.parametrize("urgency", ["A", "1", "2", "3", "0"])
def test_an_acute_finding_is_saved_like_any_other_and_the_call_may_come_later(
    district: World, urgency: str
) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    assert phone.put_finding(said(urgency=urgency), finding).json == {
        "revision": 1,
        "missing": [],
        "flags": [],
    }
    call = {"at": "2026-05-12T18:12:00+02:00", "whom": "Trafikkontorets jour", "outcome": "De kommer"}
    phone.put_finding(said(urgency=urgency, call=call, revision=2), finding)
    assert phone.shown(finding)["call"] == {**call, "at": "2026-05-12T16:12:00+00:00"}
    phone.put_finding(said(urgency=urgency, revision=3), finding)
    assert phone.shown(finding)["call"]["whom"] == "Trafikkontorets jour"


@pytest.mark.parametrize("perspective", [["martian"], "martian", 5, [7], {"a": 1}, ["senior", None]])
def test_unknown_eyes_are_set_aside(district: World, perspective: object) -> None:
    status, answer, shown = put(district, perspective=perspective)
    assert status == 201
    assert shown is not None
    assert set(shown["perspective"]) <= {"senior"}
    assert ("perspective-unknown" in answer["flags"]) is isinstance(perspective, list | str)


def test_indoors_there_is_building_entrance_and_floor(district: World) -> None:
    _status, answer, shown = put(
        district,
        position=None,
        building={"name": "Kvarteret Hinden", "entrance": "B", "floor": -1, "other": "x"},
    )
    assert answer["flags"] == []
    assert shown is not None
    assert shown["building"] == {"name": "Kvarteret Hinden", "entrance": "B", "floor": "-1"}


# ── what cannot be read ──


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "x" * 10_001}, "text"),
        ({"landmark": "x" * 501}, "landmark"),
        ({"asset_ref": "x" * 501}, "asset_ref"),
        ({"building": {"name": "x" * 501}}, "name"),
        ({"text": 5}, "text"),
        ({"text": ["a"]}, "text"),
        ({"building": [1]}, "building"),
        ({"photos": "ab" * 32}, "photos"),
        ({"photos": ["ab"]}, "photos"),
        ({"photos": [5]}, "photos"),
        ({"photos": ["ab" * 32] * 51}, "photos"),
        ({"revision": -1}, "revision"),
        ({"revision": "1"}, "revision"),
        ({"revision": 1.0}, "revision"),
        ({"revision": True}, "revision"),
        ({"revision": 2**31}, "revision"),
        ({"revision": 10**400}, "revision"),
    ],
)
def test_what_cannot_be_read_or_is_too_long_is_refused_by_name(
    district: World, changes: dict[str, object], field: str
) -> None:
    status, answer, _shown = put(district, **changes)
    assert (status, answer["code"], answer["field"]) == (422, "invalid", field)


def test_without_a_revision_nothing_can_be_told_apart(district: World) -> None:
    assert put(district, revision=None)[:1] == (422,)


def test_the_longest_text_is_kept_whole(district: World) -> None:
    _status, _answer, shown = put(district, text="å" * 10_000)
    assert shown is not None
    assert shown["text"] == "å" * 10_000


def test_one_refused_finding_does_not_block_the_next(district: World) -> None:
    phone = district.phone(district.plan())
    assert phone.put_finding(said(revision=-1)).status_code == 422
    assert phone.put_finding(said()).status_code == 201


def test_unknown_fields_are_ignored(district: World) -> None:
    status, answer, shown = put(
        district, colour="red", id="nonsense", state="frozen", number="RI26V-999", mine=True, participant_id=5
    )
    assert (status, answer["flags"]) == (201, [])
    assert shown is not None
    assert (shown["state"], shown["number"]) == ("noted", None)


# ── taking back ──


def test_its_maker_takes_it_back_again_and_again(district: World) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    phone.put_finding(said(), finding)
    assert [phone.delete(finding).status_code for _ in range(3)] == [204, 204, 204]


def test_the_leader_takes_it_back_and_others_do_not(district: World) -> None:
    walk, finding = district.plan(), uuid7()
    phone, other, leader = district.phone(walk), district.phone(walk), district.phone(walk, leader=True)
    phone.put_finding(said(), finding)
    refused = other.delete(finding)
    assert (refused.status_code, refused.json["code"]) == (403, "not-yours")
    assert leader.delete(finding).status_code == 204


def test_what_never_came_cannot_be_taken_back(district: World) -> None:
    assert district.phone(district.plan()).delete(uuid7()).status_code == 404


def test_what_was_taken_back_comes_again_only_when_asked_for_under_a_higher_revision(district: World) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    phone.put_finding(said(revision=4), finding)
    phone.delete(finding)
    for revision in (3, 4):
        answer = phone.put_finding(said(revision=revision), finding)
        assert (answer.status_code, answer.json["current"]["state"]) == (409, "removed")
    queued = phone.put_finding(said(revision=5), finding)
    assert (queued.status_code, phone.shown(finding)) == (409, None)
    assert phone.put_finding(said(revision=5, restore=True), finding).status_code == 200
    assert phone.shown(finding)["state"] == "noted"


def test_what_stands_in_a_protocol_is_not_taken_back(world: World) -> None:
    walk, finding = world.plan(), uuid7()
    leader = world.phone(walk, leader=True)
    leader.put_finding(said(), finding)
    world.hand_over(walk, everything=True)
    answer = leader.delete(finding)
    assert (answer.status_code, answer.json["code"]) == (409, "frozen")


def test_a_finding_that_comes_after_the_protocol_is_kept_for_the_next_version(world: World) -> None:
    walk = world.plan()
    phone = world.phone(walk)
    phone.put_finding(said())
    world.hand_over(walk, everything=True)
    finding = uuid7()
    assert phone.put_finding(said(text="Kom sent"), finding).status_code == 201
    with world.reading() as db:
        assert findings.get(db, finding).state == "noted"
    report = world.hand_over(walk, everything=True)
    assert (report.version, report.points) == (2, ["RI26V-002"])


def test_an_edit_of_a_frozen_finding_is_kept_and_flagged(world: World) -> None:
    walk, finding = world.plan(), uuid7()
    phone = world.phone(walk)
    phone.put_finding(said(), finding)
    world.hand_over(walk, everything=True)
    answer = phone.put_finding(said(text="Ändrad efteråt", revision=2), finding)
    assert (answer.status_code, answer.json["flags"]) == (200, ["after-protocol"])
    with world.reading() as db:
        assert db.get_one(Finding, finding).state == "frozen"
