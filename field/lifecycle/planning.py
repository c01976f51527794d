"""Planned: a walk gets its area, time and codes; a follow-up walk also gets the points that are due."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from field import followups, inventories, journal, places, walks
from field.followups import FollowUp
from field.kit import clock
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.kit.tokens import uuid7
from field.lifecycle import checking
from field.walks import Walk


def plan(
    db: Session,
    area_name: str,
    at: datetime,
    now: datetime,
    zone: ZoneInfo,
    actor: str,
    *,
    kind: str = "adult",
    title: str = "",
    walk_id: UUID | None = None,
) -> Walk:
    """A walk in an area (a place's name gives its area). Raises "invalid" with field `area` or `kind`."""
    area = places.area_named(db, area_name)
    if area is None:
        raise Refusal("invalid", field="area")
    if kind not in walks.KINDS:
        raise Refusal("invalid", field="kind")
    default = _("Uppföljning %(area)s", area=area.name) if kind == "follow-up" else _("Trygghetsvandring %(area)s", area=area.name)
    inventory = inventories.for_day(db, clock.day(at, zone))
    walk = Walk(id=walk_id or uuid7(), inventory_id=inventory.id, area_id=area.id, kind=kind, title=title or default, starts_at=at)
    db.add(walk)
    db.flush()
    journal.write(db, now, actor, "planned", "walk", walk.id, area=area.name, kind=kind)
    return walk


def plan_followup(
    db: Session, area_name: str, at: datetime, now: datetime, zone: ZoneInfo, actor: str, title: str = ""
) -> tuple[Walk, list[FollowUp]]:
    """A follow-up walk with all the area's points that are due that day."""
    walk = plan(db, area_name, at, now, zone, actor, kind="follow-up", title=title)
    return walk, checking.gather_checks(db, walk, now, zone, actor)


def close(db: Session, walk: Walk, now: datetime, actor: str) -> None:
    """The walk is over; its passes work for 30 days more: a phone found in a coat pocket can still deliver. May be repeated."""
    if walk.state == "closed":
        return
    walk.move("closed")
    walk.closed_at = now
    db.add(walk)
    journal.write(db, now, actor, "closed", "walk", walk.id)


def reopen(db: Session, walk: Walk, now: datetime, actor: str) -> None:
    walk.move("planned")
    walk.closed_at = None
    db.add(walk)
    journal.write(db, now, actor, "reopened", "walk", walk.id)


def cancel(db: Session, walk: Walk, now: datetime, actor: str) -> None:
    """Only before anything was noted is a walk called off; its gathered points become due again."""
    walk.move("cancelled")
    for visit in followups.of_walk(db, walk.id):
        if visit.state == "gathered":
            visit.move("due")
            visit.walk_id = None
            db.add(visit)
    db.add(walk)
    journal.write(db, now, actor, "cancelled", "walk", walk.id)
