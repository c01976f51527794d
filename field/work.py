"""The worker (arbetaren): all that the app does by itself, in one turn. Rows with a due time are the truth;
twice changes nothing.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement
from sqlmodel import Session

from field import following, journal, letters, originals, participants, photos, setbacks, staff
from field.kit import clock, trouble
from field.kit.db import Database
from field.kit.pictures import faces
from field.kit.settings import Settings
from field.kit.storage import Storage, StoreAway
from field.lifecycle import noting, reminding
from field.photos import Photo

log = structlog.get_logger()
EVERY = 2.0
PHOTOS_A_TURN = 20  # letters do not wait behind a thousand photos
LOOKS_A_TURN = 1  # a second or two each
ORIGINALS_A_TURN = 20
ORIGINALS_EVERY = timedelta(hours=1)  # their clock counts days
ALL = 1_000_000
PARTS_KEPT = timedelta(days=7)


def turn(
    database: Database,
    storage: Storage,
    settings: Settings,
    now: datetime,
    *,
    photos_at_most: int = ALL,
    looks_at_most: int = ALL,
    originals_at_most: int = ALL,
) -> dict[str, Any]:
    """One turn of the crank: what is due at `now`, and no more. No line stops another, nor a row of it; what
    failed is tried again, a line in the next turn. Raises where the database is away.
    """

    def told(db: Session, letter: letters.Letter) -> None:
        _tell_letter(db, letter, now)

    lines: dict[str, Callable[[], object]] = {
        "followups_told": lambda: reminding.tell_due_followups(database, settings, now),
        "followers_told": lambda: following.tell_followers(database, settings, now),
        "reminders": lambda: reminding.remind_silent_owners(database, settings, now),
        "letters": lambda: letters.send_due(database, settings, now, told),
        "photos": lambda: develop_photos(database, storage, settings, photos_at_most, now),
        "looked_at": lambda: look_for_faces(database, storage, looks_at_most, now),
        "originals": lambda: originals.destroy_due(
            database, storage, settings.originals_days, now, "worker", originals_at_most
        ),
        "removed": lambda: noting.destroy_removed(database, storage, now),
        "forgotten": lambda: _forget(database, settings, min(now, clock.now())),
    }
    failed: dict[str, Exception] = {}
    done = {name: _line(name, work, failed) for name, work in lines.items()}
    setbacks.count(database, "line", {name: failed.get(name) for name in lines}, now)
    _note_turn(settings.uploads)
    return {**done, "not_done": list(failed)}


NOTHING_DONE: dict[str, object] = {"letters": {"sent": 0, "failed": 0, "later": 0}}


def _line(name: str, work: Callable[[], object], failed: dict[str, Exception]) -> object:
    """What a line did. Photos wait for their store; the rest of the turn does not."""
    try:
        return work()
    except StoreAway as away:
        log.warning("store-away", line=name, said=str(away))
    except Exception as error:  # noqa: BLE001 - whatever it is, the next line has its turn
        trouble.log_it("line-failed", error, line=name)
        failed[name] = error
    return NOTHING_DONE.get(name, 0)


def _tell_letter(db: Session, letter: letters.Letter, now: datetime) -> None:
    journal.write(
        db, now, "worker", letter.state, "letter", letter.id, kind=letter.kind, owner=letter.owner_id
    )
    following.forget_the_told(db, letter)


def develop_photos(
    database: Database, storage: Storage, settings: Settings, limit: int, now: datetime | None = None
) -> int:
    """Facts and copies of photos that have come; how many."""
    now = now or clock.now()
    moment = clock.running_from(now)

    def develop(photo_id: UUID) -> bool:
        with photos.claimed(database, photo_id, photos.UNDEVELOPED, moment()) as photo:
            if photo:
                noting.develop(database, storage, photo, settings.timezone)
            return photo is not None

    waiting = _waiting_photos(database, "photo", photos.UNDEVELOPED, now, limit)
    return setbacks.each(database, "photo", waiting, develop, now, at_most=limit)


def look_for_faces(database: Database, storage: Storage, limit: int, now: datetime | None = None) -> int:
    """Proposes what to paint over, before a person reviews the photo; nothing where the model is not
    installed.
    """
    if not limit or not faces.available():
        return 0
    now = now or clock.now()
    moment = clock.running_from(now)

    def look(photo_id: UUID) -> bool:
        with photos.claimed(database, photo_id, photos.NOT_LOOKED_AT, moment()) as photo:
            if photo:
                photos.propose_boxes(photo, storage)
                _keep_proposed(database, photo)
            return photo is not None

    waiting = _waiting_photos(database, "face", photos.NOT_LOOKED_AT, now, limit)
    return setbacks.each(database, "face", waiting, look, now, at_most=limit)


def _waiting_photos(
    database: Database, what: setbacks.What, work: ColumnElement[bool], now: datetime, limit: int
) -> list[UUID]:
    """So many more as are put off: they take nobody's place."""
    with database.reading() as db:
        return photos.waiting(db, work, now, limit + len(setbacks.of_kind(db, what)))


def _keep_proposed(database: Database, photo: Photo) -> None:
    with database.writing() as db:
        fresh = db.get_one(Photo, photo.id)
        fresh.proposed = photo.proposed
        db.add(fresh)


FORGETTERS: dict[str, Callable[[Session, datetime], None]] = {
    "sign-in": staff.forget_old,
    "tries": participants.forget_tries,
    "setbacks": setbacks.forget_old,
}


def _forget(database: Database, settings: Settings, now: datetime) -> int:
    """What can no longer be used. A turn for a day to come leaves what still works today: nobody is signed
    out by a rehearsal.
    """

    def forget(name: str) -> None:
        with database.writing() as db:
            FORGETTERS[name](db, now)

    folder = settings.uploads / "parts"

    def drop(name: str) -> bool:
        part = folder / name
        old = datetime.fromtimestamp(part.stat().st_mtime, now.tzinfo) < now - PARTS_KEPT
        if old:
            part.unlink(missing_ok=True)
        return old

    setbacks.each(database, "forgetting", FORGETTERS, forget, now)
    parts = setbacks.each(database, "forgetting", [part.name for part in folder.glob("*")], drop, now)
    return parts + following.forget_unconfirmed(database, now)


def _note_turn(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "worker-turned").write_text(clock.now().isoformat())


def last_turn(folder: Path) -> datetime | None:
    """When a worker last finished a turn, inline or beside; None when none ever did."""
    try:
        return clock.parse((folder / "worker-turned").read_text())
    except (OSError, ValueError):
        return None


class Worker(threading.Thread):
    """The crank turned every other second, inside the web process or as `flask work`."""

    def __init__(self, database: Database, storage: Storage, settings: Settings) -> None:
        super().__init__(name="worker", daemon=True)
        self.place = (database, storage, settings)
        self.stop = threading.Event()
        self.asked: datetime | None = None

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                now = clock.now()
                done = turn(
                    *self.place,
                    now,
                    photos_at_most=PHOTOS_A_TURN,
                    looks_at_most=LOOKS_A_TURN,
                    originals_at_most=self._originals(now),
                )
                more = bool(done["photos"] or done["looked_at"])
            except Exception:
                log.exception("turn-failed")
                more = False
            self.stop.wait(0 if more else EVERY)

    def _originals(self, now: datetime) -> int:
        """How many may go in this turn: the question is asked anew each hour, and after the clock has been
        moved.
        """
        if self.asked and timedelta(0) <= now - self.asked < ORIGINALS_EVERY:
            return 0
        self.asked = now
        return ORIGINALS_A_TURN


__all__ = ["Worker", "develop_photos", "last_turn", "turn"]
