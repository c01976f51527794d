"""Nothing stops another: of each kind of work one row fails for good, and the others of its kind go through in the same turn."""

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from field import doctor, followers, following, letters, originals, photos, setbacks, staff, work
from field.findings import Finding
from field.followers import Follower
from field.followups import FollowUp
from field.handovers import OwnerLink
from field.kit.db import Database
from field.kit.storage import Storage
from field.letters import Letter, sending
from field.photos import Photo
from field.setbacks import Setback
from field.staff import SignInLink, Staff
from tests import pictures
from tests.test_originals import DAYS, THEN, rehearse, settled
from tests.tools.planting import mend, refuse
from tests.world import NOW, World

HOUR = timedelta(hours=1)
DUE = datetime(2026, 11, 12, 8, tzinfo=UTC)


def turn(world: World, now: datetime = NOW, **more: Any) -> dict[str, Any]:
    return work.turn(world.database, world.storage, world.settings, now, **{"looks_at_most": 0} | more)


def kept(world: World) -> dict[tuple[str, str], int]:
    """Each setback and how often it has been tried."""
    with world.reading() as db:
        return {(row.what, row.about): row.tries for row in setbacks.everything(db)}


def rows(world: World, table: Any) -> list[Any]:
    with world.reading() as db:
        return list(db.exec(select(table)))


def handed_over(world: World, points: int = 1) -> list[Finding]:
    walk = world.plan()
    made = [world.note(walk, text=str(nr)) for nr in range(points)]
    for each in made:
        world.give(each, "trafikkontoret")
    world.hand_over(walk, everything=True)
    return [world.get(each) for each in made]


def photographed(world: World, count: int) -> list[Photo]:
    walk = world.plan()
    phone, finding = world.phone(walk), world.note(walk)
    for nr in range(count):
        world.name_photo(finding.id, pictures.photo(320, 240 + nr))
        phone.put_photo(finding.id, pictures.photo(320, 240 + nr))
    return sorted(rows(world, Photo), key=lambda each: each.kept_at)


# ── one of each kind ──


def test_a_photo_that_fails_waits_an_hour_and_the_others_get_their_copies(world: World) -> None:
    bad, *_good = photographed(world, 3)
    refuse(world.database, "UPDATE OF copies", "photo", f"OLD.id = '{bad.id.hex}'")
    assert turn(world)["photos"] == 2
    assert Counter(each.copies for each in rows(world, Photo)) == {"ready": 2, "new": 1}
    assert kept(world) == {("photo", str(bad.id)): 1}
    assert turn(world, NOW + HOUR / 2)["photos"] == 0
    assert kept(world) == {("photo", str(bad.id)): 1}, "not tried again before the hour is over"
    turn(world, NOW + HOUR)
    assert kept(world) == {("photo", str(bad.id)): 2}
    mend(world.database, "photo")
    assert turn(world, NOW + 2 * HOUR)["photos"] == 1
    assert kept(world) == {}


def test_photos_that_fail_take_nobodys_place_in_a_turn(world: World) -> None:
    bad, also_bad, _good = photographed(world, 3)
    ids = f"('{bad.id.hex}', '{also_bad.id.hex}')"
    refuse(world.database, "UPDATE OF copies", "photo", f"OLD.id IN {ids}")
    assert [turn(world, photos_at_most=1)["photos"] for _ in range(3)] == [0, 0, 1]


def test_a_photo_without_its_bytes_is_tried_each_hour_and_not_in_each_turn(world: World) -> None:
    bad, _good = photographed(world, 2)
    world.storage.delete(bad.key)
    assert turn(world)["photos"] == 1
    turn(world)
    assert kept(world) == {("photo", str(bad.id)): 1}


def test_a_photo_in_which_no_faces_can_be_looked_for_stops_no_other(world: World) -> None:
    bad, good = photographed(world, 2)
    turn(world)
    refuse(world.database, "UPDATE OF proposed", "photo", f"OLD.id = '{bad.id.hex}'")
    assert turn(world, looks_at_most=2)["looked_at"] == 1
    assert world.get(good).proposed is not None
    assert kept(world) == {("face", str(bad.id)): 1}


def test_a_letter_that_cannot_be_claimed_stops_no_other(world: World) -> None:
    for _ in range(3):
        handed_over(world)
    bad = min(rows(world, Letter), key=lambda each: each.id)
    refuse(world.database, "UPDATE OF tries", "letter", f"OLD.id = '{bad.id.hex}'")
    assert turn(world)["letters"]["sent"] == 2
    assert kept(world) == {("letter", str(bad.id)): 1}
    mend(world.database, "letter")
    assert turn(world, NOW + HOUR)["letters"]["sent"] == 1
    assert kept(world) == {}


def test_a_letter_that_nobody_can_write_out_stops_no_other_and_needs_a_person_after_eight_tries(
    world: World,
) -> None:
    for _ in range(2):
        handed_over(world)
    bad = min(rows(world, Letter), key=lambda each: each.id)
    with world.writing() as db:
        db.get_one(Letter, bad.id).link_purpose = "nowhere"
    assert turn(world)["letters"] == {"sent": 1, "failed": 0, "later": 0}
    assert (world.get(bad).state, kept(world)) == ("written", {("letter", str(bad.id)): 1})
    for nr in range(1, letters.GIVE_UP_AFTER):
        turn(world, NOW + nr * HOUR)
    assert (world.get(bad).state, world.get(bad).error, kept(world)) == ("failed", "KeyError", {})


def test_a_sent_letter_that_cannot_be_told_of_is_not_sent_again_but_told_of_later(world: World) -> None:
    for _ in range(2):
        handed_over(world)
    bad, heard, broken = min(rows(world, Letter), key=lambda each: each.id), [], [True]

    def told(_db: object, letter: Letter) -> None:
        if letter.id == bad.id and broken:
            raise ValueError("nobody listens")
        heard.append(letter.id)

    def send(now: datetime) -> int:
        return letters.send_due(world.database, world.settings, now, told)["sent"]

    assert [send(NOW), send(NOW + HOUR)] == [2, 0]
    assert (world.get(bad).state, world.get(bad).tries) == ("sent", 1)
    assert kept(world) == {("told", str(bad.id)): 2}
    broken.clear()
    send(NOW + 2 * HOUR)
    assert sorted(heard) == sorted(each.id for each in rows(world, Letter))
    assert kept(world) == {}


def test_a_followup_that_cannot_be_told_stops_no_other_and_is_told_when_it_can(world: World) -> None:
    handed_over(world, points=3)
    bad = rows(world, FollowUp)[0]
    refuse(world.database, "UPDATE OF state", "follow_up", f"OLD.id = '{bad.id.hex}'")
    assert turn(world, DUE)["followups_told"] == 2
    assert Counter(each.state for each in rows(world, FollowUp)) == {"due": 2, "waiting": 1}
    assert kept(world) == {("follow_up", str(bad.id)): 1}
    assert turn(world, DUE)["followups_told"] == 0
    mend(world.database, "follow_up")
    assert turn(world, DUE + HOUR)["followups_told"] == 1
    assert [each.kind for each in rows(world, Letter)].count("followups_due") == 2
    assert kept(world) == {}


def test_a_coordinator_who_cannot_be_written_to_stops_no_other(world: World) -> None:
    with world.writing() as db:
        db.add(bad := Staff(email="fel@strak.example"))
    handed_over(world)
    refuse(world.database, "INSERT", "letter", "NEW.to_email = 'fel@strak.example'")
    assert turn(world, DUE)["followups_told"] == 1
    told = [each.to_email for each in rows(world, Letter) if each.kind == "followups_due"]
    assert told == ["samordnare@strak.example"]
    assert kept(world) == {("person", str(bad.id)): 1}


def test_where_nobody_at_all_can_be_written_to_nothing_has_been_told(world: World) -> None:
    handed_over(world)
    refuse(world.database, "INSERT", "letter", "NEW.kind = 'followups_due'")
    assert turn(world, DUE)["not_done"] == ["followups_told"]
    assert {each.state for each in rows(world, FollowUp)} == {"waiting"}
    mend(world.database, "letter")
    assert turn(world, DUE)["followups_told"] == 1, "a whole line is not put off"


def test_a_reminder_that_cannot_be_written_stops_no_other(world: World) -> None:
    for _ in range(3):
        handed_over(world)
    bad = rows(world, OwnerLink)[0]
    refuse(world.database, "INSERT", "letter", f"NEW.kind = 'reminder' AND NEW.link_row = '{bad.id.hex}'")
    assert turn(world, NOW + timedelta(days=31))["reminders"] == 2
    assert kept(world) == {("reminder", str(bad.id)): 1}
    mend(world.database, "letter")
    assert turn(world, NOW + timedelta(days=31, hours=1))["reminders"] == 1
    assert kept(world) == {}


def asked(world: World, finding: Finding, *emails: str) -> dict[str, Follower]:
    with world.writing() as db:
        for email in emails:
            following.ask(db, world.settings, email, "sv", db.get_one(Finding, finding.id), NOW)
    return {each.email: each for each in rows(world, Follower)}


def test_a_follower_who_cannot_be_told_stops_no_other(world: World) -> None:
    (finding,) = handed_over(world)
    people = asked(world, finding, "a@strak.example", "b@strak.example", "c@strak.example")
    with world.writing() as db:
        for each in people.values():
            row = db.get_one(Follower, each.id)
            following.confirm(db, row, world.settings, NOW)
            row.told = {}  # as if it had been published since
    bad = people["a@strak.example"]
    refuse(world.database, "UPDATE", "follower", f"OLD.id = '{bad.id.hex}'")
    morning = NOW + timedelta(days=1)
    assert turn(world, morning)["followers_told"] == 2
    assert kept(world) == {("follower", str(bad.id)): 1}
    mend(world.database, "follower")
    assert turn(world, morning + HOUR)["followers_told"] == 1
    assert kept(world) == {}


@pytest.mark.parametrize("step", ["remains", "destroyed_at"])
def test_an_original_that_cannot_be_destroyed_stops_no_other(world: World, step: str) -> None:
    bad, good = settled(world), settled(world)
    rehearse(world)
    refuse(world.database, f"UPDATE OF {step}", "photo", f"OLD.id = '{bad.photo.id.hex}'")
    assert bad.destroy() == 1
    assert (world.get(bad.photo).destroyed_at, good.is_there) == (None, False)
    assert kept(world) == {("original", bad.photo.sha256): 1}
    mend(world.database, "photo")
    assert bad.destroy(THEN + HOUR) == 1
    assert (bad.is_there, kept(world)) == (False, {})


def test_an_original_that_cannot_be_judged_stops_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = settled(world), settled(world)
    rehearse(world)
    judge = originals._unsettled

    def fail(photo: Photo, known: Any) -> str:
        if photo.id == bad.photo.id:
            raise KeyError(photo.id)
        return judge(photo, known)

    monkeypatch.setattr(originals, "_unsettled", fail)
    assert bad.destroy() == 1
    assert (bad.is_there, good.is_there) == (True, False)


def test_what_cannot_be_forgotten_stops_nothing_else_that_is_to_be(world: World) -> None:
    (finding,) = handed_over(world)
    people = asked(world, finding, "a@strak.example", "b@strak.example")
    bad = people["a@strak.example"]
    with world.writing() as db:
        person = db.exec(select(Staff)).one()
        staff.new_link(db, world.settings.secret_key, person, NOW)
    refuse(world.database, "DELETE", "follower", f"OLD.id = '{bad.id.hex}'")
    world.clock(later := NOW + followers.UNCONFIRMED_LASTS + timedelta(days=2))
    assert turn(world, later)["forgotten"] == 1
    assert [each.email for each in rows(world, Follower)] == ["a@strak.example"]
    assert rows(world, SignInLink) == []
    assert kept(world) == {("forgetting", str(bad.id)): 1}


def test_sessions_that_cannot_be_forgotten_stop_no_other_forgetting(world: World) -> None:
    with world.writing() as db:
        person = db.exec(select(Staff)).one()
        staff.new_link(db, world.settings.secret_key, person, NOW)
        db.add(Setback(what="photo", about="gone", tries=3, first_at=NOW, next_at=NOW))
    refuse(world.database, "DELETE", "sign_in_link", "OLD.id IS NOT NULL")
    world.clock(later := NOW + timedelta(days=9))
    turn(world, later)
    assert kept(world) == {("forgetting", "sign-in"): 1}, "and what nobody tries any more is forgotten"


# ── a whole line ──


def test_a_line_that_fails_stops_no_other_and_is_tried_in_each_turn(world: World) -> None:
    handed_over(world)
    photographed(world, 1)
    rename(world, "follower", "elsewhere")
    done = turn(world)
    assert (done["not_done"], done["letters"]["sent"], done["photos"]) == (
        ["followers_told", "forgotten"],
        1,
        1,
    )
    turn(world)
    assert kept(world) == {("line", "followers_told"): 2, ("line", "forgotten"): 2}
    rename(world, "elsewhere", "follower")
    assert turn(world)["not_done"] == []
    assert kept(world) == {}


def rename(world: World, old: str, new: str) -> None:
    with world.writing() as db:
        db.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))


def test_a_turn_without_a_database_is_no_turn(world: World) -> None:
    nowhere = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(OperationalError):
        work.turn(nowhere, world.storage, world.settings, NOW, looks_at_most=0)
    nowhere.close()
    assert work.last_turn(world.settings.uploads) is None


def test_a_full_disk_is_nobodys_setback(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    photographed(world, 2)

    def full(_key: str, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(world.storage, "put", full)
    assert turn(world)["not_done"] == ["photos"]
    assert kept(world) == {("line", "photos"): 1}
    monkeypatch.undo()
    assert turn(world)["photos"] == 2


# ── what is put off, and until when ──


def fail(_item: object) -> None:
    raise ValueError("a@strak.example wrote this")


def test_what_failed_is_logged_with_kind_id_and_class_and_without_its_words(world: World) -> None:
    with structlog.testing.capture_logs() as lines:
        setbacks.each(world.database, "photo", ["abc"], fail, NOW)
    (line,) = lines
    assert (line["log_level"], line["what"], line["about"], line["error"]) == (
        "error",
        "photo",
        "abc",
        "ValueError",
    )
    assert line["where"][-1].endswith(" fail")
    assert "strak.example" not in str(lines)


def test_what_was_put_off_by_a_clock_that_has_been_put_back_is_tried_at_once(world: World) -> None:
    setbacks.each(world.database, "photo", ["abc"], fail, NOW + timedelta(days=200))
    assert setbacks.each(world.database, "photo", ["abc"], bool, NOW) == 1


def test_what_another_held_for_too_long_is_soon_tried_again(world: World) -> None:
    walk = world.plan()

    def collide(_item: object) -> None:
        with world.writing() as db:
            db.execute(text("INSERT INTO walk SELECT * FROM walk"))

    setbacks.each(world.database, "reminder", [walk.id], collide, NOW)
    (row,) = rows(world, Setback)
    assert row.next_at == NOW + timedelta(minutes=1)


def test_every_kind_of_work_has_its_words() -> None:
    assert set(get_args(setbacks.What)) == set(setbacks.WORDS)


def test_the_doctor_names_what_is_put_off(world: World) -> None:
    setbacks.each(world.database, "photo", ["abc"], fail, NOW)
    assert doctor.examine(world.database, world.storage, NOW) == [
        "photo abc: put off, failed 1 times since 2026-05-12 16:00 (ValueError)"
    ]


# ── one worker at a time ──


class Counted:
    """A store that counts what is laid into it."""

    def __init__(self, store: Storage) -> None:
        self.store, self.put_keys = store, Counter[str]()

    def put(self, key: str, data: bytes) -> None:
        self.put_keys[key] += 1
        self.store.put(key, data)

    def get(self, key: str) -> bytes:
        return self.store.get(key)

    def size(self, key: str) -> int | None:
        return self.store.size(key)

    def delete(self, key: str) -> None:
        self.store.delete(key)

    def keys(self, prefix: str) -> Iterator[str]:
        return self.store.keys(prefix)


def test_three_workers_make_each_copy_once(world: World) -> None:
    photographed(world, 6)
    store, start, done = Counted(world.storage), threading.Barrier(3), []

    def develop() -> None:
        start.wait(20)
        done.append(work.develop_photos(world.database, store, world.settings, 20, NOW))

    threads = [threading.Thread(target=develop) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(done) == 6
    assert len(store.put_keys) == 12
    assert set(store.put_keys.values()) == {1}


def test_a_claim_ends_with_the_work_and_by_itself_where_a_worker_died(world: World) -> None:
    photo, _other = photographed(world, 2)
    with world.writing() as db:
        db.get_one(Photo, photo.id).claimed_at = NOW
    assert turn(world, NOW + timedelta(minutes=1))["photos"] == 1
    assert turn(world, NOW + photos.CLAIM_LASTS + timedelta(seconds=1))["photos"] == 1
    assert [each.claimed_at for each in rows(world, Photo)] == [None, None]


def test_a_letter_is_claimed_from_the_moment_itself(world: World) -> None:
    for _ in range(2):
        handed_over(world)

    def told(_db: object, _letter: Letter) -> None:
        threading.Event().wait(0.1)

    letters.send_due(world.database, world.settings, NOW, told)
    first, second = sorted(each.claimed_at for each in rows(world, Letter))
    assert second - first >= timedelta(seconds=0.1), "a claim lasts from when it was made"
    assert first - NOW < sending.STUCK


def test_the_originals_clock_of_the_turn_has_its_guard_too(world: World) -> None:
    bad, good = settled(world), settled(world)
    rehearse(world)
    refuse(world.database, "UPDATE OF remains", "photo", f"OLD.id = '{bad.photo.id.hex}'")
    settings = replace(world.settings, originals_days=DAYS)
    done = work.turn(world.database, world.storage, settings, THEN, looks_at_most=0)
    assert (done["originals"], done["not_done"], good.is_there) == (1, [], False)
