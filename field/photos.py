"""Photos (foton): bytes under their hash, facts read from them, copies made later; a person ticks each before others see it.

The bytes are stored before the row that names them, so a row is never without its bytes. A photo may come before its finding: it waits
under the id it was sent to (`target_id`) and is adopted when the finding or check comes.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, CheckConstraint, Column, Connection, Table, UniqueConstraint, bindparam, insert
from sqlalchemy import select as columns
from sqlmodel import Field, Session, SQLModel, col, select

from field.kit import steps
from field.kit.db import Moment
from field.kit.storage import Storage

STEPS = steps.steps(awaits="approved rejected", approved="awaits rejected", rejected="awaits approved")
COPY_STATES = ("new", "ready", "broken")
COPY_VERSION = "1"
TRIES = 5
FACTS = (
    "lat", "lon", "accuracy_m", "altitude_m", "bearing_deg", "taken_at", "taken_zone", "orientation", "width", "height", "facts_read",
    "placeholder", "tries",
)  # fmt: skip


class Photo(SQLModel, table=True):
    """`state` is the review (awaits, approved, rejected); `copies` is whether the small and large copy exist. Position in degrees WGS 84.

    `boxes` are what is painted over, as a person decided: [x0, y0, x1, y1] in fractions of the upright picture. `proposed` are faces and
    plates that a model found, [x0, y0, x1, y1, what]; None until it has looked. When the original is destroyed (`destroyed_at`), `remains`
    is the key of the large copy that stands in its place: what was painted over in it stays so.
    """

    __table_args__ = (
        UniqueConstraint("target_id", "sha256"),
        CheckConstraint("state IN ('awaits', 'approved', 'rejected')", name="state"),
        CheckConstraint("copies IN ('new', 'ready', 'broken')", name="copies"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    walk_id: UUID = Field(foreign_key="walk.id", index=True)
    target_id: UUID
    finding_id: UUID | None = Field(default=None, foreign_key="finding.id", index=True)
    check_id: UUID | None = Field(default=None, index=True)
    answer_id: UUID | None = Field(default=None, index=True)
    sha256: str = Field(index=True)
    mime: str
    size: int
    kept_at: datetime = Field(sa_type=Moment)
    state: str = "awaits"
    copies: str = Field(default="new", index=True)
    public_id: UUID = Field(default_factory=uuid4, unique=True)
    reviewed_at: datetime | None = Field(default=None, sa_type=Moment)
    boxes: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    proposed: list[Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    tries: int = 0
    placeholder: str = ""
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    altitude_m: float | None = None
    bearing_deg: float | None = None
    taken_at: datetime | None = Field(default=None, sa_type=Moment)
    taken_zone: str | None = None
    orientation: int = 1
    width: int | None = None
    height: int | None = None
    facts_read: bool = False
    destroyed_at: datetime | None = Field(default=None, sa_type=Moment)
    remains: str = ""

    @property
    def is_voice(self) -> bool:
        return self.mime.startswith("audio/")

    @property
    def key(self) -> str:
        return original_key(self.sha256)

    @property
    def source_key(self) -> str:
        """What copies are made of: the original, or what remains of it."""
        return self.remains or self.key

    def copy_key(self, size: str) -> str:
        """Where a copy lies: named by the bytes, the painted boxes and the way copies are made."""
        painted = hashlib.sha256(repr(self.boxes).encode()).hexdigest()[:12]
        return f"{copies_folder(self.sha256)}{self.sha256}-{painted}-{COPY_VERSION}-{size}.jpg"

    def move(self, to: str) -> None:
        steps.move(self, STEPS, to)


PHOTO: Table = SQLModel.metadata.tables["photo"]
# Made once: what happens with every upload builds no statements.
HOLDING = columns(PHOTO.c.id, PHOTO.c.target_id, PHOTO.c.walk_id, PHOTO.c.remains).where(PHOTO.c.sha256 == bindparam("sha"))
HOLDING_LOCKED, KEEPING = HOLDING.with_for_update(), insert(PHOTO)


def original_key(sha256: str) -> str:
    return f"photos/{sha256[:2]}/{sha256}"


def copies_folder(sha256: str) -> str:
    return f"copies/{sha256[:2]}/"


def is_copy_of(key: str, sha256: str) -> bool:
    return key.startswith(f"{copies_folder(sha256)}{sha256}-")


def keep(
    db: Session, storage: Storage, *, walk_id: UUID, target_id: UUID, sha256: str, mime: str, data: bytes, now: datetime
) -> tuple[Photo, bool]:
    """Bytes first, durable, then the row: (photo, whether it is new). May be repeated; what was destroyed does not come back by it."""
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
    """The bytes alone, durable, while no transaction is open: disks and buckets take their time, and the others need not wait for it."""
    storage.put(original_key(sha256), data)


class Held(NamedTuple):
    """A row that names some bytes, as far as keeping them goes."""

    id: UUID
    target_id: UUID
    walk_id: UUID
    remains: str


def holding(connection: Connection, sha256: str, *, lock: bool = False) -> list[Held]:
    """All rows that name these bytes; `lock` as `lock_bytes`."""
    return [Held(*row) for row in connection.execute(HOLDING_LOCKED if lock else HOLDING, {"sha": sha256})]


def note_kept(connection: Connection, storage: Storage, *, vouched: bool, sha256: str, data: bytes, **told: Any) -> UUID:
    """The row of a photo that is new to its target: its id. `told` are the row's own columns.

    `vouched`: another row names the bytes, or they were laid down a moment ago; they are looked for once more, since only now nobody
    can destroy them.
    """
    if not vouched or storage.size(original_key(sha256)) != len(data):
        storage.put(original_key(sha256), data)
    photo_id = uuid4()
    connection.execute(KEEPING, {"id": photo_id, "sha256": sha256, "size": len(data), "boxes": [], **told})
    return photo_id


def heal(storage: Storage, held: Held, sha256: str, data: bytes) -> None:
    """Sent again: bytes that were lost are written anew; what was destroyed does not come back by it."""
    if not held.remains and storage.size(original_key(sha256)) != len(data):
        storage.put(original_key(sha256), data)


def _is_named(db: Session, sha256: str) -> bool:
    """Whether a row vouches for the bytes. A file without one may be left from a crash, its name not on disk yet: it is written again.

    The rows stay locked, so that nobody destroys what they vouch for before this transaction has ended.
    """
    query = select(Photo.remains).where(Photo.sha256 == sha256).with_for_update()
    return any(remains == "" for remains in db.exec(query).all())


def lock_bytes(db: Session, sha256: str) -> None:
    """Until commit nobody else keeps or destroys these bytes."""
    db.exec(select(Photo.id).where(Photo.sha256 == sha256).with_for_update()).all()


def is_here(row: Photo, storage: Storage) -> bool:
    """Whether a phone may rest easy: the bytes are in the store right now, or were and have been destroyed as decided."""
    return bool(row.remains) or storage.size(row.key) == row.size


def by_hash(db: Session, target_id: UUID, sha256: str) -> Photo | None:
    return db.exec(select(Photo).where(Photo.target_id == target_id, Photo.sha256 == sha256)).first()


def waiting_for(db: Session, target_id: UUID) -> list[Photo]:
    """Photos sent to an id, be it before the thing with that id came; oldest first."""
    return list(db.exec(select(Photo).where(Photo.target_id == target_id).order_by(col(Photo.kept_at), col(Photo.sha256))))


def of_findings(db: Session, ids: Iterable[UUID]) -> dict[UUID, list[Photo]]:
    """The findings' own photos (not checks' or answers'), oldest first."""
    query = select(Photo).where(col(Photo.finding_id).in_(list(ids)), col(Photo.check_id).is_(None), col(Photo.answer_id).is_(None))
    found: dict[UUID, list[Photo]] = {}
    for row in db.exec(query.order_by(col(Photo.kept_at), col(Photo.sha256))):
        if row.finding_id:
            found.setdefault(row.finding_id, []).append(row)
    return found


def of_checks(db: Session, ids: Iterable[UUID]) -> dict[UUID, list[Photo]]:
    found: dict[UUID, list[Photo]] = {}
    for row in db.exec(select(Photo).where(col(Photo.check_id).in_(list(ids)))):
        if row.check_id:
            found.setdefault(row.check_id, []).append(row)
    return found


def of_answers(db: Session, ids: Iterable[UUID]) -> dict[UUID, list[Photo]]:
    found: dict[UUID, list[Photo]] = {}
    for row in db.exec(select(Photo).where(col(Photo.answer_id).in_(list(ids)))):
        if row.answer_id:
            found.setdefault(row.answer_id, []).append(row)
    return found


def of_walk(db: Session, walk_id: UUID) -> list[Photo]:
    """All that came with a walk, its checks and answers included, in the order it came."""
    return list(db.exec(select(Photo).where(Photo.walk_id == walk_id).order_by(col(Photo.kept_at), col(Photo.id))))


def by_public_id(db: Session, public_id: UUID) -> Photo | None:
    """Only an approved photo has a public face."""
    return db.exec(select(Photo).where(Photo.public_id == public_id, Photo.state == "approved")).first()


def read_facts(row: Photo, data: bytes, zone: ZoneInfo) -> None:
    """Position, time, bearing, orientation and size from the bytes; once a photo."""
    from field.kit import photo_facts  # noqa: PLC0415 - image libraries load when the first photo comes

    facts = photo_facts.read(data, zone)
    row.lat, row.lon, row.altitude_m, row.bearing_deg = facts.lat, facts.lon, facts.altitude_m, facts.bearing_deg
    row.accuracy_m = facts.accuracy_m
    row.taken_at, row.taken_zone, row.orientation = facts.taken_at, facts.taken_zone, facts.orientation
    row.width, row.height, row.facts_read = facts.width, facts.height, True


def make_copies(row: Photo, storage: Storage) -> None:
    """Both copies, upright and without metadata; a picture that cannot be decoded is marked broken and never shown.

    Of a destroyed original they are made from what remains; that itself is left as it is.

    A helper that was ended from outside says nothing about the picture: it is tried again, a few times.
    """
    from field.kit import pictures  # noqa: PLC0415

    if row.is_voice:
        row.copies = "ready"
        return
    try:
        made = pictures.copies(storage.get(row.source_key), boxes=[(b[0], b[1], b[2], b[3]) for b in row.boxes])
    except pictures.Refused:
        row.copies = "broken"
        return
    except pictures.Interrupted:
        row.tries += 1
        row.copies = "broken" if row.tries >= TRIES else "new"
        return
    if row.copy_key("large") != row.remains:
        storage.put(row.copy_key("large"), made.large)
    storage.put(row.copy_key("small"), made.small)
    if not row.remains:
        row.width, row.height = made.width, made.height
    row.placeholder, row.copies = made.placeholder, "ready"


def propose_boxes(row: Photo, storage: Storage) -> None:
    """Faces and plates that a model sees, generously boxed; nothing is painted before a person has agreed."""
    from field.kit import faces, pictures  # noqa: PLC0415

    try:
        found = faces.propose(storage.get(row.source_key))
    except (pictures.Refused, pictures.Interrupted, FileNotFoundError):
        found = []
    row.proposed = [[round(each.x0, 4), round(each.y0, 4), round(each.x1, 4), round(each.y1, 4), each.what] for each in found]


def not_looked_at(db: Session, limit: int) -> list[Photo]:
    """Photos that await a person and that the model has not looked at."""
    query = select(Photo).where(
        col(Photo.proposed).is_(None), Photo.state == "awaits", Photo.copies == "ready", col(Photo.mime).startswith("image/")
    )
    return list(db.exec(query.order_by(col(Photo.kept_at)).limit(limit)))


def copy_bytes(row: Photo, storage: Storage, size: str) -> bytes | None:
    """A ready copy's bytes, or None while there is none."""
    if row.copies != "ready" or row.is_voice:
        return None
    try:
        return storage.get(row.copy_key(size))
    except FileNotFoundError:
        return None


def without_copies(db: Session, limit: int = 50) -> list[Photo]:
    return list(db.exec(select(Photo).where(Photo.copies == "new").order_by(col(Photo.kept_at)).limit(limit)))


def awaiting_review(db: Session, walk_id: UUID) -> list[Photo]:
    query = select(Photo).where(Photo.walk_id == walk_id, Photo.state == "awaits", col(Photo.mime).startswith("image/"))
    return list(db.exec(query.order_by(col(Photo.kept_at))))
