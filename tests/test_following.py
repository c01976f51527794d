"""Followers: asked before they are written to, told once a day and only what is new and public, and forgotten when they say so."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from field import followers, following, handovers, letters, work
from field.findings import Finding
from field.followers import Follower
from field.handovers import OwnerLink
from field.kit import tokens
from field.letters import Letter
from field.lifecycle import answering
from field.places import Area
from field.readings import follower_news
from tests.world import NOW, World

ADDRESS = "granne@strak.example"
MORNING = NOW + timedelta(days=1)


def handed_over(world: World, points: int = 1) -> list[Finding]:
    walk = world.plan()
    rows = [world.note(walk) for _ in range(points)]
    for row in rows:
        world.give(row, "trafikkontoret")
    world.hand_over(walk, everything=True)
    return [world.get(row) for row in rows]


def follow(world: World, about: Finding | Area, *, yes: bool = True) -> Follower:
    with world.writing() as db:
        following.ask(db, world.settings, ADDRESS, "sv", about, NOW)
        row = db.exec(select(Follower).where(Follower.about == about.id)).one()
        if yes:
            following.confirm(db, row, world.settings, NOW)
        return row


def answer(world: World, row: Finding, said: str, now: datetime, **more: Any) -> None:
    with world.writing() as db:
        (held,) = handovers.of_findings(db, [row.id])[row.id]
        link = db.get_one(OwnerLink, held.link_id)
        answering.answer(db, world.storage, link, [held], answering.Said(said, **more), link.counter, now)


def turn(world: World, now: datetime) -> int:
    told = work.turn(world.database, world.storage, world.settings, now)["followers_told"]
    assert isinstance(told, int)
    return told


def news(world: World) -> list[Letter]:
    with world.reading() as db:
        return [each for each in reversed(letters.newest_first(db)) if each.kind == "follow_news"]


def test_nobody_is_told_before_they_have_said_yes(world: World) -> None:
    (row,) = handed_over(world)
    follow(world, row, yes=False)
    answer(world, row, "planned", NOW, day=(NOW + timedelta(days=30)).date())
    assert turn(world, MORNING) == 0
    assert news(world) == []


def test_what_is_new_is_told_once_a_day_and_only_once(world: World) -> None:
    (row,) = handed_over(world)
    follow(world, row)
    assert turn(world, MORNING) == 0
    answer(world, row, "planned", MORNING, day=(NOW + timedelta(days=30)).date())
    assert turn(world, MORNING + timedelta(hours=1)) == 0, "looked at today already"
    assert [turn(world, MORNING + timedelta(days=n)) for n in (1, 2, 3)] == [1, 0, 0]
    (letter,) = news(world)
    assert letter.to_email == ADDRESS
    assert row.number
    assert row.number in letter.text
    assert "På gång" in letter.text
    assert letter.quiet
    assert "/follow/" in letters.filled(letter, letter.text, world.settings)


def test_who_has_been_looked_at_today_is_not_looked_at_by_a_slower_worker_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = handed_over(world)
    follower = follow(world, row)
    assert turn(world, MORNING) == 0
    answer(world, row, "planned", MORNING, day=(NOW + timedelta(days=30)).date())
    monkeypatch.setattr(
        followers, "to_be_told", lambda _db, _before: [follower.id]
    )  # read before the other one had looked
    assert following.tell_followers(world.database, world.settings, MORNING + timedelta(hours=1)) == 0


def test_what_was_hidden_for_a_day_and_stands_as_it_stood_is_no_news(world: World) -> None:
    (row,) = handed_over(world)
    follow(world, row)
    for days, published_at in ((1, None), (2, row.published_at)):
        with world.writing() as db:
            db.get_one(Finding, row.id).published_at = published_at
        assert turn(world, NOW + timedelta(days=days)) == 0


def test_an_answer_taken_back_the_same_day_is_no_news(world: World) -> None:
    (row,) = handed_over(world)
    follow(world, row)
    answer(world, row, "fixed", NOW + timedelta(hours=1), day=NOW.date())
    answer(world, row, "undo", NOW + timedelta(hours=2))
    assert turn(world, MORNING) == 0


def test_nobody_is_told_at_night(world: World) -> None:
    (row,) = handed_over(world)
    follow(world, row)
    answer(world, row, "fixed", NOW, day=NOW.date())
    night = NOW.replace(hour=23) + timedelta(days=1)
    assert turn(world, night) == 0
    assert turn(world, night + timedelta(hours=9)) == 1


def test_an_area_is_told_in_one_letter_with_what_is_too_much_counted(world: World) -> None:
    with world.reading() as db:
        area = db.exec(select(Area).where(Area.name == "Rinkeby")).one()
    follow(world, area)
    handed_over(world, points=follower_news.SHOWN + 2)
    assert turn(world, MORNING) == 1
    (letter,) = news(world)
    assert letter.text.count("Skickat. Vi väntar på svar.") == follower_news.SHOWN
    assert "Och 2 punkter till." in letter.text


def test_what_is_not_public_is_told_to_nobody(world: World) -> None:
    with world.reading() as db:
        area = db.exec(select(Area).where(Area.name == "Rinkeby")).one()
    follow(world, area)
    walk = world.plan()
    world.note(walk, type="behaviour", kind="social", text="Folk som skriker.")
    world.hand_over(walk, everything=True)
    assert turn(world, MORNING) == 0


def test_the_address_goes_at_a_stop_also_from_the_letters(world: World) -> None:
    (row,) = handed_over(world)
    follower = follow(world, row)
    answer(world, row, "fixed", NOW, day=NOW.date())
    following.tell_followers(world.database, world.settings, MORNING)
    with world.writing() as db:
        following.stop(db, db.get_one(Follower, follower.id))
    with world.reading() as db:
        assert db.exec(select(Follower)).all() == []
        kept = [each for each in letters.newest_first(db) if each.kind.startswith("follow")]
        assert len(kept) == 2
        assert {(each.to_email, each.text, each.html, each.subject) for each in kept} == {("", "", "", "")}
    work.turn(world.database, world.storage, world.settings, MORNING)
    with world.reading() as db:
        assert {each.state for each in letters.newest_first(db) if each.kind.startswith("follow")} == {
            "no_address"
        }


def test_a_point_seen_to_be_fixed_is_told_and_its_follower_forgotten(world: World) -> None:
    (row,) = handed_over(world)
    follow(world, row)
    walk = world.follow_up()
    body = {
        "finding": str(row.id),
        "outcome": "fixed",
        "checked_at": walk.starts_at.isoformat(),
        "photos": [],
        "revision": 1,
    }
    world.clock(walk.starts_at)
    assert (
        world.phone(walk).put(f"/checks/{tokens.uuid7()}", {"walk": str(walk.id)} | body).status_code == 201
    )
    day_after = walk.starts_at + timedelta(days=1)
    assert following.tell_followers(world.database, world.settings, day_after) == 1
    assert f"{world.settings.base_url}/finding/{row.number}" in news(world)[0].text
    work.turn(world.database, world.storage, world.settings, day_after)
    with world.reading() as db:
        assert db.exec(select(Follower)).all() == []
        (letter,) = [each for each in letters.newest_first(db) if each.kind == "follow_news"]
    assert (letter.state, letter.to_email) == ("sent", "")


def test_an_area_has_no_end_whatever_becomes_of_its_points(world: World) -> None:
    with world.reading() as db:
        area = db.exec(select(Area).where(Area.name == "Rinkeby")).one()
    follow(world, area)
    walk = world.plan()
    world.note(walk, type="positive", kind="pos_light")
    world.hand_over(walk, everything=True)
    assert turn(world, MORNING) == 1
    with world.reading() as db:
        assert db.exec(select(Follower.email)).all() == [ADDRESS]


def test_an_address_that_nothing_can_be_sent_to_is_forgotten(world: World) -> None:
    (row,) = handed_over(world)
    follow(world, row)
    answer(world, row, "fixed", NOW, day=NOW.date())
    assert following.tell_followers(world.database, world.settings, MORNING) == 1
    with world.writing() as db:
        next(
            each for each in letters.newest_first(db) if each.kind == "follow_news"
        ).to_email = "granne@@strak.example"
    work.turn(world.database, world.storage, world.settings, MORNING)
    with world.reading() as db:
        assert db.exec(select(Follower)).all() == []
        kept = next(each for each in letters.newest_first(db) if each.kind == "follow_news")
    assert (kept.state, kept.to_email, kept.text) == ("failed", "", "")


def test_who_never_says_yes_is_forgotten_after_a_week(world: World) -> None:
    (row,) = handed_over(world)
    follow(world, row, yes=False)
    for days, left in ((6, 1), (8, 0)):
        world.clock(NOW + timedelta(days=days))
        turn(world, NOW + timedelta(days=days))
        with world.reading() as db:
            assert len(db.exec(select(Follower)).all()) == left
    with world.reading() as db:
        (letter,) = [each for each in letters.newest_first(db) if each.kind == "follow_confirm"]
    assert letter.to_email == ""


@pytest.mark.parametrize("times", [2, 5])
def test_asking_again_makes_no_second_follower(world: World, times: int) -> None:
    (row,) = handed_over(world)
    for _ in range(times):
        follow(world, row)
    assert follow(world, row, yes=False).confirmed_at, "who has said yes is not asked to say it again"
    answer(world, row, "fixed", NOW, day=NOW.date())
    assert turn(world, MORNING) == 1
