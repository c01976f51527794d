"""Keeping (att behålla): the bytes are stored before the row that names them, so a row is never without its
bytes.
"""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Table, bindparam, insert
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel, select

from field.kit.ready import Driver, Ready
from field.kit.storage import Storage
from field.photos.rows import Photo, by_hash, original_key

PHOTO: Table = SQLModel.metadata.tables["photo"]
# Made once: what happens with every upload builds no statements.
HOLDING = Ready(
    columns(PHOTO.c.target_id, PHOTO.c.walk_id, PHOTO.c.remains)
    .where(PHOTO.c.sha256 == bindparam("sha"))
    .with_for_update()
)
KEEPING = Ready(insert(PHOTO).values({each.name: bindparam(each.name) for each in PHOTO.c}))
NEW = {
    name: told.default
    for name, told in Photo.model_fields.items()
    if not told.is_required() and told.default_factory is None
}


def keep(
    db: Session,
    storage: Storage,
    *,
    walk_id: UUID,
    target_id: UUID,
    sha256: str,
    mime: str,
    data: bytes,
    now: datetime,
) -> tuple[Photo, bool]:
    """Bytes first, durable, then the row: (photo, whether it is new). May be repeated; what was destroyed
    does not come back by it.
    """
    row = by_hash(db, target_id, sha256)
    if row is not None:
        if not row.remains and storage.size(row.key) != len(data):
            storage.put(row.key, data)
        return row, False
    if not _is_named(db, sha256) or storage.size(original_key(sha256)) != len(data):
        storage.put(original_key(sha256), data)
    row = Photo(walk_id=walk_id, target_id=target_id, sha256=sha256, mime=mime, size=len(data), kept_at=now)
    db.add(row)
    db.flush()
    return row, True


def lay_down(storage: Storage, sha256: str, data: bytes) -> None:
    """The bytes alone, durable, while no transaction is open: disks and buckets take their time, and the
    others need not wait for it.
    """
    storage.put(original_key(sha256), data)


class HeldBytes(NamedTuple):
    """A row that names some bytes, as far as keeping them goes."""

    target_id: UUID
    walk_id: UUID
    remains: str


def holding(driver: Driver, sha256: str) -> list[HeldBytes]:
    """All rows that name these bytes, locked as by `lock_bytes`."""
    return [HeldBytes(*row) for row in driver.rows(HOLDING, sha=sha256)]


def note_kept(
    driver: Driver, storage: Storage, *, vouched: bool, sha256: str, data: bytes, **told: Any
) -> UUID:
    """The row of a photo that is new to its target: its id. `told` are the row's own columns.

    `vouched`: another row names the bytes, or they were laid down a moment ago; they are looked for once
    more, since only now nobody
    can destroy them.
    """
    if not vouched or storage.size(original_key(sha256)) != len(data):
        storage.put(original_key(sha256), data)
    photo_id = uuid4()
    driver.change(
        KEEPING,
        **{
            **NEW,
            "id": photo_id,
            "public_id": uuid4(),
            "sha256": sha256,
            "size": len(data),
            "boxes": [],
            **told,
        },
    )
    return photo_id


def heal(storage: Storage, held: HeldBytes, sha256: str, data: bytes) -> None:
    """Sent again: bytes that were lost are written anew; what was destroyed does not come back by it."""
    if not held.remains and storage.size(original_key(sha256)) != len(data):
        storage.put(original_key(sha256), data)


def _is_named(db: Session, sha256: str) -> bool:
    """Whether a row vouches for the bytes. A file without one may be left from a crash, its name not on disk
    yet: it is written again.

    The rows stay locked, so that nobody destroys what they vouch for before this transaction has ended.
    """
    query = select(Photo.remains).where(Photo.sha256 == sha256).with_for_update()
    return any(remains == "" for remains in db.exec(query).all())


def lock_bytes(db: Session, sha256: str) -> None:
    """Until commit nobody else keeps or destroys these bytes."""
    db.exec(select(Photo.id).where(Photo.sha256 == sha256).with_for_update()).all()


def is_here(photo: Photo, storage: Storage) -> bool:
    """Whether a phone may rest easy: the bytes are in the store right now, or were and have been destroyed as
    decided.
    """
    return bool(photo.remains) or storage.size(photo.key) == photo.size
