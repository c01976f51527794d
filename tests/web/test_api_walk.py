"""The walk on the phone: all that is needed offline in one answer, what has changed since, and what each phone still holds."""

from datetime import timedelta
from uuid import uuid4

import pytest

from field.kinds import URGENCIES
from field.lifecycle import planning
from field.walks import Finish, Walk
from tests.phones import Phone
from tests.world import NOW, ZONE, World, said

OFFLINE = (
    "title",
    "starts_at",
    "areas",
    "route",
    "stops",
    "kinds",
    "questions",
    "questions_version",
    "nearby",
    "checks",
    "photos",
)


def test_one_answer_holds_all_that_is_needed_offline(district: World) -> None:
    walk = district.plan()
    shown = district.phone(walk).get(f"/walks/{walk.id}").json
    assert [name for name in OFFLINE if name not in shown] == []
    assert shown["starts_at"] == "2026-05-12T18:00:00+02:00"
    assert [each["name"] for each in shown["areas"]] == ["Rinkeby"]
    assert shown["areas"][0]["geometry"]["type"] == "MultiPolygon"
    assert len(shown["questions"]) > 0


def test_kinds_are_in_the_language_of_the_pass_and_say_what_to_ask(district: World) -> None:
    walk = district.plan()
    shown = {
        each["code"]: each
        for each in district.phone(walk, language="en").get(f"/walks/{walk.id}").json["kinds"]
    }
    swedish = {each["code"]: each for each in district.phone(walk).get(f"/walks/{walk.id}").json["kinds"]}
    assert shown["light_out"]["parent"] == "light"
    assert shown["light_out"]["label"] != swedish["light_out"]["label"]
    assert {each["urgency"] for each in shown.values() if "urgency" in each} <= set(URGENCIES)


def test_what_is_the_same_is_not_sent_twice(district: World) -> None:
    walk = district.plan()
    phone = district.phone(walk)
    first = phone.get(f"/walks/{walk.id}")
    again = phone.get(f"/walks/{walk.id}", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with district.writing() as db:
        said_ = planning.Details("Rinkeby", NOW, meeting_place="Vid biblioteket")
        planning.change(db, db.get_one(Walk, walk.id), said_, NOW, ZONE, "command")
    changed = phone.get(f"/walks/{walk.id}", **{"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, changed.json["meeting_place"]) == (200, "Vid biblioteket")


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_a_compressed_answer_is_also_recognised(district: World, coding: str) -> None:
    walk = district.plan()
    phone = district.phone(walk)
    client = phone.client
    headers = {"Authorization": f"Bearer {phone.token}", "Accept-Encoding": coding}
    first = client.get(f"/api/v1/walks/{walk.id}", headers=headers)
    assert first.headers["Content-Encoding"] == coding
    again = client.get(
        f"/api/v1/walks/{walk.id}", headers={**headers, "If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304


def test_another_walk_is_not_found(district: World) -> None:
    here, there = district.plan(), district.plan("Tensta")
    phone = district.phone(here)
    for walk_id in (there.id, uuid4()):
        for path in (f"/walks/{walk_id}", f"/walks/{walk_id}/changes?since=0"):
            answer = phone.get(path)
            assert (answer.status_code, answer.json["code"]) == (404, "not-found")
        assert phone.put(f"/walks/{walk_id}/finish", {"held": 0, "revision": 1}).status_code == 404


def test_earlier_points_of_the_area_are_nearby_without_clock_time(world: World) -> None:
    earlier = world.plan(at=NOW - timedelta(days=200))
    row = world.note(earlier, now=NOW - timedelta(days=200), noted_at=(NOW - timedelta(days=200)).isoformat())
    world.hand_over(earlier, everything=True, now=NOW - timedelta(days=198))
    walk = world.plan()
    (shown,) = world.phone(walk).get(f"/walks/{walk.id}").json["nearby"]
    assert (shown["finding"], shown["kind"], shown["month"]) == (str(row.id), "light_out", "2025-10")
    assert shown["number"] == "RI25H-001"


# ── changes ──


def test_from_zero_everything_is_told(district: World) -> None:
    walk = district.plan()
    phone = district.phone(walk)
    ids = {
        phone.put_finding(said(text=text)).request.path.rpartition("/")[2] for text in ("en", "två", "tre")
    }
    told = phone.changes(0)
    assert {each["id"] for each in told["findings"]} == ids
    assert told["removed"] == []


def test_a_cursor_tells_only_what_came_after_it(district: World) -> None:
    walk = district.plan()
    phone, other = district.phone(walk), district.phone(walk)
    first = phone.put_finding(said(text="först")).request.path.rpartition("/")[2]
    cursor = other.changes(0)["cursor"]
    assert other.changes(cursor)["findings"] == []
    second = phone.put_finding(said(text="sedan")).request.path.rpartition("/")[2]
    told = other.changes(cursor)
    assert [each["id"] for each in told["findings"]] == [second]
    assert told["cursor"] > cursor
    phone.put_finding(said(text="först, men ändrad", revision=2), first)
    assert [each["text"] for each in other.changes(told["cursor"])["findings"]] == ["först, men ändrad"]


def test_the_cursor_never_goes_back(district: World) -> None:
    walk = district.plan()
    phone = district.phone(walk)
    cursors = [phone.changes(0)["cursor"]]
    for i in range(5):
        finding = phone.put_finding(said(text=str(i))).request.path.rpartition("/")[2]
        cursors.append(phone.changes(0)["cursor"])
        phone.delete(finding)
        cursors.append(phone.changes(cursors[-1])["cursor"])
    assert cursors == sorted(set(cursors))


def test_a_finding_taken_back_is_told_as_removed(district: World) -> None:
    walk = district.plan()
    phone, other = district.phone(walk), district.phone(walk)
    finding = phone.put_finding(said()).request.path.rpartition("/")[2]
    cursor = other.changes(0)["cursor"]
    phone.delete(finding)
    told = other.changes(cursor)
    assert (told["findings"], told["removed"]) == ([], [finding])
    phone.put_finding(said(revision=2, restore=True), finding)
    assert other.changes(told["cursor"])["removed"] == []
    assert other.shown(finding) is not None


def test_mine_is_mine_alone(district: World) -> None:
    walk = district.plan()
    phone, other = district.phone(walk), district.phone(walk)
    finding = phone.put_finding(said()).request.path.rpartition("/")[2]
    assert [each.shown(finding)["mine"] for each in (phone, other)] == [True, False]


def test_findings_of_another_walk_are_in_nobody_elses_changes(district: World) -> None:
    here, there = district.phone(district.plan()), district.phone(district.plan("Tensta"))
    there.put_finding(said())
    assert here.changes(0)["findings"] == []


@pytest.mark.parametrize("since", [2**31, 318740269787, 10**18 - 1])
def test_after_a_cursor_no_walk_will_reach_nothing_has_changed(district: World, since: int) -> None:
    walk = district.plan()
    district.note(walk)
    answer = district.phone(walk).get(f"/walks/{walk.id}/changes?since={since}")
    assert (answer.status_code, answer.json["findings"], answer.json["removed"]) == (200, [], [])


@pytest.mark.parametrize("since", ["-1", "x", "1.5", "", "٣", "9" * 19, "0x1", "NaN"])
def test_a_cursor_that_is_none_is_refused_by_name(district: World, since: str) -> None:
    walk = district.plan()
    answer = district.phone(walk).get(f"/walks/{walk.id}/changes?since={since}")
    assert (answer.status_code, answer.json["field"]) == (422, "since")


def test_without_a_cursor_everything_is_told(district: World) -> None:
    walk = district.plan()
    phone = district.phone(walk)
    phone.put_finding(said())
    assert len(phone.get(f"/walks/{walk.id}/changes").json["findings"]) == 1


def test_a_number_is_told_once_the_protocol_is_frozen(world: World) -> None:
    walk = world.plan()
    phone = world.phone(walk)
    finding = phone.put_finding(said()).request.path.rpartition("/")[2]
    assert phone.shown(finding)["number"] is None
    cursor = phone.changes(0)["cursor"]
    world.hand_over(walk, everything=True)
    assert [each["number"] for each in phone.changes(cursor)["findings"]] == ["RI26V-001"]


# ── finish ──


def finished(**changes: object) -> dict[str, object]:
    body = {
        "headcount": {"adult": 9, "child": 3},
        "weather": "regn",
        "ground": "vått",
        "leaves": "ja",
        "light": "skymning",
        "held": 0,
    }
    return {**body, "revision": 1, **changes}


def test_the_leader_tells_of_the_walk(district: World) -> None:
    walk = district.plan()
    answer = district.phone(walk, leader=True).put(f"/walks/{walk.id}/finish", finished(held=2))
    assert (answer.status_code, answer.json["revision"]) == (200, 1)
    with district.reading() as db:
        row = db.get_one(Finish, walk.id)
    assert (row.headcount, row.weather, row.light) == ({"adult": 9, "child": 3}, "regn", "skymning")


def test_others_tell_only_what_they_still_hold(district: World) -> None:
    walk = district.plan()
    assert district.phone(walk).put(f"/walks/{walk.id}/finish", finished(held=7)).status_code == 200
    with district.reading() as db:
        assert db.get(Finish, walk.id) is None


def test_the_leader_sees_what_every_phone_still_holds(district: World) -> None:
    walk = district.plan()
    leader, others = district.phone(walk, leader=True), [district.phone(walk) for _ in range(3)]
    for held, phone in enumerate(others):
        phone.put(f"/walks/{walk.id}/finish", {"held": held, "revision": 1})
    answer = leader.put(f"/walks/{walk.id}/finish", finished(held=4))
    assert [each["held"] for each in answer.json["team"]] == [4, 0, 1, 2]
    assert [each["held"] for each in leader.changes(0)["team"]] == [4, 0, 1, 2]
    others[2].put(f"/walks/{walk.id}/finish", {"held": 0, "revision": 2})
    assert [each["held"] for each in leader.changes(0)["team"]] == [4, 0, 1, 0]


def test_the_highest_revision_of_the_finish_stands_and_other_words_are_told_what_does(
    district: World,
) -> None:
    walk = district.plan()
    leader = district.phone(walk, leader=True)
    for revision, weather, status in ((2, "snö", 200), (1, "sol", 409), (2, "dimma", 409), (2, "snö", 200)):
        answer = leader.put(
            f"/walks/{walk.id}/finish", finished(weather=weather, revision=revision, held=revision + status)
        )
        assert answer.status_code == status
        if status == 409:
            assert (
                answer.json["code"],
                answer.json["current"]["weather"],
                answer.json["current"]["revision"],
            ) == ("stale", "snö", 2)
        assert leader.changes(0)["team"][0]["held"] == revision + status, (
            "what the phone holds is true all the same"
        )
    with district.reading() as db:
        assert db.get_one(Finish, walk.id).weather == "snö"


def test_a_leaders_phone_that_tells_what_it_holds_takes_no_words_from_the_finish(district: World) -> None:
    """One is written in the tunnel; the other goes out again and again, from every phone that leads, under a later second."""
    walk = district.plan()
    one, other = district.phone(walk, leader=True), district.phone(walk, leader=True)
    for phone in (one, other):
        assert phone.put(f"/walks/{walk.id}/finish", {"held": 3, "revision": 2_000}).status_code == 200
    assert one.put(f"/walks/{walk.id}/finish", finished(revision=1_000)).status_code == 200
    assert other.put(f"/walks/{walk.id}/finish", {"held": 0, "revision": 2_001}).status_code == 200
    with district.reading() as db:
        row = db.get_one(Finish, walk.id)
    assert (row.weather, row.headcount, row.revision) == ("regn", {"adult": 9, "child": 3}, 1_000)


def test_null_takes_back_what_was_said_and_an_empty_word_leaves_it(district: World) -> None:
    walk = district.plan()
    leader = district.phone(walk, leader=True)
    leader.put(f"/walks/{walk.id}/finish", finished())
    leader.put(f"/walks/{walk.id}/finish", {"weather": None, "ground": "", "headcount": None, "revision": 2})
    with district.reading() as db:
        row = db.get_one(Finish, walk.id)
    assert (row.weather, row.ground, row.light, row.headcount) == ("", "vått", "skymning", {})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"held": -1, "revision": 1}, "held"),
        ({"held": "två", "revision": 1}, "held"),
        ({"held": 1.5, "revision": 1}, "held"),
        ({"held": True, "revision": 1}, "held"),
        ({"held": 0, "revision": "1"}, "revision"),
        ({"held": 0, "revision": 2**31}, "revision"),
    ],
)
def test_a_finish_that_cannot_be_read_names_its_field(
    district: World, body: dict[str, object], field: str
) -> None:
    walk = district.plan()
    answer = district.phone(walk).put(f"/walks/{walk.id}/finish", body)
    assert (answer.status_code, answer.json["field"]) == (422, field)


@pytest.mark.parametrize(
    "headcount",
    [None, [], "många", {"adult": -1, "child": "x", "senior": 2, "\ud800": 1}, {"adult": True, "senior": 2}],
)
def test_heads_are_counted_only_where_they_are_numbers(district: World, headcount: object) -> None:
    walk = district.plan()
    assert (
        district.phone(walk, leader=True)
        .put(f"/walks/{walk.id}/finish", finished(headcount=headcount))
        .status_code
        == 200
    )
    with district.reading() as db:
        assert set(db.get_one(Finish, walk.id).headcount) <= {"senior", "?"}


def test_a_phone_that_is_nobody_hears_nothing(district: World) -> None:
    walk = district.plan()
    assert Phone(district.app.test_client()).get(f"/walks/{walk.id}/changes?since=0").status_code == 401
