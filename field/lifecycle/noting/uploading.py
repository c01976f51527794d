"""Uploading (uppladdning): a photo becomes a row, in as few questions as will do: it happens for every photo,
with other phones waiting.

Columns are asked for, not entities, by statements made once. What a session holds of these rows is not told
of the change."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, exists, update
from sqlalchemy import select as columns
from sqlmodel import SQLModel

from field import journal, participants, photos, walks
from field.findings import Finding
from field.followups import Check, FollowUp
from field.kit import tokens
from field.kit.errors import Refusal
from field.kit.ready import Driver, Ready
from field.kit.storage import Storage
from field.photos import PHOTO
from field.walks import WALK

_FINDING, _CHECK, _FOLLOWUP = (
    SQLModel.metadata.tables[str(each.__tablename__)] for each in (Finding, Check, FollowUp)
)
SENDER = Ready(participants.BY_DIGEST.add_columns(exists().where(PHOTO.c.sha256 == bindparam("sha"))))
LOCK_WALK = Ready(columns(WALK.c.id).where(WALK.c.id == bindparam("walk")).with_for_update())
OWNER = Ready(columns(_FINDING.c.walk_id).where(_FINDING.c.id == bindparam("target")))
CHECKED = Ready(
    columns(_CHECK.c.finding_id).where(
        _CHECK.c.id == bindparam("target"), _CHECK.c.walk_id == bindparam("walk")
    )
)
FOLLOWED = Ready(
    columns(_FOLLOWUP.c.id).where(
        _FOLLOWUP.c.finding_id == bindparam("target"), _FOLLOWUP.c.walk_id == bindparam("walk")
    )
)
CHECKS = Ready(
    columns(_CHECK.c.id)
    .where(_CHECK.c.finding_id == bindparam("target"), _CHECK.c.walk_id == bindparam("walk"))
    .order_by(_CHECK.c.checked_at)
)
_NEXT = columns(WALK.c.changes + 1).where(WALK.c.id == bindparam("walk")).scalar_subquery()
TOUCH_FINDING, TOUCH_CHECK = (
    Ready(
        update(table)
        .where(table.c.id == bindparam("target"), table.c.walk_id == bindparam("walk"))
        .values(change=_NEXT)
        .returning(table.c.photos_wanted)
    )
    for table in (_FINDING, _CHECK)
)
COUNT = Ready(walks.COUNT)


class Sender(NamedTuple):
    """Who delivers a photo; `is_named`: a row names its bytes already."""

    id: UUID
    walk_id: UUID
    is_narrow: bool
    language: str
    is_named: bool


def sender(driver: Driver, token: str, sha256: str, now: datetime) -> Sender:
    """All that is asked before the bytes are read, in one question. Raises as `participants.by_pass`."""
    found = driver.rows(SENDER, digest=tokens.digest(token), sha=sha256) if token else []
    return Sender(*participants.admit(found, now))


def take_photo(
    driver: Driver,
    storage: Storage,
    walk_id: UUID,
    target_id: UUID,
    sha256: str,
    mime: str,
    data: bytes,
    now: datetime,
    actor: str = "phone",
    *,
    laid: bool = False,
    sender: UUID | None = None,
) -> bool:
    """Keeps a photo for a finding or check of the walk, known or not yet: whether it is new. Raises
    "not-found" for another walk's.

    `laid`: the bytes are in the store already, put there by this very request. What a phone sends and no pass
    names is kept for a day and told to nobody; what comes without a `sender` the desk has put there.
    """
    if not driver.is_sqlite:  # which has one writer: nobody else is at it
        driver.rows(LOCK_WALK, walk=walk_id)
    held = photos.holding(driver, sha256)
    mine = next((each for each in held if each.target_id == target_id), None)
    if mine is not None:
        _again(driver, storage, walk_id, mine, sha256, data)
        return False
    target = _touched(driver, walk_id, target_id)
    photo_id = photos.note_kept(
        driver,
        storage,
        vouched=laid or any(not each.remains for each in held),
        sha256=sha256,
        data=data,
        walk_id=walk_id,
        target_id=target_id,
        mime=mime,
        kept_at=now,
        finding_id=target.finding_id,
        check_id=target.check_id,
        sender_id=sender,
        **({} if sender is None or target.names(sha256) else _removed(now)),
    )
    journal.write_now(
        driver, now, actor, "photo-kept", "photo", photo_id, target=str(target_id), mime=mime, size=len(data)
    )
    return True


def _again(
    driver: Driver, storage: Storage, walk_id: UUID, mine: photos.HeldBytes, sha256: str, data: bytes
) -> None:
    _target(driver, walk_id, mine.target_id)
    if mine.walk_id != walk_id:
        raise Refusal("not-found")
    photos.heal(storage, mine, sha256, data)


class _Target(NamedTuple):
    """What a photo was sent to: a finding of the walk, a check of it, or nothing that has come yet."""

    finding_id: UUID | None = None
    check_id: UUID | None = None
    wanted: list[str] | None = None

    def names(self, sha256: str) -> bool:
        """What has not come yet may name anything."""
        return self.wanted is None or sha256 in self.wanted


def _removed(now: datetime) -> dict[str, Any]:
    return {"standing": photos.REMOVED, "removed_at": now, "removed_by": photos.naming.SENDER}


def _touched(driver: Driver, walk_id: UUID, target_id: UUID) -> _Target:
    """The target, with all of the walk's phones told of it. Nearly always it is the walk's own finding: that
    is asked by changing it.
    """
    touched = driver.rows(TOUCH_FINDING, target=target_id, walk=walk_id)
    target = _Target(target_id)
    if not touched:
        target = _target(driver, walk_id, target_id)
        if not target.check_id:
            return target
        touched = driver.rows(TOUCH_CHECK, target=target.check_id, walk=walk_id)
    driver.change(COUNT, walk=walk_id)
    return target._replace(wanted=touched[0][0])


def _target(driver: Driver, walk_id: UUID, target_id: UUID) -> _Target:
    """Raises "not-found" for another walk's finding, unless this walk is there to look at it again."""
    named = {"target": target_id, "walk": walk_id}
    for (owner,) in driver.rows(OWNER, **named):
        return _Target(target_id) if owner == walk_id else _looked_at(driver, named)
    for (finding_id,) in driver.rows(CHECKED, **named):
        return _Target(finding_id, target_id)
    return _Target()


def _looked_at(driver: Driver, named: dict[str, UUID]) -> _Target:
    """The last check that this walk made of another's finding; nothing yet, where it is to make one."""
    if not driver.rows(FOLLOWED, **named):
        raise Refusal("not-found")
    made = driver.rows(CHECKS, **named)
    return _Target(named["target"], made[-1][0]) if made else _Target()
