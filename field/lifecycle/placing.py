"""Placed (plats): which positions of a finding there are, how far apart, which is used and why; a coordinator may choose another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from field import findings, journal, photos
from field.findings import Finding, position
from field.findings.note import SOURCES
from field.kit import geo
from field.kit.errors import Refusal
from field.lifecycle import noting
from field.photos import Photo
from field.walks import Walk

CHOSEN, NONE = "chosen", "none"


@dataclass(frozen=True)
class Told:
    """One position and who told it. `key` names it in a choice; `metres` to the one in use, None for that one itself.

    `flags` are those of a photo far from the walk's area or time.
    """

    key: str
    source: str
    lat: float
    lon: float
    accuracy_m: float | None
    taken_at: datetime | None
    metres: float | None
    flags: frozenset[str] = frozenset()
    photo: Photo | None = None

    @property
    def is_used(self) -> bool:
        return self.metres is None


def told(db: Session, walk: Walk, row: Finding, pictures: list[Photo]) -> list[Told]:
    """All of them: the phone's, then the photos', oldest first. Exactly one is used, unless the finding has no place."""
    found: list[Told] = []
    for key, source, said, photo in _said(row, pictures):
        used = not any(each.is_used for each in found) and (said["lat"], said["lon"], source) == (row.lat, row.lon, row.source)
        metres = geo.distance_m(row.lat or 0, row.lon or 0, said["lat"], said["lon"])
        taken_at = datetime.fromisoformat(said["taken_at"]) if said["taken_at"] else None
        flags = noting.far_flags(db, walk, row, photo) if photo else frozenset[str]()
        found.append(Told(key, source, said["lat"], said["lon"], said["accuracy_m"], taken_at, None if used else metres, flags, photo))
    return found


def _said(row: Finding, pictures: list[Photo]) -> Iterator[tuple[str, str, dict[str, Any], Photo | None]]:
    for source in SOURCES:
        if source in row.positions:
            yield source, source, row.positions[source], None
    for photo in pictures:
        if photo.lat is not None:
            yield position.key_of(photo), "photo", position.as_told(photo), photo


def why(row: Finding) -> str:
    """Why the one in use is: a person chose it ("chosen"), else its source, or "none"."""
    if row.place_choice:
        return CHOSEN
    return row.source or NONE


def choose(db: Session, row: Finding, key: str, now: datetime, actor: str) -> None:
    """A person's choice among what was told; an empty key lets the rule decide again. The place, and who owns it, are found anew.

    Raises "invalid" for what nobody told, "frozen" for a point in a protocol.
    """
    if row.state == "frozen":
        raise Refusal("frozen")
    walk, pictures = db.get_one(Walk, row.walk_id), photos.of_findings(db, [row.id]).get(row.id, [])
    if key and key not in [each for each, *_rest in _said(row, pictures)]:
        raise Refusal("invalid", field="use")
    row.place_choice = key
    if position.settle(row, pictures):
        noting.place_anew(db, walk, row)
    findings.touch(db, walk, row)
    journal.write(db, now, actor, "place-chosen", "finding", row.id, choice=key, source=row.source)
