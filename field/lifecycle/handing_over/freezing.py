"""Frozen (fryst): a point gets its number for good and its line in the protocol, as it is at that moment.

A finding seen now and one checked again are drawn up the same way; doubles stand under the one they repeat.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from field import findings, followups, handovers, inventories, journal, photos, places
from field.findings import Finding
from field.followups import Check
from field.kinds import URGENCIES, Kinds
from field.kit import clock
from field.kit.settings import Settings
from field.owners import Assignment, Owner
from field.protocol import draw_up, shape
from field.protocol.draw_up import Protocol
from field.walks import Walk


@dataclass
class Freeze:
    """One hand-over under way: everything its steps share."""

    db: Session
    walk: Walk
    now: datetime
    settings: Settings
    actor: str
    kinds: Kinds
    owners: dict[str, Owner]
    protocol: Protocol | None = None

    def frozen(self) -> Protocol:
        if self.protocol is None:
            self.protocol = draw_up.freeze(self.db, self.walk, self.now)
        return self.protocol


@dataclass(frozen=True)
class PointToFreeze:
    """One line to draw up, with the owners it goes to: a finding seen now, or one checked again.

    Several owners may have been judged in checks of their own; the worst that was seen is the one told.
    """

    finding: Finding
    to: list[Assignment]
    checks: tuple[Check, ...] = ()
    claim: str | None = None

    @property
    def check(self) -> Check | None:
        return min(self.checks, key=lambda each: each.verdict.worst, default=None)


def number(turn: Freeze, finding: Finding) -> None:
    """The finding's public number, and its doubles'; one that has a number keeps it."""
    for each in [finding, *_doubles(turn.db, finding)]:
        area = turn.db.get_one(places.Area, each.area_id or turn.walk.area_id)
        season = turn.db.get_one(inventories.Inventory, turn.walk.inventory_id).short
        findings.give_number(turn.db, each, area.prefix, season)


def _doubles(db: Session, finding: Finding) -> list[Finding]:
    return list(db.exec(select(Finding).where(Finding.double_of == finding.id, Finding.state != "removed")))


def wanted_by(urgency: str, frozen_on: date) -> date | None:
    """When an owner should be done, counted from the day the protocol was frozen."""
    within = URGENCIES[urgency].within
    if within is None:
        return None
    days, months = within
    return followups.months_later(frozen_on, months) + timedelta(days=days)


def freeze(turn: Freeze, point: PointToFreeze) -> None:
    """One line of the protocol: from here on the finding says to others what it says now."""
    row, protocol = point.finding, turn.frozen()
    doubles = _doubles(turn.db, row)
    line = _line(turn, point, protocol, doubles)
    draw_up.add_line(turn.db, protocol, row, line)
    for each in [row, *doubles]:
        if each.state != "frozen":
            each.move("frozen")
            journal.write(
                turn.db,
                turn.now,
                turn.actor,
                "frozen",
                "finding",
                each.id,
                number=each.number,
                version=protocol.version,
            )
        each.published_at = each.published_at or turn.now
        if each.walk_id == turn.walk.id:
            findings.touch(turn.db, turn.walk, each)


def _line(turn: Freeze, point: PointToFreeze, protocol: Protocol, doubles: list[Finding]) -> shape.FrozenLine:
    row, db = point.finding, turn.db
    area = db.get(places.Area, row.area_id) if row.area_id else None
    place = db.get(places.Place, row.place_id) if row.place_id else None
    until = (
        wanted_by(row.urgency_by(turn.kinds), clock.day(turn.now, turn.settings.timezone))
        if point.to
        else None
    )
    pictures = [each for one in [row, *doubles] for each in photos.of_findings(db, [one.id]).get(one.id, [])]
    line = draw_up.line_of(
        row,
        kinds=turn.kinds,
        proposals=_named(turn, point),
        area=area.name if area else None,
        place=place.name if place else None,
        pictures=pictures,
        wanted_by=until.isoformat() if until else None,
        also=[each.number or "" for each in doubles],
        version=protocol.version,
        zone=turn.settings.timezone,
    )
    line["perspective"] = [eyes for each in [row, *doubles] for eyes in each.perspective]
    if point.check:
        _add_check(turn, line, point, point.check)
    return line


def _add_check(turn: Freeze, line: shape.FrozenLine, point: PointToFreeze, check: Check) -> None:
    label = turn.kinds.label(point.finding.kind)
    for each in line["photos"]:
        each["moment"] = "before"
    for pictures in photos.of_checks(turn.db, [each.id for each in point.checks]).values():
        line["photos"] += [
            {**draw_up.photo_of(photo, label), "moment": "after"} for photo in pictures if not photo.is_voice
        ]
    line["check"] = draw_up.check_of(check, point.finding.number or "", point.claim, turn.settings.timezone)


def _named(turn: Freeze, point: PointToFreeze) -> list[shape.FrozenOwner]:
    held = [(row.owner_id, row.why) for row in handovers.of_finding(turn.db, point.finding.id) if row.is_live]
    both = dict([*held, *((row.owner_id, row.why) for row in point.to)])
    return [{"id": each, "name": turn.owners[each].name, "why": why} for each, why in both.items()]
