"""A photo of a finding or a check is kept and developed; what it knows of time and place is the finding's,
where nobody has told anything better.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from field import findings, photos, walks
from field.findings import Finding, position
from field.followups import Check
from field.kit.db import Database
from field.kit.ready import Driver
from field.kit.storage import Storage
from field.lifecycle.noting import placing, uploading
from field.photos import Photo
from field.walks import Walk


def keep_photo(
    db: Session,
    storage: Storage,
    walk: Walk,
    target_id: UUID,
    sha256: str,
    mime: str,
    data: bytes,
    now: datetime,
    actor: str = "phone",
) -> bool:
    """Keeps a photo for a finding or check of the walk, known or not yet: whether it is new. Raises
    "not-found" for another walk's.
    """
    db.flush()
    is_new = uploading.take_photo(Driver.of(db), storage, walk.id, target_id, sha256, mime, data, now, actor)
    for row in [each for each in db.identity_map.values() if isinstance(each, Walk | Finding | Check)]:
        db.refresh(row, ["changes" if isinstance(row, Walk) else "change"])  # changed behind their backs
    return is_new


def take_facts(database: Database, storage: Storage, photo: Photo, zone: ZoneInfo) -> None:
    """Reads a photo's facts alone, for a list that cannot wait for the copies. May be repeated."""
    photos.read_facts(photo, storage.get(photo.source_key), zone)
    _write_facts(database, photo)


def develop(database: Database, storage: Storage, photo: Photo, zone: ZoneInfo) -> None:
    """Reads a photo's facts and makes its copies, outside any transaction; then writes what was found. May be
    repeated.
    """
    data = storage.get(photo.source_key)
    if not photo.facts_read:
        photos.read_facts(photo, data, zone)
    if photo.copies == "new":
        photos.make_copies(photo, storage)
    _write_facts(database, photo)


def place_from_photo(
    db: Session, walk: Walk, finding: Finding, photo: Photo, data: bytes, zone: ZoneInfo
) -> None:
    """A finding that is nothing but a photo so far: when and where the photo says, area and owner
    proposed.
    """
    photos.read_facts(photo, data, zone)
    db.add(photo)
    finding.noted_at = photo.taken_at or finding.noted_at
    position.settle(finding, [photo])
    placing.propose_owners(db, walk, finding, placing.locate(db, walk, finding))
    placing.flag_far(db, walk, finding, photo)
    findings.touch(db, walk, finding)


def _write_facts(database: Database, photo: Photo) -> None:
    with database.writing() as db:
        row = db.get_one(Photo, photo.id)
        first = not row.facts_read
        if row.boxes == photo.boxes and photo.copies != "new":
            row.copies = photo.copies
        for name in photos.FACTS:
            setattr(row, name, getattr(photo, name))
        db.add(row)
        if first:
            use_facts(db, row)


def use_facts(db: Session, photo: Photo) -> None:
    """A finding without a place of its own gets the photo's; one far from the walk is flagged."""
    own = photo.finding_id is not None and photo.check_id is None and photo.answer_id is None
    row = db.get(Finding, photo.finding_id) if own else None
    if row is None:
        return
    walk = db.get_one(Walk, row.walk_id)
    walks.lock(db, walk)
    if photo.lat is not None and position.settle(row, photos.of_findings(db, [row.id]).get(row.id, [])):
        placing.place_anew(db, walk, row)
    placing.flag_far(db, walk, row, photo)
    findings.touch(db, walk, row)
