"""The demo's story: everything a visitor should meet is in it, in words the district knows, and nobody is named."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from field.demo import pictures, story
from field.findings import watch
from field.handovers import ANSWERS, REASONS
from field.kinds import PERSPECTIVES, TYPES
from tests.demo_district import area_of, findings, parents, routed

ZONE = ZoneInfo("Europe/Stockholm")


def test_the_story_has_what_the_demo_must_show() -> None:
    by_key = {walk.key: walk for walk in story.walks()}
    spring = by_key["spring"].findings
    assert 28 <= len(spring) <= 36
    assert {each.type for each in spring} == set(TYPES)
    assert {answer.answer for each in spring for answer in each.answers} == set(ANSWERS)
    assert [each.urgency for each in spring].count("A") == 1
    assert sum(each.double_of is not None for each in spring) == 1
    assert sum(each.building is not None for each in spring) == 1
    assert sum(each.at is None and each.building is None for each in spring) == 1
    assert any(each.type == "defect" and not each.answers for each in spring)
    assert by_key["children"].findings
    assert {check.outcome for walk in story.walks() for check in walk.checks} >= {
        "fixed",
        "remains",
        "not_judged",
    }


def test_what_is_acute_has_been_phoned_in_and_behaviour_has_no_picture() -> None:
    for _, each in findings():
        assert (each.urgency == "A") is (each.call is not None)
        if each.type == "behaviour":
            assert not each.pictures


def test_findings_use_words_the_district_knows() -> None:
    for _, each in findings():
        assert each.kind in parents()
        assert each.perspective in PERSPECTIVES
        assert (each.type == "positive") is (parents()[each.kind] == "positive")
        assert (each.type == "behaviour") is (parents()[each.kind] == "social")
        assert {answer.reason for answer in each.answers} <= {"", *REASONS}
        assert all(answer.reason for answer in each.answers if answer.answer == "wont")


def test_a_finding_lies_in_the_area_of_its_walk_and_a_stop_on_its_route() -> None:
    for walk, each in findings():
        if each.at:
            assert area_of(*each.at) == walk.area
    for walk in story.walks():
        assert {area_of(*stop.at) for stop in walk.stops} | {area_of(*spot) for spot in walk.route} <= {
            walk.area
        }


def test_an_answer_comes_from_an_owner_the_rules_lead_to_and_after_the_handover() -> None:
    for walk, each in findings():
        for answer in each.answers:
            assert answer.owner in routed(each.kind, walk.area)
            assert walk.handed_over_days is not None
            assert answer.days > walk.handed_over_days
            assert (answer.answer == "planned") is (answer.due_days is not None)


def test_checks_speak_of_earlier_findings_of_the_same_area() -> None:
    seen: dict[str, str] = {}
    for walk in story.walks():
        assert all(seen[check.finding] == walk.area for check in walk.checks)
        seen |= {each.key: walk.area for each in walk.findings}


def test_doubles_and_recurrences_are_close_enough_to_be_found() -> None:
    spots = {each.key: each.at for _, each in findings() if each.at}
    for one, other in (
        ("buskar", "buskar-barn"),
        ("buskar", "autumn-buskar"),
        ("elskap", "autumn-skap"),
        ("tunnel-lampor", "autumn-tunnel"),
    ):
        (lat, lon), (lat2, lon2) = spots[one], spots[other]
        assert ((lat - lat2) * 111_200) ** 2 + ((lon - lon2) * 56_600) ** 2 < 25**2


def test_texts_are_plain_swedish_and_name_nobody() -> None:
    for walk, each in findings():
        texts = [
            each.text,
            each.landmark,
            walk.title,
            walk.meeting,
            *(answer.words for answer in each.answers),
        ]
        assert not any(watch.seen_in(text) for text in texts)
        for sentence in ". ".join(texts).replace("!", ".").replace("?", ".").split("."):
            assert len(sentence.split()) <= 12


def test_keys_are_unique_and_pictures_are_of_known_scenes() -> None:
    keys = [each.key for _, each in findings()]
    assert len(set(keys)) == len(keys)
    drawn = [picture for _, each in findings() for picture in each.pictures]
    drawn += [check.picture for walk in story.walks() for check in walk.checks if check.picture]
    assert {picture.scene for picture in drawn} == set(pictures.SCENES)


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (date(2026, 11, 21), 2026),
        (date(2026, 10, 1), 2026),
        (date(2026, 9, 30), 2025),
        (date(2026, 5, 12), 2025),
        (date(2027, 1, 2), 2026),
    ],
)
def test_the_spring_of_the_story_is_the_last_whose_points_are_due_about_now(today: date, year: int) -> None:
    assert story.spring_year(today) == year


def test_walks_are_told_in_local_time_and_in_the_order_they_were() -> None:
    now = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    starts = {walk.key: walk.when.at(now, ZONE) for walk in story.walks()}
    assert starts["spring"].isoformat() == "2026-05-12T18:00:00+02:00"
    assert starts["autumn"].isoformat() == "2025-10-14T18:00:00+02:00"
    assert starts["today"].isoformat() == "2026-11-22T18:00:00+01:00"
    assert list(starts.values()) == sorted(starts.values())
