"""Placed (plats): which positions of a finding there are, how far apart, which is used and why; a coordinator
may choose another.

And where that is: the area, the named place, and who owns it, found anew whenever the position changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from field import findings, journal, kinds, owners, photos, places
from field.findings import Finding, position
from field.findings.note import SOURCES
from field.kit import geo
from field.kit.errors import Refusal
from field.photos import Photo
from field.places import Spot
from field.walks import Walk

CHOSEN, NONE = "chosen", "none"
FROM_FOLDER = "complete"
FAR_M = 500.0
FAR_TIME = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """One position and who told it. `key` names it in a choice; `metres` to the one in use, None for that one
    itself.

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
    """All of them: the phone's, then the photos', oldest first. Exactly one is used, unless the finding has
    no place.
    """
    found: list[Told] = []
    for key, source, said, photo in _said(row, pictures):
        used = not any(each.is_used for each in found) and (said["lat"], said["lon"], source) == (
            row.lat,
            row.lon,
            row.source,
        )
        metres = geo.distance_m(row.lat or 0, row.lon or 0, said["lat"], said["lon"])
        taken_at = datetime.fromisoformat(said["taken_at"]) if said["taken_at"] else None
        flags = far_flags(db, walk, row, photo) if photo else frozenset[str]()
        found.append(
            Told(
                key,
                source,
                said["lat"],
                said["lon"],
                said["accuracy_m"],
                taken_at,
                None if used else metres,
                flags,
                photo,
            )
        )
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
    """A person's choice among what was told; an empty key lets the rule decide again. The place, and who owns
    it, are found anew.

    Raises "invalid" for what nobody told, "frozen" for a point in a protocol.
    """
    if row.state == "frozen":
        raise Refusal("frozen")
    walk, pictures = db.get_one(Walk, row.walk_id), photos.of_findings(db, [row.id]).get(row.id, [])
    if key and key not in [each for each, *_rest in _said(row, pictures)]:
        raise Refusal("invalid", field="use")
    row.place_choice = key
    if position.settle(row, pictures):
        place_anew(db, walk, row)
    findings.touch(db, walk, row)
    journal.write(db, now, actor, "place-chosen", "finding", row.id, choice=key, source=row.source)


def locate(db: Session, walk: Walk, row: Finding) -> Spot:
    spot = spot_of(db, walk, row)
    area = spot.area or (spot.near[0] if spot.near else None)
    row.area_id = area.id if area else walk.area_id
    near = places.places_near(db, row.lat, row.lon) if row.lat is not None and row.lon is not None else []
    row.place_id = near[0].id if near else None
    db.add(row)
    return spot


def place_anew(db: Session, walk: Walk, row: Finding) -> None:
    """Area, named place and proposed owners of a finding whose position has changed."""
    propose_owners(db, walk, row, locate(db, walk, row))


def spot_of(db: Session, walk: Walk, row: Finding) -> Spot:
    """Where a finding lies; without a position it is in its walk's area."""
    if row.lat is None or row.lon is None:
        return Spot(db.get(places.Area, walk.area_id))
    within = max(places.BORDER_M, min(row.accuracy_m or 0, 50))
    spot = places.at(db, row.lat, row.lon, within_m=within)
    return spot if spot.areas else Spot(db.get(places.Area, walk.area_id))


def propose_owners(db: Session, walk: Walk, row: Finding, spot: Spot | None = None) -> None:
    """The rules' owners, for what needs one. What a person has set stays. `spot`: where it lies, when that is
    known already.
    """
    if not row.needs_owner:
        owners.assign(db, row.id, [])
        return
    routing = owners.Routing(db, kinds.load(db))
    owners.assign(db, row.id, routing.propose(row.kind, spot or spot_of(db, walk, row)))


def flag_far(db: Session, walk: Walk, row: Finding, photo: Photo) -> None:
    """A photo far from the walk in place or time is flagged, never moved."""
    flags = far_flags(db, walk, row, photo)
    if flags - set(row.flags):
        row.flags = sorted({*row.flags, *flags})


def far_flags(db: Session, walk: Walk, row: Finding, photo: Photo) -> frozenset[str]:
    """ "photo-far": outside the walk's area; "photo-time": another day. A photo from a folder has no other
    time than its own.
    """
    flags = set()
    if photo.lat is not None and photo.lon is not None:
        spot = places.at(db, photo.lat, photo.lon, within_m=FAR_M)
        if walk.area_id not in [area.id for area in spot.areas]:
            flags.add("photo-far")
    if (
        photo.taken_at
        and abs(photo.taken_at - (walk.starts_at if FROM_FOLDER in row.flags else row.noted_at)) > FAR_TIME
    ):
        flags.add("photo-time")
    return frozenset(flags)
