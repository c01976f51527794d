"""Shown (visat): findings whose photos nobody outside may ever see, whatever was ticked before: hateful
graffiti, and behaviour notes.

A tick stands for the kind it was given under. When the finding, or the taxonomy, later says otherwise, the
tick is taken back: readers of photos need know nothing but the tick."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from field import journal, kinds
from field.findings import Finding
from field.kinds import Kinds
from field.photos import Photo


def is_never_shown(finding: Finding, known: Kinds) -> bool:
    return finding.is_restricted or known.value(finding.kind, "publish_photo") is False


def withdraw(db: Session, finding: Finding, now: datetime, actor: str) -> None:
    """Takes back the ticks of all its photos, those of checks and answers too, if nobody may see them.
    Otherwise, and again: nothing.
    """
    if not is_never_shown(finding, kinds.load(db)):
        return
    for photo in db.exec(select(Photo).where(Photo.finding_id == finding.id, Photo.state == "approved")):
        photo.move("awaits")
        db.add(photo)
        journal.write(db, now, actor, "photo-awaits", "photo", photo.id, why_code="never-shown")


def shown_all_the_same(db: Session) -> Iterable[tuple[Photo, Finding]]:
    """Ticked photos of findings that are never shown: there should be none."""
    known = kinds.load(db)
    codes = [code for code in known.by_code if known.value(code, "publish_photo") is False]
    query = (
        select(Photo, Finding)
        .join(Finding, col(Finding.id) == Photo.finding_id)
        .where(Photo.state == "approved", Photo.standing == "stands")
    )
    return db.exec(query.where((col(Finding.kind).in_(codes)) | (Finding.type == "behaviour"))).all()
