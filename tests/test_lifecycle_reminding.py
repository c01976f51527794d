"""What must not be forgotten: due follow-ups are told once, silent owners reminded once and then their deputy, and nobody is told twice."""

import threading
from datetime import UTC, datetime, timedelta

from sqlmodel import select

from field import handovers, journal, letters, staff, work
from field.findings import Finding
from field.followups import FollowUp
from field.handovers import OwnerLink
from field.lifecycle import answering, reminding
from field.owners import Owner
from field.staff import Staff
from field.walks import Walk
from tests.world import NOW, World

DUE = datetime(2026, 11, 12, 8, tzinfo=UTC)


def handed_over(world: World, points: int = 1) -> tuple[Walk, list[Finding]]:
    walk = world.plan()
    rows = [world.note(walk, text=str(nr)) for nr in range(points)]
    world.hand_over(walk, everything=True)
    return walk, rows


def turn(world: World, now: datetime) -> dict[str, object]:
    return work.turn(world.database, world.storage, world.settings, now)


def kinds_of_letters(world: World) -> list[str]:
    with world.reading() as db:
        return sorted(letter.kind for letter in letters.newest_first(db))


def answer(
    world: World, row: Finding, said: str = "received", now: datetime = NOW + timedelta(days=1)
) -> None:
    with world.writing() as db:
        (held,) = handovers.of_finding(db, row.id)
        link = db.get_one(OwnerLink, held.link_id)
        answering.answer(db, world.storage, link, [held], answering.Said(said), link.counter, now)


# ── follow-ups ──


def test_what_is_due_is_told_the_coordinators_in_one_letter_and_once(world: World) -> None:
    handed_over(world, points=3)
    assert turn(world, DUE - timedelta(days=1))["followups_told"] == 0
    assert turn(world, DUE)["followups_told"] == 3
    assert [turn(world, DUE + timedelta(days=n))["followups_told"] for n in range(3)] == [0, 0, 0]
    with world.reading() as db:
        (letter,) = [each for each in letters.newest_first(db) if each.kind == "followups_due"]
        assert {row.state for row in db.exec(select(FollowUp))} == {"due"}
    assert letter.to_email == "samordnare@strak.example"
    assert "Rinkeby" in letter.text


def test_two_workers_tell_of_what_is_due_once(world: World) -> None:
    handed_over(world, points=2)
    start, told = threading.Barrier(4), []

    def tell() -> None:
        start.wait(20)
        told.append(reminding.tell_due_followups(world.database, world.settings, DUE))

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(told) == [0, 0, 0, 2]
    assert kinds_of_letters(world).count("followups_due") == 1


def test_only_those_who_still_work_here_are_told(world: World) -> None:
    with world.writing() as db:
        db.add_all([Staff(email="slutat@strak.example", active=False), Staff(email="ny@strak.example")])
    handed_over(world)
    turn(world, DUE)
    with world.reading() as db:
        told = {each.to_email for each in letters.newest_first(db) if each.kind == "followups_due"}
    assert told == {"samordnare@strak.example", "ny@strak.example"}


# ── silent owners ──


def test_a_silent_owner_is_reminded_after_30_days_and_the_deputy_after_60_each_once(world: World) -> None:
    handed_over(world, points=2)
    told = {
        day: turn(world, NOW + timedelta(days=day))["reminders"] for day in (29, 30, 31, 59, 60, 61, 90, 180)
    }
    assert {day: n for day, n in told.items() if n} == {30: 1, 60: 1}
    with world.reading() as db:
        owner = db.get_one(Owner, "trafikkontoret")
        reminders = sorted(
            (each for each in letters.newest_first(db) if each.kind == "reminder"),
            key=lambda each: each.written_at,
        )
    assert [each.to_email for each in reminders] == [owner.email, owner.deputy_email or owner.email]
    assert all(each.quiet and each.link_row for each in reminders)


def test_a_worker_that_was_away_sends_one_reminder_not_two(world: World) -> None:
    handed_over(world)
    assert turn(world, NOW + timedelta(days=100))["reminders"] == 1
    assert turn(world, NOW + timedelta(days=101))["reminders"] == 0


def test_an_owner_who_has_answered_anything_is_left_in_peace(world: World) -> None:
    _walk, rows = handed_over(world, points=2)
    answer(world, rows[0])
    assert turn(world, NOW + timedelta(days=100))["reminders"] == 0


def test_an_owner_whose_points_were_taken_back_is_not_reminded(world: World) -> None:
    _walk, rows = handed_over(world)
    with world.writing() as db:
        (held,) = handovers.of_finding(db, rows[0].id)
        answering.withdraw(db, held, NOW, "command")
    assert turn(world, NOW + timedelta(days=31))["reminders"] == 0


def test_a_link_that_was_revoked_is_not_sent_again(world: World) -> None:
    handed_over(world)
    with world.writing() as db:
        answering.revoke_link(db, db.exec(select(OwnerLink)).one(), NOW, "command")
    assert turn(world, NOW + timedelta(days=31))["reminders"] == 0


def test_two_workers_remind_once(world: World) -> None:
    handed_over(world)
    start, told = threading.Barrier(4), []

    def remind() -> None:
        start.wait(20)
        told.append(reminding.remind_silent_owners(world.database, world.settings, NOW + timedelta(days=31)))

    threads = [threading.Thread(target=remind) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(told) == [0, 0, 0, 1]
    assert kinds_of_letters(world).count("reminder") == 1


# ── the turn ──


def test_a_turn_twice_changes_nothing_more(world: World) -> None:
    handed_over(world, points=2)
    first = turn(world, DUE)
    assert (first["followups_told"], first["reminders"], first["letters"]) == (
        2,
        1,
        {"sent": 3, "failed": 0, "later": 0},
    )
    with world.reading() as db:
        before = [(line.id, line.verb) for line in journal.latest(db)]
    second = turn(world, DUE)
    assert (second["followups_told"], second["reminders"], second["letters"]) == (
        0,
        0,
        {"sent": 0, "failed": 0, "later": 0},
    )
    with world.reading() as db:
        assert [(line.id, line.verb) for line in journal.latest(db)] == before


def test_a_turn_for_a_day_to_come_signs_nobody_out(world: World) -> None:

    with world.writing() as db:
        person = db.exec(select(Staff)).one()
        link = staff.new_link(db, world.settings.secret_key, person, NOW)
        session = staff.sign_in_by_link(db, staff.link_token(world.settings.secret_key, link), NOW)
    assert session is not None
    turn(world, DUE)
    with world.reading() as db:
        assert staff.by_session(db, session, NOW) is not None


def test_the_worker_says_when_it_last_turned(world: World) -> None:
    assert work.last_turn(world.settings.uploads) is None
    turn(world, NOW)
    told = work.last_turn(world.settings.uploads)
    assert told is not None
    assert abs(told - NOW) < timedelta(minutes=5)
