"""Follow-up days: calendar months from the day the protocol was frozen, in the installation's zone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from field import followups
from field.followups import FollowUp, months_later
from tests.town import NOW, Town


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        ("2026-05-12", 6, "2026-11-12"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-08-28", 6, "2027-02-28"),
        ("2026-08-29", 6, "2027-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-31", 6, "2027-06-30"),
        ("2026-10-31", 60, "2031-10-31"),
        ("2026-05-12", 0, "2026-05-12"),
    ],
)
def test_the_same_day_or_the_last_of_a_shorter_month(day: str, months: int, due: str) -> None:
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(due)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_it_is_always_that_month_and_never_a_later_day(day: date, months: int) -> None:
    due = months_later(day, months)
    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == months
    assert due.day == day.day or (due + timedelta(days=1)).month != due.month
    assert due.day <= day.day


@pytest.mark.parametrize(
    ("frozen", "due"),
    [
        (datetime(2026, 8, 31, 21, 59, tzinfo=UTC), "2027-02-28"),  # 23:59 in Stockholm
        (datetime(2026, 8, 31, 22, 0, tzinfo=UTC), "2027-03-01"),  # midnight: already the first of September
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "2027-06-30"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "2027-07-01"),
    ],
)
def test_the_day_is_counted_in_the_installations_zone(town: Town, frozen: datetime, due: str) -> None:
    walk = town.plan(at=frozen - timedelta(days=2))
    town.note(walk, now=frozen)
    town.hand_over(walk, everything=True, now=frozen)
    with town.reading() as db:
        (row,) = db.exec(select(FollowUp))
    assert (row.due_on.isoformat(), row.state) == (due, "waiting")


def test_there_is_one_for_each_handover_and_scheduling_again_changes_nothing(town: Town) -> None:
    walk = town.plan()
    row = town.note(walk, kind="light_hidden", position={"lat": 59.3895, "lon": 17.9269})
    town.hand_over(walk, everything=True)
    with town.writing() as db:
        visits = followups.of_findings(db, [row.id])[row.id]
        assert len({visit.handover_id for visit in visits}) == len(visits) == 2
        again = followups.schedule(db, visits[0].handover_id, row.id, date(2030, 1, 1), 6)
        assert (again.id, again.due_on) == (visits[0].id, date(2026, 11, 12))
        assert len(db.exec(select(FollowUp)).all()) == 2


def test_what_is_due_is_due_on_its_day_and_after(town: Town) -> None:
    walk = town.plan()
    town.note(walk)
    town.hand_over(walk, everything=True, now=NOW)
    with town.reading() as db:
        assert followups.due(db, date(2026, 11, 11)) == []
        assert len(followups.due(db, date(2026, 11, 12))) == 1
        assert len(followups.due(db, date(2027, 11, 12))) == 1
