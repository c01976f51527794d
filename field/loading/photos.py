"""A folder of geotagged photos becomes findings to be completed: place and time from the picture, area and
owner proposed.

A bad file is named and skipped; the rest is kept.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid5

from sqlmodel import Session

from field import journal, owners, photos
from field.findings import Finding
from field.kit import pictures, progress
from field.kit.db import Database
from field.kit.settings import Settings
from field.kit.storage import Storage
from field.lifecycle import noting
from field.places import Area
from field.walks import Walk

PHOTO_MAX = 30 * 1024 * 1024


@dataclass
class PhotosSummary:
    added: int = 0
    same: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {"added": self.added, "same": self.same, "refused": self.refused, "findings": self.findings}


def load_photos(
    database: Database, storage: Storage, settings: Settings, walk: Walk, folder: Path, now: datetime
) -> PhotosSummary:
    """Each file in its own transaction; loading the folder again adds nothing."""
    summary = PhotosSummary()
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    for path in progress.track(files, folder.name):
        try:
            _one(database, storage, settings, walk, path, now, summary)
        except pictures.PictureRefused as refused:
            summary.refused.append({"file": path.name, "code": refused.code})
    return summary


def _one(
    database: Database,
    storage: Storage,
    settings: Settings,
    walk: Walk,
    path: Path,
    now: datetime,
    summary: PhotosSummary,
) -> None:
    data = _read(path)
    mime = pictures.kind(data[:4096])
    if mime is None or not mime.startswith("image/"):
        raise pictures.PictureRefused("not-a-picture")
    pictures.precheck(data)
    pictures.inspect(data)
    sha256 = hashlib.sha256(data).hexdigest()
    finding_id = uuid5(walk.id, sha256)
    with database.writing() as db:
        if db.get(Finding, finding_id) is not None:
            summary.same += 1
            return
        row = Finding(
            id=finding_id,
            walk_id=walk.id,
            type="defect",
            noted_at=now,
            received_at=now,
            photos_wanted=[sha256],
            flags=["complete"],
        )
        db.add(row)
        db.flush()
        photo, _new = photos.keep(
            db, storage, walk_id=walk.id, target_id=row.id, sha256=sha256, mime=mime, data=data, now=now
        )
        photo.finding_id = row.id
        noting.place_from_photo(db, db.get_one(Walk, walk.id), row, photo, data, settings.timezone)
        journal.write(db, now, "command", "noted", "finding", row.id, source="folder")
        summary.added += 1
        summary.findings.append(_shown(db, row, path))


def _read(path: Path) -> bytes:
    if path.stat().st_size > PHOTO_MAX:
        raise pictures.PictureRefused("too-large")
    return path.read_bytes()


def _shown(db: Session, finding: Finding, path: Path) -> dict[str, Any]:
    area = db.get(Area, finding.area_id) if finding.area_id else None
    proposed = owners.assigned(db, [finding.id]).get(finding.id, [])
    return {
        "file": path.name,
        "finding": str(finding.id),
        "lat": finding.lat,
        "lon": finding.lon,
        "noted_at": finding.noted_at.isoformat(),
        "area": area.name if area else None,
        "owners": [each.owner_id for each in proposed],
    }
