"""What hinders (hinder): why a point should not go on to its owner before somebody has looked at it."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlmodel import Session

from field import findings, kinds, owners, photos
from field.findings import Finding, words
from field.kinds import Kinds
from field.photos import Photo
from field.walks import Walk


def hindrances(db: Session, walk: Walk, rows: list[Finding]) -> dict[UUID, list[str]]:
    """finding → codes of `HINDRANCES`: why a point should not go on to its owner before somebody has looked
    at it.
    """
    known, doubles, pictures = kinds.load(db), proposed_doubles(db, walk), photos_of(db, rows)
    held_by = owners.assigned(db, [row.id for row in rows])
    return {
        row.id: list(
            _hindrances(row, known, row.id in doubles, pictures.get(row.id, []), bool(held_by.get(row.id)))
        )
        for row in rows
    }


def _hindrances(
    finding: Finding, known: Kinds, is_double: bool, pictures: list[Photo], has_owner: bool
) -> Iterator[str]:
    if finding.lacks_call(known):
        yield "call-not-logged"
    if finding.kind is None:
        yield "no-kind"
    if finding.needs_owner and not has_owner:
        yield "no-owner"
    if words.awaits(finding):
        yield "personal"
    if is_double:
        yield "double"
    if any(photo.state == "awaits" and not photo.is_voice for photo in pictures):
        yield "photo"


def proposed_doubles(db: Session, walk: Walk) -> dict[UUID, tuple[Finding, float]]:
    """finding → (an earlier finding of the same walk that may be the same thing, metres): same kind within 25
    m and the accuracies.
    """
    rows = [row for row in findings.of_walk(db, walk.id) if row.state in ("noted", "ready") and row.kind]
    order = {row.id: i for i, row in enumerate(rows)}
    found: dict[UUID, tuple[Finding, float]] = {}
    for row in rows:
        for metres, other in findings.near(db, row, [row.kind or ""]):
            if other.id in order and order[other.id] < order[row.id] and other.double_of is None:
                found.setdefault(row.id, (other, metres))
    return found


def photos_of(db: Session, rows: Iterable[Finding]) -> dict[UUID, list[Photo]]:
    """Pictures for the list; a behaviour note shows none."""
    return photos.of_findings(db, [row.id for row in rows if not row.is_restricted])
