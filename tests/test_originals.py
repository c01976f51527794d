"""Originals: destroyed by their own clock, which is off until it is set, and only when nothing keeps them; what has gone is no fault."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from field import backup, doctor, migrations, originals, photos, work
from field.findings import Finding
from field.kit.db import Database
from field.kit.storage import FolderStorage
from field.lifecycle import clearing, noting
from field.photos import Photo
from field.walks import PASS_LASTS, Walk
from tests import pictures
from tests.phones import Phone, sha
from tests.web.desk import verbs
from tests.world import ACTOR, NOW, World

DAYS = 90
HEIGHTS = count(800)  # no two photos alike
# The walk is closed at once, so its passes have ended by then.
THEN = NOW + timedelta(days=DAYS + 1)


@dataclass
class Kept:
    """A photo of which nothing more is asked, and its finding."""

    world: World
    walk: Walk
    phone: Phone
    finding: Finding
    photo: Photo
    data: bytes

    @property
    def row(self) -> Photo:
        return self.world.get(self.photo)  # type: ignore[no-any-return]

    @property
    def is_there(self) -> bool:
        return self.world.storage.size(photos.original_key(self.photo.sha256)) is not None

    def destroy(self, now: datetime = THEN, days: int | None = DAYS) -> int:
        return originals.destroy_due(self.world.database, self.world.storage, days, now, "worker", 10)

    def waits_for(self, now: datetime = THEN) -> list[str]:
        with self.world.reading() as db:
            return list(originals.plan(db, self.world.storage, DAYS, now).waiting)


def settled(
    world: World,
    data: bytes | None = None,
    state: str = "approved",
    *,
    close: bool = True,
    hand_over: bool = True,
) -> Kept:
    """Sent, developed, reviewed, in a protocol, its walk closed."""
    walk, data = world.plan(), data or pictures.photo(1200, next(HEIGHTS))
    phone = world.phone(walk)
    finding = world.note(walk, photos=[sha(data)])
    mime = "image/jpeg" if data.startswith(b"\xff\xd8") else "audio/webm"
    assert phone.put_photo(finding.id, data, mime=mime).status_code == 201
    work.develop_photos(world.database, world.storage, world.settings, 10)
    with world.writing() as db:
        photo = photos.by_hash(db, finding.id, sha(data))
        assert photo
        if state != "awaits":
            clearing.review_photo(db, photo, state, NOW, ACTOR)
    if hand_over:
        world.hand_over(walk, everything=True)
    if close:
        world.close(walk)
    return Kept(world, walk, phone, finding, photo, data)


def rehearse(world: World, days: int = DAYS, now: datetime = THEN) -> dict[str, Any]:
    with world.writing() as db:
        return originals.rehearse(db, world.storage, days, now, ACTOR).as_dict()


@pytest.fixture
def kept(world: World) -> Kept:
    made = settled(world)
    rehearse(world)
    return made


# ── what goes, and what stays in its place ──


def test_an_original_that_nothing_keeps_goes_and_its_copies_stay(kept: Kept) -> None:
    large, small = (photos.copy_bytes(kept.row, kept.world.storage, size) for size in ("large", "small"))
    assert kept.destroy() == 1
    assert not kept.is_there
    assert kept.row.destroyed_at == THEN
    assert [photos.copy_bytes(kept.row, kept.world.storage, size) for size in ("large", "small")] == [
        large,
        small,
    ]
    assert verbs(kept.world, kept.photo.id) == ["photo-kept", "photo-approved", "original-destroyed"]
    assert doctor.examine(kept.world.database, kept.world.storage, NOW) == []
    assert kept.destroy() == 0


def test_a_rejected_photos_original_goes_too(world: World) -> None:
    kept = settled(world, state="rejected")
    rehearse(world)
    assert kept.destroy() == 1


def test_a_copy_from_before_something_was_painted_over_goes_with_the_original(kept: Kept) -> None:
    unpainted = kept.row.copy_key("large")
    with kept.world.writing() as db:
        clearing.review_photo(db, db.get_one(Photo, kept.photo.id), "awaits", NOW, ACTOR)
        clearing.review_photo(
            db, db.get_one(Photo, kept.photo.id), "approved", NOW, ACTOR, [[0.1, 0.1, 0.5, 0.5]]
        )
    work.develop_photos(kept.world.database, kept.world.storage, kept.world.settings, 10)
    assert kept.world.storage.size(unpainted)
    kept.destroy()
    assert kept.world.storage.size(unpainted) is None
    assert kept.world.storage.size(kept.row.copy_key("large"))


def test_more_can_be_painted_over_in_what_remains(kept: Kept) -> None:
    kept.destroy()
    with kept.world.writing() as db:
        clearing.review_photo(
            db, db.get_one(Photo, kept.photo.id), "awaits", NOW, ACTOR, [[0.0, 0.0, 0.5, 0.5]]
        )
    work.develop_photos(kept.world.database, kept.world.storage, kept.world.settings, 10)
    assert (kept.row.copies, kept.row.width) == ("ready", 1200)
    assert photos.copy_bytes(kept.row, kept.world.storage, "large") != kept.world.storage.get(
        kept.row.remains
    )


# ── what keeps an original: each rule alone ──


def test_the_clock_is_off_until_it_is_set(kept: Kept) -> None:
    assert kept.world.settings.originals_days is None
    assert kept.destroy(days=None) == 0
    work.turn(kept.world.database, kept.world.storage, kept.world.settings, THEN)
    assert kept.is_there


def test_the_workers_turn_destroys_when_the_clock_is_set(kept: Kept) -> None:
    on = replace(kept.world.settings, originals_days=DAYS)
    assert work.turn(kept.world.database, kept.world.storage, on, THEN)["originals"] == 1
    assert not kept.is_there


def test_nothing_goes_before_somebody_was_shown_it_with_this_very_number_of_days(world: World) -> None:
    kept = settled(world)
    assert kept.destroy() == 0
    shown = rehearse(world, DAYS - 1)
    assert [each["sha256"] for each in shown["due"]] == [kept.photo.sha256]
    assert (kept.destroy(), kept.is_there) == (0, True)
    rehearse(world, DAYS)
    assert kept.destroy() == 1


def test_nothing_goes_before_its_day(kept: Kept) -> None:
    assert kept.waits_for(NOW + timedelta(days=DAYS, seconds=-1)) == []
    assert kept.destroy(NOW + timedelta(days=DAYS, seconds=-1)) == 0
    with kept.world.writing() as db:
        db.get_one(Photo, kept.photo.id).reviewed_at = NOW + timedelta(days=2)
    assert kept.waits_for() == ["too-early"]
    assert kept.destroy() == 0
    assert kept.destroy(NOW + timedelta(days=DAYS + 2)) == 1


def no_review(world: World) -> Kept:
    return settled(world, state="awaits")


def no_protocol(world: World) -> Kept:
    return settled(world, hand_over=False)


def removed_before_any_protocol(world: World) -> Kept:
    made = settled(world, hand_over=False)
    with world.writing() as db:
        db.get_one(Finding, made.finding.id).move("removed")
    return made


def held_back(world: World) -> Kept:
    """Its walk has a protocol, but the point is not in it."""
    made = settled(world, hand_over=False)
    other = world.note(made.walk)
    with world.writing() as db:
        clearing.hold(db, db.get_one(Finding, made.finding.id), "oklart", NOW, ACTOR)
    world.hand_over(made.walk, everything=True)
    assert world.get(other).state == "frozen"
    return made


def walk_not_closed(world: World) -> Kept:
    return settled(world, close=False)


def passes_still_work(world: World) -> Kept:
    made = settled(world, close=False)
    world.close(made.walk, at=THEN - PASS_LASTS)
    return made


def no_large_copy(world: World) -> Kept:
    made = settled(world)
    world.storage.delete(made.photo.copy_key("large"))
    return made


def half_a_small_copy(world: World) -> Kept:
    made = settled(world)
    whole = world.storage.get(made.photo.copy_key("small"))
    world.storage.put(made.photo.copy_key("small"), whole[: len(whole) // 2])
    return made


def copies_that_could_not_be_made(world: World) -> Kept:
    made = settled(world)
    with world.writing() as db:
        db.get_one(Photo, made.photo.id).copies = "broken"
    return made


def legal_hold(world: World) -> Kept:
    made = settled(world)
    with world.writing() as db:
        originals.hold(db, db.get_one(Walk, made.walk.id), "begärd av domstol", NOW, ACTOR)
    return made


def voice_note(world: World) -> Kept:
    return settled(world, pictures.voice_webm(2), state="awaits")


def same_bytes_elsewhere(world: World) -> Kept:
    made = settled(world)
    settled(world, made.data, state="awaits")
    return made


KEEPS: list[tuple[Callable[[World], Kept], str]] = [
    (no_review, "not-reviewed"),
    (no_protocol, "not-in-protocol"),
    (removed_before_any_protocol, "not-in-protocol"),
    (held_back, "not-in-protocol"),
    (walk_not_closed, "walk-open"),
    (passes_still_work, "walk-open"),
    (no_large_copy, "no-copy"),
    (half_a_small_copy, "no-copy"),
    (copies_that_could_not_be_made, "no-copy"),
    (legal_hold, "legal-hold"),
    (voice_note, "voice"),
    (same_bytes_elsewhere, "shared"),
]


def test_each_of_these_keeps_an_original(world: World) -> None:
    kept = {how.__name__: how(world) for how, _code in KEEPS}
    shown = rehearse(world)
    assert [
        name for name, each in kept.items() if each.photo.sha256 in {due["sha256"] for due in shown["due"]}
    ] == []
    # The other row of the same bytes awaits its review.
    assert shown["waiting"] == Counter([code for _how, code in KEEPS] + ["not-reviewed"])
    assert kept["no_review"].destroy() == 0
    assert [name for name, each in kept.items() if not each.is_there or each.row.remains] == []


def test_the_rule_is_asked_again_when_the_deed_is_decided(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hold set after the list was made still holds."""
    decide = originals._decide

    def hold_first(*given: Any) -> None:
        with kept.world.writing() as db:
            originals.hold(db, db.get_one(Walk, kept.walk.id), "nyss begärd", NOW, ACTOR)
        decide(*given)

    monkeypatch.setattr(originals, "_decide", hold_first)
    assert (kept.destroy(), kept.is_there) == (0, True)


def test_a_hold_on_the_points_own_walk_holds_what_was_sent_to_it_later(world: World) -> None:
    """The owner's picture, and that of a walk back, are evidence too."""
    kept = settled(world)
    later = world.plan()
    world.close(later)
    world.note(later)
    world.hand_over(later, everything=True)
    with world.writing() as db:
        db.get_one(Photo, kept.photo.id).walk_id = later.id
        originals.hold(db, db.get_one(Walk, kept.walk.id), "begärd", NOW, ACTOR)
    assert kept.waits_for() == ["legal-hold"]


def test_a_lifted_hold_lets_the_clock_go_on(kept: Kept) -> None:
    with kept.world.writing() as db:
        originals.hold(db, db.get_one(Walk, kept.walk.id), "begärd", NOW, ACTOR)
    assert kept.destroy() == 0
    for _ in range(2):
        with kept.world.writing() as db:
            originals.lift(db, db.get_one(Walk, kept.walk.id), "avslutat", NOW, ACTOR)
    assert kept.destroy() == 1
    assert [each for each in verbs(kept.world, kept.walk.id) if each.startswith("hold")] == [
        "hold-set",
        "hold-lifted",
    ]


def test_bytes_of_two_rows_go_together(world: World) -> None:
    one = settled(world)
    two = settled(world, one.data)
    rehearse(world)
    assert (one.destroy(), one.is_there) == (1, False)
    assert one.row.destroyed_at == two.row.destroyed_at == THEN


# ── afterwards ──


def test_a_phone_is_told_that_it_was_kept_and_nothing_comes_back(kept: Kept) -> None:
    kept.destroy()
    kept.world.clock(NOW + timedelta(days=1))  # a pass that still works
    assert kept.phone.receipt(kept.finding.id).json["photos"] == [kept.photo.sha256]
    assert kept.phone.head_photo(kept.finding.id, kept.photo.sha256).headers["Upload-Offset"] == str(
        len(kept.data)
    )
    assert kept.phone.put_photo(kept.finding.id, kept.data).status_code == 200
    half = len(kept.data) // 2
    assert (
        kept.phone.patch_photo(
            kept.finding.id, kept.photo.sha256, kept.data[:half], 0, len(kept.data)
        ).status_code
        == 200
    )
    with kept.world.reading() as db:
        assert noting.missing(db, db.get_one(Finding, kept.finding.id), [kept.photo.sha256]) == []
    assert not kept.is_there


def test_the_same_picture_of_another_point_is_kept_anew(kept: Kept) -> None:
    kept.destroy()
    other = settled(kept.world, kept.data, state="awaits")
    assert other.is_there
    assert kept.world.storage.get(photos.original_key(other.photo.sha256)) == kept.data
    assert (kept.destroy(), other.is_there) == (0, True)
    assert doctor.examine(kept.world.database, kept.world.storage, NOW) == []


def test_a_turn_cut_short_is_finished_by_the_next(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(_self: FolderStorage, _key: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(FolderStorage, "delete", dies)
        with pytest.raises(KeyboardInterrupt):
            kept.destroy()
    assert (kept.is_there, bool(kept.row.remains), kept.row.destroyed_at) == (True, True, None)
    assert kept.destroy() == 1
    assert (kept.is_there, kept.row.destroyed_at) == (False, THEN)


def test_bytes_that_another_point_has_got_meanwhile_stay(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(originals, "_do", lambda *_given: None)
        kept.destroy()
    other = settled(kept.world, kept.data, state="awaits")
    kept.destroy()
    assert (other.is_there, kept.row.destroyed_at, other.row.destroyed_at) == (True, THEN, None)


def test_the_doctor_misses_the_copy_in_its_place_and_sees_an_original_that_came_back(kept: Kept) -> None:
    kept.destroy()
    key = photos.original_key(kept.photo.sha256)
    kept.world.storage.put(key, kept.data)
    assert doctor.examine(kept.world.database, kept.world.storage, NOW) == [
        f"store: {key} is there, but photo {kept.photo.id} says that it was destroyed"
    ]
    kept.world.storage.delete(key)
    kept.world.storage.delete(kept.row.remains)
    (fault,) = doctor.examine(kept.world.database, kept.world.storage, NOW)
    assert fault.startswith(
        f"photo {kept.photo.id}: its original is destroyed, and the copy in its place is missing"
    )


@pytest.mark.slow
def test_a_backup_holds_what_remains_and_it_is_put_back(
    kept: Kept, empty_database_url: str, tmp_path: Any
) -> None:
    kept.destroy()
    large = photos.copy_bytes(kept.row, kept.world.storage, "large")
    made = backup.backup(kept.world.database, kept.world.storage, tmp_path / "copy", NOW)
    assert (made["files"], made["lost"]) == (1, [])
    database, storage = (
        Database(empty_database_url.replace("strak.db", "restored.db")),
        FolderStorage(tmp_path / "restored"),
    )
    migrations.upgrade(database)
    backup.restore(database, storage, kept.world.settings, tmp_path / "copy", NOW)
    work.develop_photos(database, storage, kept.world.settings, 10)
    with database.reading() as db:
        row = db.get_one(Photo, kept.photo.id)
    assert [bool(photos.copy_bytes(row, storage, size)) for size in ("large", "small")] == [True, True]
    assert photos.copy_bytes(row, storage, "large") == large
    assert doctor.examine(database, storage, NOW) == []
    database.close()


def test_what_nobody_may_look_at_needs_no_review(world: World) -> None:
    """A removed point's photo stands in no queue: it would else be kept for ever."""
    kept = settled(world, state="awaits", close=False, hand_over=False)
    world.note(kept.walk)
    with world.writing() as db:
        db.get_one(Finding, kept.finding.id).move("removed")
    world.hand_over(kept.walk, everything=True)
    world.close(kept.walk)
    rehearse(world)
    assert kept.destroy() == 1


def test_what_was_read_from_the_file_is_still_known(world: World) -> None:
    kept = settled(world, pictures.photo(1200, 800, gps=pictures.RINKEBY_GPS))
    rehearse(world)
    kept.destroy()
    assert (kept.row.lat, kept.row.lon) == pytest.approx(pictures.RINKEBY, abs=1e-5)
