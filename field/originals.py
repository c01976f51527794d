"""Originals (originalfoton): opened with a reason by those who may, and destroyed by a clock of their own,
which is off until it is set.

An original goes only when nobody has any more use for it (`waits_for` says what is left), and the large copy
stands in its place for ever.
`remains` is the decision, `destroyed_at` the deed: what is cut short in between is finished by the next turn,
and no row promises bytes
that may be gone. The clock destroys nothing before somebody has been shown, with this very number of days,
what will go.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from field import journal, photos, setbacks
from field.findings import Finding
from field.followups import Check
from field.journal import Entry
from field.kit.db import Database
from field.kit.errors import Refusal
from field.kit.storage import Storage
from field.photos import Photo
from field.protocol.draw_up import Protocol
from field.walks import Walk

REHEARSED = "originals-rehearsed"
SETTLED = ("frozen", "removed")


@dataclass
class DestructionPlan:
    """What the clock would destroy now, by the bytes' hash, and how many wait for what. `rows` share one
    file.
    """

    days: int
    due: dict[str, list[Photo]] = field(default_factory=dict)
    waiting: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        listed = [
            {"sha256": each, "size": rows[0].size, "photos": [_named(row) for row in rows]}
            for each, rows in self.due.items()
        ]
        return {
            "days": self.days,
            "due": listed,
            "bytes": sum(rows[0].size for rows in self.due.values()),
            "waiting": dict(self.waiting),
        }


def _named(photo: Photo) -> dict[str, str]:
    return {"photo": str(photo.id), "walk": str(photo.walk_id), "kept_at": photo.kept_at.isoformat()}


# ── opening ──


def of_walk(db: Session, walk: Walk, photo_id: UUID) -> Photo:
    """A picture of one of the walk's points. Raises "not-found", also for behaviour notes: theirs are
    nobody's to look at.
    """
    row = db.get(Photo, photo_id)
    finding = db.get(Finding, row.finding_id) if row and row.finding_id else None
    if row is None or row.walk_id != walk.id or row.is_voice or finding is None or finding.is_restricted:
        raise Refusal("not-found")
    return row


def open_one(db: Session, storage: Storage, photo: Photo, why: str, now: datetime, actor: str) -> bytes:
    """The original's bytes, and a line in the journal with the reason. Raises "not-found" where they are
    destroyed or lost.
    """
    if photo.remains:
        raise Refusal("not-found")
    try:
        data = storage.get(photo.key)
    except FileNotFoundError:
        raise Refusal("not-found") from None
    journal.write(db, now, actor, "original-opened", "photo", photo.id, walk=str(photo.walk_id), why=why)
    return data


# ── legal hold ──


def hold(db: Session, walk: Walk, why: str, now: datetime, actor: str) -> None:
    """Nothing of the walk is destroyed until the hold is lifted. Again with another reason: the new one
    stands.
    """
    walk.legal_hold = why
    db.add(walk)
    journal.write(db, now, actor, "hold-set", "walk", walk.id, why=why)


def lift(db: Session, walk: Walk, why: str, now: datetime, actor: str) -> None:
    if not walk.legal_hold:
        return
    walk.legal_hold = ""
    db.add(walk)
    journal.write(db, now, actor, "hold-lifted", "walk", walk.id, why=why)


# ── the clock ──


@dataclass
class _Known:
    """All that the rule asks about, read at once."""

    walks: dict[UUID, Walk]
    frozen: dict[UUID, datetime]
    findings: dict[UUID, Finding]
    checks: dict[UUID, str]


def plan(db: Session, storage: Storage, days: int, now: datetime) -> DestructionPlan:
    """What may go at `now`. Bytes that several rows name go only when all of them allow it."""
    made, old = DestructionPlan(days), now - timedelta(days=days)
    groups, known = _old(db, old)
    for sha256, rows in groups.items():
        codes = [waits_for(row, known, storage, days, now) for row in rows]
        if any(codes):
            made.waiting.update(
                code or "shared" for row, code in zip(rows, codes, strict=True) if row.kept_at <= old
            )
        else:
            made.due[sha256] = rows
    return made


def _old(db: Session, old: datetime) -> tuple[dict[str, list[Photo]], _Known]:
    """All whose time may have come, by hash, and what the rule asks about them."""
    hashes = select(Photo.sha256).where(Photo.remains == "", Photo.kept_at <= old)
    which = col(Photo.sha256).in_(hashes)
    return _by_hash(db, which), _known(db, which)


def _by_hash(db: Session, which: ColumnElement[bool]) -> dict[str, list[Photo]]:
    found: dict[str, list[Photo]] = {}
    for row in db.exec(
        select(Photo).where(Photo.remains == "", which).order_by(col(Photo.kept_at), col(Photo.id))
    ):
        found.setdefault(row.sha256, []).append(row)
    return found


def _known(db: Session, which: ColumnElement[bool]) -> _Known:
    last = select(Protocol.walk_id, func.max(Protocol.frozen_at)).group_by(col(Protocol.walk_id))
    findings = select(Finding).where(col(Finding.id).in_(select(Photo.finding_id).where(which)))
    checks = select(Check.id, Check.state).where(col(Check.id).in_(select(Photo.check_id).where(which)))
    return _Known(
        walks={each.id: each for each in db.exec(select(Walk))},
        frozen=dict(db.exec(last).all()),
        findings={each.id: each for each in db.exec(findings)},
        checks=dict(db.exec(checks).all()),
    )


def waits_for(photo: Photo, known: _Known, storage: Storage, days: int, now: datetime) -> str:
    """Why the original has to stay, as a code; empty when nothing keeps it."""
    return (
        _held(photo, known, now)
        or _unsettled(photo, known)
        or _too_early(photo, known, days, now)
        or _without_copy(photo, storage)
    )


def _held(photo: Photo, known: _Known, now: datetime) -> str:
    """A hold on its walk or its point's, or phones whose passes still work: they may ask for it, and send it
    again.
    """
    finding = known.findings.get(photo.finding_id) if photo.finding_id else None
    if any(
        known.walks[each].legal_hold
        for each in {photo.walk_id, finding.walk_id if finding else photo.walk_id}
    ):
        return "legal-hold"
    return "walk-open" if known.walks[photo.walk_id].joinable(now) else ""


def _unsettled(photo: Photo, known: _Known) -> str:
    """Not in a protocol yet, or no person has decided about it. What nobody may look at at all needs no
    decision.
    """
    if photo.is_voice:
        return "voice"
    finding = known.findings.get(photo.finding_id) if photo.finding_id else None
    state = known.checks.get(photo.check_id, "") if photo.check_id else finding.state if finding else ""
    if photo.walk_id not in known.frozen or state not in SETTLED:
        return "not-in-protocol"
    unseen = finding is not None and (finding.is_restricted or finding.state == "removed")
    return "not-reviewed" if photo.state == "awaits" and not unseen else ""


def _too_early(photo: Photo, known: _Known, days: int, now: datetime) -> str:
    """The days run from the last that had to happen: it came, it was reviewed, the walk's newest protocol was
    frozen.
    """
    since = max(each for each in (photo.kept_at, photo.reviewed_at, known.frozen[photo.walk_id]) if each)
    return "" if now >= since + timedelta(days=days) else "too-early"


def _without_copy(photo: Photo, storage: Storage) -> str:
    """Both copies are there and whole: a JPEG has its end mark."""
    if not photo.facts_read:
        return "no-copy"
    for size in ("large", "small"):
        data = photos.copy_bytes(photo, storage, size)
        if data is None or not (data.startswith(b"\xff\xd8") and data.endswith(b"\xff\xd9")):
            return "no-copy"
    return ""


def rehearse(db: Session, storage: Storage, days: int, now: datetime, actor: str) -> DestructionPlan:
    """The dry run: changes nothing but the journal, which remembers that somebody has been shown."""
    made = plan(db, storage, days, now)
    journal.write(db, now, actor, REHEARSED, "installation", "all", days=days, due=len(made.due))
    return made


def is_rehearsed(db: Session, days: int) -> bool:
    rows = db.exec(select(Entry).where(Entry.verb == REHEARSED).order_by(col(Entry.id).desc()).limit(100))
    return any(row.details.get("days") == days for row in rows)


def destroy_due(
    database: Database, storage: Storage, days: int | None, now: datetime, actor: str, limit: int
) -> int:
    """Destroys at most `limit` files whose time has come: how many. None days is off; without a rehearsal
    nothing goes.
    """
    if days is None or not limit:
        return 0
    with database.reading() as db:
        groups, known = _old(db, now - timedelta(days=days)) if is_rehearsed(db, days) else ({}, None)

    def decide(sha256: str) -> bool:
        if known is None or any(waits_for(row, known, storage, days, now) for row in groups[sha256]):
            return False
        _decide(database, storage, sha256, days, now, actor)
        return True

    setbacks.each(database, "original", groups, decide, now, at_most=limit)
    with database.reading() as db:
        decided = list(
            db.exec(
                select(Photo.sha256).where(Photo.remains != "", col(Photo.destroyed_at).is_(None)).distinct()
            )
        )
    return setbacks.each(
        database, "original", decided, lambda sha256: _do(database, storage, sha256, now), now
    )


def _decide(database: Database, storage: Storage, sha256: str, days: int, now: datetime, actor: str) -> None:
    """Asks the rule once more, under the walks' and the rows' locks, and writes the decision into rows and
    journal.
    """
    with database.writing() as db:
        walk_ids = sorted(set(db.exec(select(Photo.walk_id).where(Photo.sha256 == sha256))))
        for each in walk_ids:
            db.exec(select(Walk.id).where(Walk.id == each).with_for_update()).one()
        photos.lock_bytes(db, sha256)
        this = col(Photo.sha256) == sha256
        rows, known = _by_hash(db, this).get(sha256, []), _known(db, this)
        if any(row.walk_id not in walk_ids or waits_for(row, known, storage, days, now) for row in rows):
            return
        for row in rows:
            row.remains = row.copy_key("large")
            db.add(row)
            journal.write(
                db,
                now,
                actor,
                "original-destroyed",
                "photo",
                row.id,
                walk=str(row.walk_id),
                sha256=sha256,
                days=days,
            )


def _do(database: Database, storage: Storage, sha256: str, now: datetime) -> bool:
    """Takes away the original, and copies that no row names any more: they were made before something was
    painted over.

    Under the lock that `photos.keep` takes, so that the same bytes sent anew are either seen here or written
    after."""
    with database.writing() as db:
        photos.lock_bytes(db, sha256)
        rows = list(db.exec(select(Photo).where(Photo.sha256 == sha256)))
        if all(row.remains for row in rows):
            for key in [
                each for each in storage.keys(photos.copies_folder(sha256)) if photos.is_copy_of(each, sha256)
            ]:
                if key not in _wanted(rows):
                    storage.delete(key)
            storage.delete(photos.original_key(sha256))
        for row in rows:
            row.destroyed_at = row.destroyed_at or (now if row.remains else None)
            db.add(row)
    return True


def _wanted(rows: Iterable[Photo]) -> set[str]:
    return {key for row in rows for key in (row.remains, row.copy_key("large"), row.copy_key("small"))}
