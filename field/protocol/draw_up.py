"""Drawing up the protocol (protokollet): numbered, frozen, versioned. A line is a copy of what was known that
day and never changes again.

Late findings make version n+1, whose new lines are the supplement; the document of version n+1 is all lines
up to it."""

from collections import Counter
from datetime import datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from field import handovers, inventories, owners, photos, places, walks
from field.findings import Finding, asked, watch, words
from field.followups import Check
from field.kinds import URGENCIES, Kinds
from field.kit import clock, i18n
from field.kit.db import Moment
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.kit.tokens import uuid7
from field.photos import Photo
from field.protocol import shape
from field.walks import Walk

SHOWN_FROM = 5  # a perspective is named only where at least five observations of the walk share it


class Protocol(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("walk_id", "version"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    walk_id: UUID = Field(foreign_key="walk.id", index=True)
    version: int
    frozen_at: datetime = Field(sa_type=Moment)
    dnr: str = ""


class ProtocolLine(SQLModel, table=True):
    __tablename__ = "protocol_line"
    __table_args__ = (UniqueConstraint("protocol_id", "finding_id"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    protocol_id: UUID = Field(foreign_key="protocol.id", index=True)
    finding_id: UUID = Field(foreign_key="finding.id", index=True)
    number: str
    data: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


def versions(db: Session, walk_id: UUID) -> list[Protocol]:
    return list(db.exec(select(Protocol).where(Protocol.walk_id == walk_id).order_by(col(Protocol.version))))


def freeze(db: Session, walk: Walk, now: datetime) -> Protocol:
    """The next version's row. Its lines are added by `add_line`."""
    number = len(versions(db, walk.id)) + 1
    row = Protocol(walk_id=walk.id, version=number, frozen_at=now, dnr=walk.dnr)
    db.add(row)
    db.flush()
    return row


def add_line(db: Session, protocol: Protocol, finding: Finding, data: shape.FrozenLine) -> None:
    db.add(
        ProtocolLine(
            protocol_id=protocol.id,
            finding_id=finding.id,
            number=data["number"],
            data=cast("dict[str, Any]", data),
        )
    )


def line_of(
    finding: Finding,
    *,
    kinds: Kinds,
    proposals: list[shape.FrozenOwner],
    area: str | None,
    place: str | None,
    pictures: list[Photo],
    wanted_by: str | None,
    also: list[str],
    version: int,
    zone: ZoneInfo,
) -> shape.FrozenLine:
    """The frozen copy of a finding. Indoors there is no position, whatever a phone may have sent."""
    urgency = finding.urgency_by(kinds)
    outdoors = not finding.is_indoors
    line = {
        **{each.code: words.for_owner(finding, each) for each in asked.ASKED},
        "number": finding.number or "",
        "finding": str(finding.id),
        "kind": finding.kind or "other",
        "kind_label": kinds.label(finding.kind) if finding.kind else _("Annat"),
        "place": place,
        "area": area,
        "lat": finding.lat if outdoors else None,
        "lon": finding.lon if outdoors else None,
        "accuracy_m": finding.accuracy_m if outdoors else None,
        "position_source": finding.source,
        "urgency": urgency,
        "urgency_label": i18n.gettext(URGENCIES[urgency].staff) if finding.needs_owner else None,
        "wanted_by": wanted_by,
        "owners": proposals,
        "noted_month": clock.day(finding.noted_at, zone).isoformat()[:7],
        "seen_by": 1 + len(also),
        "also": also,
        "version": version,
        "photos": [photo_of(each, kinds.label(finding.kind)) for each in pictures if not each.is_voice],
        "check": None,
    }
    return cast("shape.FrozenLine", line)


def photo_of(photo: Photo, what: str) -> shape.FrozenPhoto:
    return {"id": str(photo.id), "state": "awaits", "alt": _("Foto: %(what)s", what=what)}


def check_of(check: Check, earlier: str, owner_answer: str | None, zone: ZoneInfo) -> shape.FrozenCheck:
    return {
        "outcome": cast("shape.Outcome", check.outcome),
        "outcome_label": i18n.gettext(check.verdict.staff),
        "checked_on": clock.day(check.checked_at, zone).isoformat(),
        "earlier_number": earlier,
        "owner_answer": owner_answer,
        "reason": watch.mask(check.why)[0] or None,
    }


def document(
    db: Session, walk: Walk, zone: ZoneInfo, *, owner_id: str | None = None, version: int | None = None
) -> shape.Document:
    """The frozen document: newest version unless one is named, all points or one owner's. Raises "not-found"
    before the first.
    """
    known = versions(db, walk.id)
    wanted = next(
        (each for each in known if each.version == version), known[-1] if known and version is None else None
    )
    if wanted is None:
        raise Refusal("not-found")
    lines = _lines(db, [each.id for each in known if each.version <= wanted.version], owner_id)
    area = db.get_one(places.Area, walk.area_id)
    owner = db.get(owners.Owner, owner_id) if owner_id else None
    return {
        "title": walk.title,
        "area": area.name,
        "season": db.get_one(inventories.Inventory, walk.inventory_id).title,
        "language": i18n.current_language(),
        "walk": _walk(db, walk, zone),
        "version": wanted.version,
        "frozen_at": wanted.frozen_at.astimezone(zone).isoformat(),
        "dnr": wanted.dnr or None,
        "supplement": wanted.version > 1,
        "for_owner": {"id": owner.id, "name": owner.name} if owner else None,
        "timezone": zone.key,
        "contact": _contact(db, walk),
        "lines": lines,
    }


def _contact(db: Session, walk: Walk) -> shape.Contact | None:
    """Whom to ask: a function with a number, never a person's name."""
    found = owners.in_role(db, owners.COORDINATOR, walk.area_id)
    return (
        {"function": found.name, "phone": found.phone or None, "email": found.email or None}
        if found
        else None
    )


def _walk(db: Session, walk: Walk, zone: ZoneInfo) -> shape.FrozenWalk:
    finish = db.get(walks.Finish, walk.id) or walks.Finish(walk_id=walk.id)
    return {
        "id": str(walk.id),
        "kind": cast("Any", walk.kind),
        "starts_at": walk.starts_at.astimezone(zone).isoformat(),
        "meeting_place": walk.meeting_place or None,
        "leader_function": walk.leader_function or None,
        "headcount": finish.headcount or None,
        "weather": finish.weather or None,
        "light": finish.light or None,
        "ground": finish.ground or None,
        "leaves": finish.leaves or None,
        "route": cast("Any", walk.route),
    }


def _lines(db: Session, protocol_ids: list[UUID], owner_id: str | None) -> list[shape.FrozenLine]:
    rows = db.exec(
        select(ProtocolLine)
        .where(col(ProtocolLine.protocol_id).in_(protocol_ids))
        .order_by(col(ProtocolLine.id))
    ).all()
    newest = {row.finding_id: cast("shape.FrozenLine", dict(row.data)) for row in rows}
    lines = sorted(newest.values(), key=lambda line: line["number"])
    _few_perspectives(lines)
    if owner_id:
        ids = _handed(db, protocol_ids, owner_id)
        lines = [line for line in lines if line["finding"] in ids]
    _photo_states(db, lines)
    return lines


def _handed(db: Session, protocol_ids: list[UUID], owner_id: str) -> set[str]:
    query = select(handovers.Handover.finding_id).where(
        col(handovers.Handover.protocol_id).in_(protocol_ids), handovers.Handover.owner_id == owner_id
    )
    return {str(each) for each in db.exec(query)}


def _few_perspectives(lines: list[shape.FrozenLine]) -> None:
    counts = Counter(each for line in lines for each in line["perspective"])
    for line in lines:
        line["perspective"] = [each for each in line["perspective"] if counts[each] >= SHOWN_FROM]


def _photo_states(db: Session, lines: list[shape.FrozenLine]) -> None:
    """A photo's review is looked up when the document is shown: ticked later, it appears; rejected, it is
    gone.
    """
    ids = [UUID(photo["id"]) for line in lines for photo in line["photos"]]
    states = dict(
        db.exec(select(Photo.id, Photo.state).where(col(Photo.id).in_(ids), Photo.copies != "broken")).all()
    )
    for line in lines:
        kept: list[shape.FrozenPhoto] = []
        for photo in line["photos"]:
            state = states.get(UUID(photo["id"]), "rejected")
            if state == "rejected":
                continue
            copy = photo.copy()
            copy["state"] = "approved" if state == "approved" else "awaits"
            kept.append(copy)
        line["photos"] = kept


def picture_source(db: Session, storage: Any) -> shape.Picture:  # noqa: ANN401 - a Storage
    """Photo id → its small upright copy, for approved photos alone."""

    def picture(photo_id: str) -> bytes | None:
        row = db.get(Photo, UUID(photo_id))
        return photos.copy_bytes(row, storage, "large") if row and row.state == "approved" else None

    return picture
