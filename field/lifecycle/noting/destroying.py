"""Removed (borttaget): pictures that nobody is told of any more lose their copies at once, and a day later
themselves. The journal says that one went, never what was in it.
"""

from datetime import datetime

from sqlmodel import Session

from field import journal, photos, setbacks
from field.kit.db import Database
from field.kit.storage import Storage
from field.photos import Photo
from field.walks import Walk


def destroy_removed(database: Database, storage: Storage, now: datetime) -> int:
    """How many pictures' bytes or copies went. Twice changes nothing; a legal hold on the walk keeps them."""
    with database.reading() as db:
        waiting, due = photos.removal.with_copies(db), photos.removal.due(db, now)

    def forget(sha256: str) -> bool:
        return photos.removal.forget_copies(database, storage, sha256)

    def destroy(sha256: str) -> bool:
        return _destroy(database, storage, sha256, now)

    return setbacks.each(database, "removed", waiting, forget, now) + setbacks.each(
        database, "removed", due, destroy, now
    )


def _destroy(database: Database, storage: Storage, sha256: str, now: datetime) -> bool:
    gone = photos.removal.destroy(database, storage, sha256, now, _is_held)
    with database.writing() as db:
        for photo_id in gone:
            journal.write(db, now, "worker", "photo-destroyed", "photo", photo_id)
    return bool(gone)


def _is_held(db: Session, photo: Photo) -> bool:
    return bool(db.get_one(Walk, photo.walk_id).legal_hold)
