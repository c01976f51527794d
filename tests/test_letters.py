"""Letters: written with what causes them, sent once however many workers there are, put off, bounced, held at night, never lost."""

import dataclasses
import re
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from field import handovers, journal, letters, work
from field.findings import Finding
from field.kit.settings import Settings
from field.letters import Letter, sending
from field.lifecycle import handing_over
from field.owners import Owner
from field.walks import Walk
from tests.tools.mail import SmtpServer
from tests.world import NOW, World

NIGHT = datetime(2026, 5, 12, 20, 0, tzinfo=UTC)  # 22 in Stockholm
OFFICE = "trafikkontoret"


@pytest.fixture
def mail(world: World, smtp_server: SmtpServer) -> Settings:
    """The world's settings with a real mail server."""
    return dataclasses.replace(world.settings, mail_url=smtp_server.url)


def handed_over(world: World, points: int = 1, now: datetime = NOW) -> Walk:
    walk = world.plan()
    for nr in range(points):
        world.note(walk, text=f"punkt {nr}")
    world.hand_over(walk, everything=True, now=now)
    return walk


def all_letters(world: World) -> list[Letter]:
    with world.reading() as db:
        return letters.newest_first(db)


def change(world: World, **values: Any) -> None:
    """Puts the one letter into a state, as a crash would have left it."""
    with world.writing() as db:
        sets = ", ".join(f"{name} = :{name}" for name in values)
        db.execute(
            text(f"UPDATE letter SET {sets}"),
            {k: v.replace(tzinfo=None) if isinstance(v, datetime) else v for k, v in values.items()},
        )


def address_of(world: World, owner_id: str = OFFICE) -> str:
    with world.reading() as db:
        return db.get_one(Owner, owner_id).email


def send(world: World, mail: Settings, now: datetime = NOW) -> dict[str, int]:
    return letters.send_due(world.database, mail, now)


# ── written ──


def test_a_letter_is_written_with_what_causes_it(world: World) -> None:
    handed_over(world, points=3)
    (letter,) = all_letters(world)
    assert (letter.kind, letter.owner_id, letter.state, letter.to_email) == (
        "handover",
        OFFICE,
        "written",
        address_of(world),
    )


def test_what_is_rolled_back_leaves_no_letter(world: World) -> None:

    walk = world.plan()
    world.note(walk)

    def fail() -> None:
        with world.writing() as db:
            report = handing_over.hand_over(
                db,
                db.get_one(Walk, walk.id),
                everything=True,
                now=NOW,
                settings=world.settings,
                actor="command",
            )
            assert report.letters == 1
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        fail()
    assert all_letters(world) == []
    with world.reading() as db:
        assert [row.number for row in db.exec(select(Finding))] == [None]


def test_the_database_holds_no_token_and_the_letter_one_link(world: World) -> None:
    handed_over(world)
    (letter,) = all_letters(world)
    sent = letters.filled(letter, letter.text, world.settings)
    (link,) = re.findall(r"(?m)^http://127\.0\.0\.1:8000/o/(\S+)$", sent)
    assert len(re.findall(r"/o/", sent)) == 1
    assert link not in letter.text + letter.html
    with world.reading() as db:
        assert handovers.by_token(db, link, NOW) is not None
        assert link not in repr(db.exec(select(handovers.OwnerLink)).all())


def test_what_a_walker_wrote_cannot_put_a_link_into_a_letter(world: World) -> None:
    walk = world.plan()
    world.note(walk, text="@@LINK@@ @@link@@ {{ link }} %(link)s")
    world.hand_over(walk, everything=True)
    (letter,) = all_letters(world)
    assert letters.filled(letter, letter.text, world.settings).count("/o/") == 1


def test_an_owner_without_address_has_a_letter_kept_for_printing(world: World, mail: Settings) -> None:
    walk = world.plan()
    row = world.note(walk)
    world.give(row, "spanga-torg")
    world.release(row)
    world.hand_over(walk)
    (letter,) = all_letters(world)
    assert letter.state == "no_address"
    assert send(world, mail) == {"sent": 0, "failed": 0, "later": 0}


# ── sent ──


def test_a_letter_is_sent_once_with_its_link_and_a_stable_id(
    world: World, mail: Settings, smtp_server: SmtpServer
) -> None:
    handed_over(world)
    assert send(world, mail) == {"sent": 1, "failed": 0, "later": 0}
    assert send(world, mail) == {"sent": 0, "failed": 0, "later": 0}
    (message,) = smtp_server.to(address_of(world))
    (letter,) = all_letters(world)
    assert message["Message-ID"] == f"<{letter.id}@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "/o/" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert (letter.state, letter.sent_at, letter.tries) == ("sent", NOW, 1)


def test_two_workers_at_once_send_each_letter_once(
    world: World, mail: Settings, smtp_server: SmtpServer
) -> None:
    for _ in range(5):
        handed_over(world)
    start, counts = threading.Barrier(4), []

    def turn() -> None:
        start.wait(20)
        counts.append(send(world, mail)["sent"])

    threads = [threading.Thread(target=turn) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(counts) == len(smtp_server.messages) == 5
    assert len({message.message["Message-ID"] for message in smtp_server.messages}) == 5


def test_what_was_claimed_by_a_worker_that_died_is_sent_again_with_the_same_id(
    world: World, mail: Settings, smtp_server: SmtpServer
) -> None:
    handed_over(world)
    (before,) = all_letters(world)
    change(world, state="sending", claimed_at=NOW, tries=1)
    assert send(world, mail, NOW + timedelta(minutes=9))["sent"] == 0
    assert send(world, mail, NOW + timedelta(minutes=11))["sent"] == 1
    assert smtp_server.messages[0].message["Message-ID"] == f"<{before.id}@localhost>"


def test_a_supplement_answers_to_the_first_letter(
    world: World, mail: Settings, smtp_server: SmtpServer
) -> None:
    walk = handed_over(world)
    send(world, mail)
    world.note(walk, text="kom sent")
    world.hand_over(walk, everything=True, now=NOW + timedelta(days=1))
    send(world, mail, NOW + timedelta(days=1))
    first, second = (received.message for received in smtp_server.messages)
    assert second["In-Reply-To"] == first["Message-ID"]
    links = [
        re.findall(r"/o/(\S+)", message.get_body(("plain",)).get_content()) for message in (first, second)
    ]  # type: ignore[union-attr]
    assert links[0] == links[1]


# ── not sent ──


def test_a_letter_that_bounces_has_failed_and_stops_no_other(
    world: World, mail: Settings, smtp_server: SmtpServer
) -> None:
    smtp_server.refused[address_of(world)] = "550 5.1.1 no such user"
    walk = world.plan()
    world.note(walk)
    world.note(walk, kind="b_garage", position={"lat": 59.4098, "lon": 17.9261})
    world.hand_over(walk, everything=True)
    assert send(world, mail) == {"sent": 1, "failed": 1, "later": 0}
    assert {letter.owner_id: (letter.state, letter.error) for letter in all_letters(world)}[OFFICE] == (
        "failed",
        "550",
    )
    assert send(world, mail, NOW + timedelta(days=30)) == {"sent": 0, "failed": 0, "later": 0}


def test_a_letter_put_off_is_tried_again_at_longer_and_longer_intervals(
    world: World, mail: Settings, smtp_server: SmtpServer
) -> None:
    handed_over(world)
    smtp_server.refused[address_of(world)] = "450 4.2.1 later"
    waits, now = [], NOW
    for _ in range(4):
        assert send(world, mail, now)["later"] == 1
        (letter,) = all_letters(world)
        waits.append((letter.due_at - now).total_seconds() / 60)
        assert send(world, mail, now)["later"] == 0
        now = letter.due_at
    assert waits == [2, 4, 8, 16]
    smtp_server.refused.clear()
    assert send(world, mail, now)["sent"] == 1


def test_after_eight_tries_a_person_must_look(world: World, mail: Settings, smtp_server: SmtpServer) -> None:
    handed_over(world)
    smtp_server.answer_to_data = "451 later"
    now = NOW
    for _ in range(letters.GIVE_UP_AFTER):
        send(world, mail, now)
        now += timedelta(days=1)
    (letter,) = all_letters(world)
    assert (letter.state, letter.tries) == ("failed", letters.GIVE_UP_AFTER)


def test_while_the_mail_server_is_away_everything_waits(
    world: World, mail: Settings, smtp_server: SmtpServer
) -> None:
    for _ in range(3):
        handed_over(world)
    smtp_server.stop()
    assert send(world, mail) == {"sent": 0, "failed": 0, "later": 3}
    smtp_server.start()
    assert send(world, mail, NOW + timedelta(hours=1))["sent"] == 3


def test_a_letter_that_is_being_sent_is_not_taken_back_by_a_worker_that_cannot_connect(
    world: World, mail: Settings, smtp_server: SmtpServer
) -> None:
    handed_over(world)
    smtp_server.stop()
    (letter,) = all_letters(world)
    with world.reading() as db:
        ids = [letter.id, *[row.id for row in db.exec(select(Letter))]]
    change(world, state="sending", claimed_at=NOW, tries=1)
    assert sending._put_off_all(world.database, ids, NOW, "away") == 0
    assert all_letters(world)[0].state == "sending"


@pytest.mark.parametrize(
    "address",
    [
        "a..b@x.example",
        "å@x.example",
        "a@",
        "@x",
        "a b@x.example",
        "<a@x.example>",
        "a@x.example\nBcc: b@x.example",
    ],
)
def test_an_address_nobody_can_send_to_fails_and_stops_no_other(
    world: World, mail: Settings, smtp_server: SmtpServer, address: str
) -> None:
    handed_over(world)
    change(world, to_email=address)
    walk = world.plan()
    row = world.note(walk)
    world.give(row, "sl")
    world.release(row)
    world.hand_over(walk)
    now = NOW
    for _ in range(letters.GIVE_UP_AFTER):
        send(world, mail, now)
        now += timedelta(days=1)
    assert {letter.owner_id: letter.state for letter in all_letters(world)} == {
        OFFICE: "failed",
        "sl": "sent",
    }
    assert [received.recipients for received in smtp_server.messages] == [[address_of(world, "sl")]]


def test_what_was_sent_and_what_failed_is_in_the_journal(
    world: World, smtp_server: SmtpServer, mail: Settings
) -> None:
    walk = handed_over(world)
    world.note(walk, text="en till")
    work.turn(world.database, world.storage, mail, NOW)
    smtp_server.refused[address_of(world)] = "550 gone"
    world.hand_over(walk, everything=True)
    work.turn(world.database, world.storage, mail, NOW)
    found = []
    with world.reading() as db:
        for letter in letters.newest_first(db):
            found += [line.verb for line in journal.of(db, "letter", letter.id)]
    assert sorted(found) == ["failed", "sent"]


# ── at night ──


def test_a_letter_a_person_just_sent_goes_out_at_night_and_reminders_wait(
    world: World, mail: Settings, smtp_server: SmtpServer
) -> None:
    handed_over(world, now=NIGHT - timedelta(days=31))
    send(world, mail, NIGHT - timedelta(days=31))
    handed_over(world, now=NIGHT)
    done = work.turn(world.database, world.storage, mail, NIGHT)
    assert (done["reminders"], done["letters"]["sent"]) == (1, 1)
    assert [letter.kind for letter in all_letters(world) if letter.state == "written"] == ["reminder"]
    early, morning = NIGHT + timedelta(hours=8, minutes=59), NIGHT + timedelta(hours=9)
    assert send(world, mail, early)["sent"] == 0
    assert send(world, mail, morning)["sent"] == 1
    assert len(smtp_server.messages) == 3


@pytest.mark.parametrize(
    ("hour", "quiet"), [(0, True), (6, True), (7, False), (12, False), (19, False), (20, True), (23, True)]
)
def test_nights_are_the_installations_own(world: World, hour: int, quiet: bool) -> None:
    for month in (1, 7):
        local = datetime(2026, month, 15, hour, 30, tzinfo=world.settings.timezone)
        assert letters.is_quiet(local.astimezone(UTC), world.settings.timezone) is quiet
