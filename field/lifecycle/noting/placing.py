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
from field.findings.position import SOURCES
from field.kit import geo
from field.kit.errors import Refusal
from field.photos import Photo
from field.places import AreaSpot
from field.walks import Walk

CHOSEN, NONE = "chosen", "none"
FROM_FOLDER = "complete"
FAR_M = 500.0
FAR_TIME = timedelta(days=1)


@dataclass(frozen=True)
class ToldPlace:
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


def told(db: Session, walk: Walk, finding: Finding, pictures: list[Photo]) -> list[ToldPlace]:
    """All of them: the phone's, then the photos', oldest first. Exactly one is used, unless the finding has
    no place.
    """
    found: list[ToldPlace] = []
    for key, source, said, photo in _said(finding, pictures):
        used = not any(each.is_used for each in found) and (said["lat"], said["lon"], source) == (
            finding.lat,
            finding.lon,
            finding.source,
        )
        metres = geo.distance_m(finding.lat or 0, finding.lon or 0, said["lat"], said["lon"])
        taken_at = datetime.fromisoformat(said["taken_at"]) if said["taken_at"] else None
        flags = far_flags(db, walk, finding, photo) if photo else frozenset[str]()
        found.append(
            ToldPlace(
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


def _said(finding: Finding, pictures: list[Photo]) -> Iterator[tuple[str, str, dict[str, Any], Photo | None]]:
    for source in SOURCES:
        if source in finding.positions:
            yield source, source, finding.positions[source], None
    for photo in pictures:
        if photo.lat is not None:
            yield position.key_of(photo), "photo", position.as_told(photo), photo


def why(finding: Finding) -> str:
    """Why the one in use is: a person chose it ("chosen"), else its source, or "none"."""
    if finding.place_choice:
        return CHOSEN
    return finding.source or NONE


def choose(db: Session, finding: Finding, key: str, now: datetime, actor: str) -> None:
    """A person's choice among what was told; an empty key lets the rule decide again. The place, and who owns
    it, are found anew.

    Raises "invalid" for what nobody told, "frozen" for a point in a protocol.
    """
    if finding.state == "frozen":
        raise Refusal("frozen")
    walk, pictures = (
        db.get_one(Walk, finding.walk_id),
        photos.of_findings(db, [finding.id]).get(finding.id, []),
    )
    if key and key not in [each for each, *_rest in _said(finding, pictures)]:
        raise Refusal("invalid", field="use")
    finding.place_choice = key
    if position.settle(finding, pictures):
        place_anew(db, walk, finding)
    findings.touch(db, walk, finding)
    journal.write(db, now, actor, "place-chosen", "finding", finding.id, choice=key, source=finding.source)


def locate(db: Session, walk: Walk, finding: Finding) -> AreaSpot:
    spot = spot_of(db, walk, finding)
    area = spot.area or (spot.near[0] if spot.near else None)
    finding.area_id = area.id if area else walk.area_id
    near = (
        places.places_near(db, finding.lat, finding.lon)
        if finding.lat is not None and finding.lon is not None
        else []
    )
    finding.place_id = near[0].id if near else None
    db.add(finding)
    return spot


def place_anew(db: Session, walk: Walk, finding: Finding) -> None:
    """Area, named place and proposed owners of a finding whose position has changed."""
    propose_owners(db, walk, finding, locate(db, walk, finding))


def spot_of(db: Session, walk: Walk, finding: Finding) -> AreaSpot:
    """Where a finding lies; without a position it is in its walk's area."""
    if finding.lat is None or finding.lon is None:
        return AreaSpot(db.get(places.Area, walk.area_id))
    within = max(places.BORDER_M, min(finding.accuracy_m or 0, 50))
    spot = places.at(db, finding.lat, finding.lon, within_m=within)
    return spot if spot.areas else AreaSpot(db.get(places.Area, walk.area_id))


def propose_owners(db: Session, walk: Walk, finding: Finding, spot: AreaSpot | None = None) -> None:
    """The rules' owners, for what needs one. What a person has set stays. `spot`: where it lies, when that is
    known already.
    """
    if not finding.needs_owner:
        owners.assign(db, finding.id, [])
        return
    routing = owners.Routing(db, kinds.load(db))
    owners.assign(db, finding.id, routing.propose(finding.kind, spot or spot_of(db, walk, finding)))


def flag_far(db: Session, walk: Walk, finding: Finding, photo: Photo) -> None:
    """A photo far from the walk in place or time is flagged, never moved."""
    flags = far_flags(db, walk, finding, photo)
    if flags - set(finding.flags):
        finding.flags = sorted({*finding.flags, *flags})


def far_flags(db: Session, walk: Walk, finding: Finding, photo: Photo) -> frozenset[str]:
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
        and abs(photo.taken_at - (walk.starts_at if FROM_FOLDER in finding.flags else finding.noted_at))
        > FAR_TIME
    ):
        flags.add("photo-time")
    return frozenset(flags)
