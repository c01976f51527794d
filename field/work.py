"""The worker (arbetaren): all that the app does by itself, in one turn. Rows with a due time are the truth;
twice changes nothing.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from field import following, journal, letters, originals, participants, photos, staff
from field.kit import clock
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
    """One turn of the crank: what is due at `now`, and no more."""
    done = {
        "followups_told": reminding.tell_due_followups(database, settings, now),
        "followers_told": following.tell_followers(database, settings, now),
        "reminders": reminding.remind_silent_owners(database, settings, now),
        "letters": letters.send_due(
            database, settings, now, lambda db, letter: _tell_letter(db, letter, now)
        ),
        "photos": _while_store_answers(develop_photos, database, storage, settings, photos_at_most),
        "looked_at": _while_store_answers(look_for_faces, database, storage, looks_at_most),
        "originals": _while_store_answers(
            originals.destroy_due,
            database,
            storage,
            settings.originals_days,
            now,
            "worker",
            originals_at_most,
        ),
    }
    _forget(database, settings, min(now, clock.now()))
    _note_turn(settings.uploads)
    return done


def _while_store_answers(work: Callable[..., int], *given: Any) -> int:
    """Photos wait for their store; the rest of the turn does not."""
    try:
        return work(*given)
    except StoreAway as away:
        log.warning("store-away", said=str(away))
        return 0


def _tell_letter(db: Session, letter: letters.Letter, now: datetime) -> None:
    journal.write(
        db, now, "worker", letter.state, "letter", letter.id, kind=letter.kind, owner=letter.owner_id
    )
    following.forget_the_told(db, letter)


def develop_photos(database: Database, storage: Storage, settings: Settings, limit: int) -> int:
    """Facts and copies of photos that have come. One that fails does not stop the next."""
    with database.reading() as db:
        query = select(Photo).where(
            or_(
                col(Photo.copies) == "new",
                and_(col(Photo.facts_read).is_(False), col(Photo.copies) != "broken"),
            )
        )
        waiting = list(db.exec(query.order_by(col(Photo.kept_at)).limit(limit)))
    done = 0
    for row in waiting:
        try:
            noting.develop(database, storage, row, settings.timezone)
            done += 1
        except FileNotFoundError:
            log.error("photo-bytes-missing", photo=str(row.id))
    return done


def look_for_faces(database: Database, storage: Storage, limit: int) -> int:
    """Proposes what to paint over, before a person reviews the photo; nothing where the model is not
    installed.
    """
    if not faces.available():
        return 0
    with database.reading() as db:
        waiting = photos.not_looked_at(db, limit)
    for row in waiting:
        photos.propose_boxes(row, storage)
        with database.writing() as db:
            fresh = db.get_one(Photo, row.id)
            fresh.proposed = row.proposed
            db.add(fresh)
    return len(waiting)


def _forget(database: Database, settings: Settings, now: datetime) -> None:
    """What can no longer be used. A turn for a day to come leaves what still works today: nobody is signed
    out by a rehearsal.
    """
    with database.writing() as db:
        staff.forget_old(db, now)
        participants.forget_tries(db, now)
        following.forget_unconfirmed(db, now)
    for part in (settings.uploads / "parts").glob("*"):
        if datetime.fromtimestamp(part.stat().st_mtime, now.tzinfo) < now - PARTS_KEPT:
            part.unlink(missing_ok=True)


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
