"""Removal (borttagning): what nobody is told of any more. Its copies go in the worker's next turn, its bytes
and its row a day after it was removed; until then it can be taken back.
"""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from field.kit.db import Database
from field.kit.storage import Storage
from field.photos.keeping import lock_bytes
from field.photos.naming import LOCKED
from field.photos.rows import REMOVED, STANDS, Photo, copies_folder, is_copy_of, original_key

IsHeld = Callable[[Session, Photo], bool]


def with_copies(db: Session) -> list[str]:
    """Hashes of removed photos whose copies are still there."""
    query = select(Photo.sha256).where(Photo.standing == REMOVED, Photo.copies == "ready")
    return list(db.exec(query.distinct()))


def forget_copies(database: Database, storage: Storage, sha256: str) -> bool:
    """May be repeated. Copies that a standing photo of the same bytes has too are its own."""
    with database.writing() as db:
        lock_bytes(db, sha256)
        rows = list(db.exec(select(Photo).where(Photo.sha256 == sha256)))
        removed = [row for row in rows if row.standing == REMOVED and not row.remains]
        if not any(row.standing == STANDS or row.remains for row in rows):
            _delete_copies(storage, sha256)
        for row in removed:
            row.copies = "new"
            db.add(row)
        return bool(removed)


def due(db: Session, now: datetime) -> list[str]:
    query = select(Photo.sha256).where(Photo.standing == REMOVED, col(Photo.removed_at) <= now - LOCKED)
    return list(db.exec(query.distinct()))


def destroy(database: Database, storage: Storage, sha256: str, now: datetime, is_held: IsHeld) -> list[str]:
    """Rows, bytes and copies of what was removed a day ago, but for what is held: the ids of those that went.

    The bytes stay where another row names them."""
    with database.writing() as db:
        lock_bytes(db, sha256)
        rows = list(db.exec(select(Photo).where(Photo.sha256 == sha256)))
        gone = [row for row in rows if _is_due(row, now) and not is_held(db, row)]
        for row in gone:
            db.delete(row)
        db.flush()
        if gone and len(gone) == len(rows):
            _delete_copies(storage, sha256)
            storage.delete(original_key(sha256))
        return [str(row.id) for row in gone]


def _is_due(photo: Photo, now: datetime) -> bool:
    return photo.standing == REMOVED and photo.removed_at is not None and photo.removed_at <= now - LOCKED


def _delete_copies(storage: Storage, sha256: str) -> None:
    for key in [each for each in storage.keys(copies_folder(sha256)) if is_copy_of(each, sha256)]:
        storage.delete(key)
