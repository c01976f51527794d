"""Uploading (uppladdning): a photo becomes a row, in as few questions as will do: it happens for every photo, with other phones waiting.

Columns are asked for, not entities, by statements made once. What the session holds of these rows is not told of the change.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, update
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel, select

from field import followups, journal, photos, walks
from field.kit.errors import Refusal
from field.kit.storage import Storage
from field.walks import Walk

_FINDING, _CHECK = (SQLModel.metadata.tables[name] for name in ("finding", "site_check"))
WALK_OF_FINDING = columns(_FINDING.c.walk_id).where(_FINDING.c.id == bindparam("target"))
WALK_OF_CHECK = columns(_CHECK.c.walk_id, _CHECK.c.finding_id).where(_CHECK.c.id == bindparam("target"))
TOUCH_FINDING, TOUCH_CHECK = (
    update(table).where(table.c.id == bindparam("target")).values(change=bindparam("at_change")) for table in (_FINDING, _CHECK)
)


def take_photo(
    db: Session, storage: Storage, walk_id: UUID, target_id: UUID, sha256: str, mime: str, data: bytes, now: datetime,
    actor: str = "phone", *, laid: bool = False,
) -> bool:  # fmt: skip
    """Keeps a photo for a finding or check of the walk, known or not yet: whether it is new. Raises "not-found" for another walk's.

    `laid`: the bytes are in the store already, put there by this very request.
    """
    connection = db.connection()
    if connection.dialect.name != "sqlite":  # which has one writer: nobody else is at it
        db.execute(select(Walk.id).where(Walk.id == walk_id).with_for_update()).one()
    target = _target(db, connection, walk_id, target_id)
    held = photos.holding(connection, sha256, lock=True)
    mine = next((each for each in held if each.target_id == target_id), None)
    if mine is not None and mine.walk_id != walk_id:
        raise Refusal("not-found")
    if mine is not None:
        photos.heal(storage, mine, sha256, data)
        return False
    photo_id = photos.note_kept(
        connection, storage, vouched=laid or any(not each.remains for each in held), sha256=sha256, data=data, walk_id=walk_id,
        target_id=target_id, mime=mime, kept_at=now, finding_id=target.finding_id, check_id=target.check_id,
    )  # fmt: skip
    if target != _Target():
        told = {"target": target.check_id or target.finding_id, "at_change": walks.raise_change(connection, walk_id)}
        connection.execute(TOUCH_CHECK if target.check_id else TOUCH_FINDING, told)
    journal.write_now(connection, now, actor, "photo-kept", "photo", photo_id, target=str(target_id), mime=mime, size=len(data))
    return True


class _Target(NamedTuple):
    """What a photo was sent to: a finding of the walk, a check of it, or nothing that has come yet."""

    finding_id: UUID | None = None
    check_id: UUID | None = None


def _target(db: Session, connection: Connection, walk_id: UUID, target_id: UUID) -> _Target:
    """Raises "not-found" for another walk's finding, unless this walk is there to look at it again."""
    owner = connection.execute(WALK_OF_FINDING, {"target": target_id}).scalar_one_or_none()
    if owner == walk_id:
        return _Target(target_id)
    if owner is not None:
        if not any(each.finding_id == target_id for each in followups.of_walk(db, walk_id)):
            raise Refusal("not-found")
        listed = [each for each in followups.checks_of_walk(db, walk_id) if each.finding_id == target_id]
        return _Target(target_id, listed[-1].id) if listed else _Target()
    check = connection.execute(WALK_OF_CHECK, {"target": target_id}).first()
    return _Target(check.finding_id, target_id) if check is not None and check.walk_id == walk_id else _Target()
