"""The overview: questions over several nouns, asked by those who look after the whole."""

from datetime import timedelta

import pytest
from sqlmodel import select

from field.followups import FollowUp
from field.handovers import OwnerLink
from field.kit import geo
from field.lifecycle import answering
from field.lifecycle.answering import Said
from field.readings import desk
from field.walks import Walk
from tests.town import NOW, RINKEBY_TORG, Town


def sent(town: Town, *, count: int = 1, days: int = 0, **changes: object) -> Walk:
    at = NOW + timedelta(days=days)
    walk = town.plan(at=at)
    town.release(
        *(town.note(walk, noted_at=at.isoformat(), now=at, **changes) for _each in range(count)), now=at
    )
    town.hand_over(walk, now=at)
    return walk


def answer(town: Town, walk: Walk, days: list[int]) -> None:
    """The walk's points are answered so many days after they were handed over."""
    with town.writing() as db:
        link = db.exec(select(OwnerLink).where(OwnerLink.walk_id == walk.id)).one()
        points = answering.handovers.of_link(db, link)
        for row, wait in zip(points, days, strict=False):
            answering.answer(
                db, town.storage, link, [row], Said("received"), link.counter, NOW + timedelta(days=wait)
            )


@pytest.mark.parametrize(("metres", "found"), [(5, 1), (38, 1), (80, 0)])
def test_the_same_spot_is_within_25_metres_and_both_accuracies(town: Town, metres: float, found: int) -> None:
    lat, lon = RINKEBY_TORG
    dlat, _dlon = geo.degrees(metres, lat)
    sent(town, position={"lat": lat, "lon": lon, "accuracy_m": 8, "source": "device"})
    sent(town, days=150, position={"lat": lat + dlat, "lon": lon, "accuracy_m": 8, "source": "device"})
    with town.reading() as db:
        spots = desk.recurrence.spots(db)
        assert len(spots) == found
        assert all(spot.walks == 2 for spot in spots)
        assert len(desk.recurrence.spots(db, town.plan("Husby").area_id)) == 0


def test_good_things_things_indoors_and_things_of_one_walk_do_not_recur(town: Town) -> None:
    for days in (0, 150):
        sent(town, days=days, type="positive", kind="pos_light")
        sent(town, days=days, kind="b_garage", building={"name": "Garaget"})
    sent(town, count=3, kind="veg_sight")
    with town.reading() as db:
        assert desk.recurrence.spots(db) == []


def test_days_to_answer_are_the_median_and_only_first_answers_count(town: Town) -> None:
    answer(town, sent(town, count=3), [1, 2, 40])
    with town.reading() as db:
        row = next(each for each in desk.ownership.standings(db) if each.owner.id == "trafikkontoret")
        silent = next(each for each in desk.ownership.standings(db) if each.owner.id == "spanga-torg")
    assert (row.points, row.answered, row.open, row.days) == (3, 3, 0, 2)
    assert row.last_answer == NOW + timedelta(days=40)
    assert (silent.contact, silent.days) == ("none", None)


def test_a_point_the_walkers_have_been_back_to_makes_nobody_silent(town: Town) -> None:
    sent(town)
    later = NOW + timedelta(days=60)
    with town.reading() as db:
        (before,) = desk.today.silent(db, later)
    assert (before.owner.id, before.points, before.walks, before.since) == ("trafikkontoret", 1, 1, NOW)
    with town.writing() as db:
        visit = db.exec(select(FollowUp)).one()
        visit.move("done")
    with town.reading() as db:
        assert desk.today.silent(db, later) == []


def test_walks_are_counted_without_behaviour_notes(town: Town) -> None:
    walk = town.plan()
    town.release(town.note(walk))
    town.note(walk, kind="veg_sight")
    town.note(walk, type="behaviour", kind="s_noise")
    with town.reading() as db:
        counts = desk.walk_counts.of(db, [walk])[walk.id]
    assert (counts.points, counts.todo, counts.ready, counts.sent) == (2, 1, 1, 0)


def test_follow_ups_count_a_point_once_however_many_owners_have_it(town: Town) -> None:
    sent(town, kind="light_hidden")
    with town.reading() as db:
        (bunch,) = desk.visits.plan(db, NOW.date())
        assert (bunch.points, bunch.ripe, bunch.month.isoformat()) == (1, 0, "2026-11-01")
        (ripe,) = desk.visits.plan(db, (NOW + timedelta(days=190)).date())
        assert (ripe.points, ripe.ripe) == (1, 1)
