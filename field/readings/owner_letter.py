"""What an owner's letter says (brevet till den som ansvarar): their points alone, and enough to act on
without the link.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session

from field import followups, owners, photos, places
from field.findings import Finding, asked, errata, words
from field.findings.errata import Erratum
from field.followups import FollowUp
from field.handovers import Handover, OwnerLink
from field.kinds import URGENT, Kinds
from field.kit import clock
from field.kit.settings import Settings
from field.kit.text import quoted
from field.owners import Owner
from field.readings import standing
from field.walks import Walk


def due_values(db: Session, rows: list[FollowUp], settings: Settings) -> dict[str, object]:
    """What the letter about due follow-ups says."""
    return {
        "areas": _by_area(db, rows),
        "count": len(rows),
        "address": f"{settings.base_url}/desk/follow-ups",
    }


def _by_area(db: Session, rows: list[FollowUp]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        finding = db.get_one(Finding, row.finding_id)
        area = db.get(places.Area, finding.area_id) if finding.area_id else None
        name = area.name if area else "–"
        counts[name] = counts.get(name, 0) + 1
    return counts


def new_link_values(db: Session, link: OwnerLink, settings: Settings) -> dict[str, object]:
    """What the letter with a new link says."""
    walk = db.get_one(Walk, link.walk_id)
    return {
        "owner": db.get_one(owners.Owner, link.owner_id),
        "area": db.get_one(places.Area, walk.area_id).name,
        "walked_on": clock.day(walk.starts_at, settings.timezone),
        "contact": owners.in_role(db, owners.COORDINATOR, walk.area_id),
    }


def correction_values(
    db: Session,
    walk: Walk,
    owner: Owner,
    given: Handover,
    erratum: Erratum,
    known: Kinds,
    settings: Settings,
    how: str,
) -> dict[str, object]:
    """What the letter about a corrected point says. `how`: "corrected", "withdrawn", "undone", or "passed_on"
    where somebody else has the point now.
    """
    return letter_values(db, walk, owner, [given], known, settings, supplement=True) | {
        "how": "withdrawn" if how == "corrected" and "withdrawn" in erratum.what else how,
        "corrected": partial(errata.words, erratum.what),
        "because": erratum.why,
    }


def letter_values(
    db: Session,
    walk: Walk,
    owner: Owner,
    handovers: Iterable[Handover],
    known: Kinds,
    settings: Settings,
    *,
    supplement: bool,
) -> dict[str, object]:
    """What a letter to an owner says: also used to preview it."""
    points = [_letter_point(db, row, known) for row in handovers]
    area = db.get_one(places.Area, walk.area_id)
    return {
        "owner": owner,
        "area": area.name,
        "walked_on": clock.day(walk.starts_at, settings.timezone),
        "walk": walk,
        "points": points,
        "urgent": sum(1 for point in points if point["is_urgent"]),
        "supplement": supplement,
        "contact": owners.in_role(db, owners.COORDINATOR, walk.area_id),
        "followup_on": followups.months_later(
            clock.day(_points_day(handovers), settings.timezone), settings.followup_months
        ),
    }


def _points_day(handovers: Iterable[Handover]) -> datetime:
    return max(row.handed_over_at for row in handovers)


def _letter_point(db: Session, handover: Handover, known: Kinds) -> dict[str, Any]:
    finding = db.get_one(Finding, handover.finding_id)
    place = db.get(places.Place, finding.place_id) if finding.place_id else None
    area = db.get(places.Area, finding.area_id) if finding.area_id else None
    return {
        "number": handover.number,
        "finding": finding,
        "kind": finding.kind,
        "place": place.name if place else None,
        "area": area.name if area else "",
        "where": lambda: quoted(
            standing.where(finding, place.name if place else None, area.name if area else "")
        ),
        "text": quoted(words.for_owner(finding, asked.TEXT)),
        "photos": sum(
            photo.state == "approved" for photo in photos.of_findings(db, [finding.id]).get(finding.id, [])
        ),
        "told": lambda: [(each, label, quoted(said)) for each, label, said in asked.told(finding, "letter")],
        "why": handover.why,
        "wanted_by": handover.wanted_by,
        "is_urgent": finding.urgency_by(known) in URGENT,
        "kinds": known,
    }
