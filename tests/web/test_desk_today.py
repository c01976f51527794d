"""Today: whatever waits for a coordinator is there with its count, and what is done is gone."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from field import owners
from field.setbacks import Setback
from field.walks import Walk
from tests.web.desk import Desk, at_desk, verbs, with_photo
from tests.web.visits import handover_of, visit, words
from tests.world import NOW, World


@pytest.fixture
def desk(world: World) -> Desk:
    return at_desk(world)


def tiles(desk: Desk) -> dict[str, int]:
    """The counts at the top, by where they lead; done ones by their words."""
    page = desk.page("/desk/")
    found = re.findall(
        r'class="tile[^"]*"(?: href="#(\w+)")?>.*?<strong class="tally">(\d+)</strong>', page, re.DOTALL
    )
    return {key: int(count) for key, count in found if key}


def sent(world: World, kind: str = "light_out") -> tuple[Walk, str]:
    walk = world.plan()
    row = world.note(walk, kind=kind)
    world.release(row)
    return walk, world.hand_over(walk).points[0]


def test_when_nothing_waits_the_page_says_what_to_do_next(desk: Desk) -> None:
    page = desk.page("/desk/")
    assert "Allt är gjort." in page
    assert "Planera en vandring" in page
    assert tiles(desk) == {}


def test_findings_photos_and_calls_are_counted_where_they_wait(desk: Desk) -> None:
    walk = desk.world.plan()
    row = desk.world.note(walk, kind="light_damage")
    with_photo(desk.world, walk, row)
    desk.world.note(walk, type="behaviour", kind="s_noise")
    assert tiles(desk) == {"calls": 1, "clear": 1, "photos": 1}
    assert f"/desk/walks/{walk.id}/clean-up?row={row.id}" in desk.page("/desk/")
    desk.world.release(row)
    assert tiles(desk) == {"calls": 1, "photos": 1, "send": 1}


def test_what_has_been_released_is_to_be_sent(desk: Desk) -> None:
    walk = desk.world.plan()
    desk.world.release(desk.world.note(walk), desk.world.note(walk, kind="veg_sight"))
    assert tiles(desk) == {"send": 2}
    desk.world.hand_over(walk)
    assert tiles(desk) == {}


def test_not_ours_goes_to_another_owner_by_a_supplement(desk: Desk) -> None:
    walk, number = sent(desk.world)
    visit(desk.world, walk, "trafikkontoret").answer(
        number, "not_ours", suggested_owner="Ellevio", words="Elskåpet är deras."
    )
    page = desk.page("/desk/")
    assert tiles(desk) == {"replies": 1}
    assert "Elskåpet är deras." in page
    assert '<option value="ellevio" selected>' in page
    row = handover_of(desk.world, number, "trafikkontoret")
    assert "har fått en ny ägare" in desk.after(
        f"/desk/handovers/{row.id}/give", owner="ellevio", why="De äger skåpet."
    )
    assert desk.world.get(row).state == "passed_on"
    assert tiles(desk) == {"send": 1}
    report = desk.world.hand_over(walk, now=NOW + timedelta(days=1))
    assert (report.version, list(report.owners)) == (2, ["ellevio"])
    assert handover_of(desk.world, number, "ellevio").why == "De äger skåpet."
    assert tiles(desk) == {}


def test_the_point_is_not_given_back_to_one_who_has_had_it_nor_to_nobody(desk: Desk) -> None:
    walk, number = sent(desk.world)
    visit(desk.world, walk, "trafikkontoret").answer(number, "not_ours")
    row = handover_of(desk.world, number, "trafikkontoret")
    for owner in ("trafikkontoret", ""):
        desk.post(f"/desk/handovers/{row.id}/give", 422, owner=owner)
    assert desk.world.get(row).state == "not_ours"


def test_other_owners_of_a_point_keep_it_when_one_gives_it_away(desk: Desk) -> None:
    walk, number = sent(desk.world, "light_hidden")
    visit(desk.world, walk, "trafikkontoret").answer(number, "not_ours")
    row = handover_of(desk.world, number, "trafikkontoret")
    desk.post(f"/desk/handovers/{row.id}/give", owner="familjebostader")
    with desk.world.reading() as db:
        held = owners.assigned(db, [row.finding_id])[row.finding_id]
    assert {each.owner_id for each in held} == {"stadsdelen", "familjebostader"}


def test_a_question_waits_until_somebody_has_replied_and_again_when_asked_anew(desk: Desk) -> None:
    walk, number = sent(desk.world)
    owner = visit(desk.world, walk, "trafikkontoret")
    owner.answer(number, "question", words="Vilken lampa?")
    row = handover_of(desk.world, number, "trafikkontoret")
    assert "Vilken lampa?" in desk.page("/desk/")
    assert "mailto:felanmalan@trafikkontoret.example" in desk.page("/desk/")
    desk.world.clock(NOW + timedelta(hours=1))
    desk.post(f"/desk/handovers/{row.id}/replied")
    assert verbs(desk.world, row.id)[-1] == "replied"
    assert tiles(desk) == {}
    desk.world.clock(NOW + timedelta(hours=2))
    owner.open()
    owner.answer(number, "question", words="Och den andra?")
    assert tiles(desk) == {"replies": 1}


@pytest.mark.parametrize(("days", "silent"), [(29, {}), (30, {"silent": 1})])
def test_owners_are_silent_after_thirty_days_without_any_answer(
    desk: Desk, days: int, silent: dict[str, int]
) -> None:
    walk, number = sent(desk.world)
    later = at_desk(desk.world, at=NOW + timedelta(days=days))
    assert tiles(later) == silent
    visit(desk.world, walk, "trafikkontoret").answer(number, "received")
    assert tiles(later) == {}


def test_follow_ups_are_due_by_area_six_months_later(desk: Desk) -> None:
    sent(desk.world)
    sent(desk.world, "veg_sight")
    later = at_desk(desk.world, at=NOW + timedelta(days=185))
    assert "Rinkeby den första skulle ha setts 12 november 2026" in words(later.page("/desk/"))
    assert tiles(later)["due"] == 2


def test_a_handover_that_is_not_there_is_not_found(desk: Desk) -> None:
    desk.post(f"/desk/handovers/{uuid4()}/give", 404, owner="ellevio")
    desk.post(f"/desk/handovers/{uuid4()}/replied", 404)


def test_what_has_failed_three_times_is_counted_and_listed_by_its_id(desk: Desk) -> None:
    with desk.world.writing() as db:
        for about, tries in (("aaa", 3), ("bbb", 4), ("ccc", 2)):
            db.add(
                Setback(what="photo", about=about, tries=tries, first_at=NOW, next_at=NOW, error="KeyError")
            )
    page = words(desk.page("/desk/"))
    assert tiles(desk) == {"setbacks": 2}
    assert "foton som inte går att göra kopior av" in page
    assert "Allt är gjort." not in page
    listed = desk.page("/desk/setbacks")
    assert [about in listed for about in ("aaa", "bbb", "ccc")] == [True, True, False]
    assert "KeyError" in listed
    figures = desk.page("/metrics")
    assert 'strak_setbacks{what="photo"} 3.0' in figures
    assert 'strak_setbacks{what="letter"} 0.0' in figures


def test_where_nothing_is_stuck_the_list_says_so(desk: Desk) -> None:
    assert "Inget har fastnat." in desk.page("/desk/setbacks")
