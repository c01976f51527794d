"""Planned: a walk gets its area, time and codes; a follow-up walk also gets the points that are due."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from field import findings, followups, inventories, journal, places, walks
from field.followups import FollowUp
from field.kit import clock
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.kit.tokens import uuid7
from field.lifecycle import checking
from field.walks import Walk


@dataclass(frozen=True)
class Details:
    """What the desk says about a walk. `route` is a GeoJSON LineString; `stops` are {name, lat, lon}."""

    area: str
    at: datetime
    kind: str = "adult"
    title: str = ""
    meeting_place: str = ""
    leader_function: str = ""
    invited: str = ""
    dnr: str = ""
    route: dict[str, Any] | None = None
    stops: list[dict[str, Any]] = field(default_factory=list)


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
    default = (
        _("Uppföljning %(area)s", area=area.name)
        if kind == "follow-up"
        else _("Trygghetsvandring %(area)s", area=area.name)
    )
    inventory = inventories.for_day(db, clock.day(at, zone))
    walk = Walk(
        id=walk_id or uuid7(),
        inventory_id=inventory.id,
        area_id=area.id,
        kind=kind,
        title=title or default,
        starts_at=at,
    )
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


def plan_in_detail(db: Session, said: Details, now: datetime, zone: ZoneInfo, actor: str) -> Walk:
    """As `plan`, with all that the desk knows; a follow-up walk gathers what is due."""
    walk = plan(db, said.area, said.at, now, zone, actor, kind=said.kind, title=said.title)
    _describe(walk, said)
    db.add(walk)
    db.flush()
    if walk.is_followup:
        checking.gather_checks(db, walk, now, zone, actor)
    return walk


def change(db: Session, walk: Walk, said: Details, now: datetime, zone: ZoneInfo, actor: str) -> None:
    """Raises "invalid" with field `area` or `kind` where the walk already holds findings or checks that
    belong to them.
    """
    area = places.area_named(db, said.area)
    begun = bool(findings.of_walk(db, walk.id) or followups.of_walk(db, walk.id))
    if area is None or (begun and area.id != walk.area_id):
        raise Refusal("invalid", field="area")
    if said.kind not in walks.KINDS or (begun and (said.kind == "follow-up") != walk.is_followup):
        raise Refusal("invalid", field="kind")
    walk.area_id, walk.kind, walk.starts_at = area.id, said.kind, said.at
    if not begun:
        walk.inventory_id = inventories.for_day(db, clock.day(said.at, zone)).id
    _describe(walk, said)
    db.add(walk)
    journal.write(db, now, actor, "changed", "walk", walk.id)


def _describe(walk: Walk, said: Details) -> None:
    walk.title = said.title or walk.title
    walk.meeting_place, walk.leader_function, walk.invited = (
        said.meeting_place,
        said.leader_function,
        said.invited,
    )
    walk.dnr, walk.route, walk.stops = said.dnr, said.route, list(said.stops)


def tell_conditions(db: Session, walk: Walk, said: Mapping[str, Any], now: datetime, actor: str) -> None:
    """Headcount in bands, weather and light, as the leader's phone sends them; the desk's word is the latest,
    an empty one clears.
    """
    present = db.get(walks.Finish, walk.id)
    walks.put_finish(
        db,
        walk,
        {name: value or None for name, value in said.items()},
        (present.revision if present else 0) + 1,
    )
    journal.write(db, now, actor, "conditions-told", "walk", walk.id)


def close(db: Session, walk: Walk, now: datetime, actor: str) -> None:
    """The walk is over; its passes work for 30 days more: a phone found in a coat pocket can still deliver.
    May be repeated.
    """
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
    """Only before anything was noted is a walk called off; its gathered points become due again. Raises
    "wrong-step" otherwise.
    """
    if findings.of_walk(db, walk.id) or followups.checks_of_walk(db, walk.id):
        raise Refusal("wrong-step", was=walk.state, to="cancelled")
    walk.move("cancelled")
    for visit in followups.of_walk(db, walk.id):
        if visit.state == "gathered":
            visit.move("due")
            visit.walk_id = None
            db.add(visit)
            journal.write(db, now, actor, "due", "follow_up", visit.id)
    db.add(walk)
    journal.write(db, now, actor, "cancelled", "walk", walk.id)
