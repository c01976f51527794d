"""Sent to the right owner: the released is numbered and frozen, each owner gets one letter, every handover a follow-up date."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from field import findings, followups, handovers, inventories, journal, kinds, letters, owners, photos, places
from field.findings import Finding
from field.followups import Check
from field.handovers import Handover, OwnerLink
from field.kinds import Kinds
from field.kit import clock, i18n
from field.kit.settings import Settings
from field.lifecycle import noting, telling
from field.owners import Assignment, Owner
from field.protocol import draw_up, shape
from field.protocol.draw_up import Protocol
from field.walks import Walk

WORST_FIRST = ("worse", "remains", "not_judged", "fixed")
WANTED_WITHIN = {"A": (1, 0), "1": (14, 0), "2": (0, 3), "3": (0, 12)}  # urgency → (days, months)


@dataclass
class Report:
    """What a hand-over did: JSON-able by `as_dict`. `refused` are acute points without a logged call, `left` those without an owner."""

    version: int | None = None
    points: list[str] = field(default_factory=list)
    owners: dict[str, dict[str, Any]] = field(default_factory=dict)
    letters: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)
    left: list[dict[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "points": len(self.points),
            "numbers": self.points,
            "letters": self.letters,
            "owners": list(self.owners.values()),
            "refused": self.refused,
            "left": self.left,
        }


@dataclass
class _Round:
    """One hand-over under way: everything its steps share."""

    db: Session
    walk: Walk
    now: datetime
    settings: Settings
    actor: str
    kinds: Kinds
    owners: dict[str, Owner]
    report: Report
    protocol: Protocol | None = None

    def frozen(self) -> Protocol:
        if self.protocol is None:
            self.protocol = draw_up.freeze(self.db, self.walk, self.now)
            self.report.version = self.protocol.version
        return self.protocol


@dataclass(frozen=True)
class Point:
    """One line to draw up, with the owners it goes to: a finding seen now, or one checked again.

    Several owners may have been judged in checks of their own; the worst that was seen is the one told.
    """

    finding: Finding
    to: list[Assignment]
    checks: tuple[Check, ...] = ()
    claim: str | None = None

    @property
    def check(self) -> Check | None:
        return min(self.checks, key=lambda each: WORST_FIRST.index(each.outcome), default=None)


def hand_over(db: Session, walk: Walk, *, everything: bool, now: datetime, settings: Settings, actor: str) -> Report:
    """Draws up what is released (`everything`: all that has an owner or needs none) and writes one letter per owner. Again: nothing."""
    noting.lock(db, walk)
    turn = _Round(db, walk, now, settings, actor, kinds.load(db), owners.everyone(db), Report())
    points = [*_seen(turn, everything), *_checked(turn)]
    for point in points:
        _number(turn, point.finding)
    given = [row for point in points for row in _give(turn, point)]
    for point in points:
        _freeze(turn, point)
    for owner_id in dict.fromkeys(row.owner_id for row in given):
        _letter(turn, turn.owners[owner_id], [row for row in given if row.owner_id == owner_id])
    if turn.protocol:
        noting.forget_makers(db, walk)
        journal.write(db, now, actor, "drawn-up", "walk", walk.id, version=turn.protocol.version, points=len(points))
    return turn.report


def _seen(turn: _Round, everything: bool) -> list[Point]:
    """Released findings, and frozen ones that a person has since given a new owner."""
    rows = findings.of_walk(turn.db, turn.walk.id, ("noted", "ready", "frozen") if everything else ("ready", "frozen"))
    rows = [row for row in rows if not row.is_restricted and row.double_of is None]
    assigned = owners.assigned(turn.db, [row.id for row in rows])
    held_by = handovers.of_findings(turn.db, [row.id for row in rows])
    found = []
    for row in rows:
        already = {each.owner_id for each in held_by.get(row.id, [])}
        to = [each for each in assigned.get(row.id, []) if each.owner_id not in already]
        if (row.state != "frozen" or to) and _may_go(turn, row, bool(to or already)):
            found.append(Point(row, to))
    return found


def _may_go(turn: _Round, row: Finding, has_owner: bool) -> bool:
    name = {"finding": str(row.id), "kind": row.kind or "", "text": row.text[:80]}
    if draw_up.urgency_of(row, turn.kinds) == "A" and row.needs_owner and row.call_at is None:
        turn.report.refused.append({**name, "code": "call-not-logged"})
        return False
    if row.needs_owner and not has_owner:
        turn.report.left.append({**name, "code": "owner-unknown"})
        return row.state == "ready"
    return True


def _checked(turn: _Round) -> list[Point]:
    """Checks of a follow-up walk: all stand in its protocol; what remains is handed over again to those who had it."""
    by_finding: dict[UUID, list[Check]] = {}
    for row in followups.checks_of_walk(turn.db, turn.walk.id):
        if row.state == "recorded":
            by_finding.setdefault(row.finding_id, []).append(row)
    return [_again(turn, turn.db.get_one(Finding, each), rows) for each, rows in by_finding.items()]


def _again(turn: _Round, finding: Finding, checks: list[Check]) -> Point:
    """A check that another has replaced at every owner is put away with the rest, and tells nothing."""
    visited = [row for row in followups.of_walk(turn.db, turn.walk.id) if row.check_id in [each.id for each in checks]]
    standing = [each for each in checks if each.id in [row.check_id for row in visited]] or checks[-1:]
    held = [turn.db.get_one(Handover, row.handover_id) for row in visited]
    claim = i18n.gettext(handovers.ANSWER_NAMES[held[0].state]) if held else None
    open_ones = [row for row, visit in zip(held, visited, strict=True) if visit.outcome in ("remains", "worse")]
    again = [Assignment(finding_id=finding.id, owner_id=row.owner_id, why=row.why) for row in open_ones if row.is_live]
    for check in checks:
        check.move("frozen")
        turn.db.add(check)
        journal.write(turn.db, turn.now, turn.actor, "frozen", "site_check", check.id, outcome=check.outcome)
    return Point(finding, again, tuple(standing), claim)


def _number(turn: _Round, row: Finding) -> None:
    for each in [row, *_doubles(turn.db, row)]:
        area = turn.db.get_one(places.Area, each.area_id or turn.walk.area_id)
        season = turn.db.get_one(inventories.Inventory, turn.walk.inventory_id).short
        findings.give_number(turn.db, each, area.prefix, season)


def _doubles(db: Session, row: Finding) -> list[Finding]:
    return list(db.exec(select(Finding).where(Finding.double_of == row.id, Finding.state != "removed")))


def wanted_by(urgency: str, frozen_on: date) -> date | None:
    """When an owner should be done: 14 days, 3 or 12 calendar months from the day the protocol was frozen."""
    if urgency not in WANTED_WITHIN:
        return None
    days, months = WANTED_WITHIN[urgency]
    return followups.months_later(frozen_on, months) + timedelta(days=days)


def _freeze(turn: _Round, point: Point) -> None:
    row, protocol = point.finding, turn.frozen()
    doubles = _doubles(turn.db, row)
    line = _line(turn, point, protocol, doubles)
    draw_up.add_line(turn.db, protocol, row, line)
    for each in [row, *doubles]:
        if each.state != "frozen":
            each.move("frozen")
            journal.write(turn.db, turn.now, turn.actor, "frozen", "finding", each.id, number=each.number, version=protocol.version)
        each.published_at = each.published_at or turn.now
        if each.walk_id == turn.walk.id:
            findings.touch(turn.db, turn.walk, each)
    turn.report.points.append(row.number or "")


def _line(turn: _Round, point: Point, protocol: Protocol, doubles: list[Finding]) -> shape.Line:
    row, db = point.finding, turn.db
    area = db.get(places.Area, row.area_id) if row.area_id else None
    place = db.get(places.Place, row.place_id) if row.place_id else None
    until = wanted_by(draw_up.urgency_of(row, turn.kinds), clock.day(turn.now, turn.settings.timezone)) if point.to else None
    pictures = [each for one in [row, *doubles] for each in photos.of_findings(db, [one.id]).get(one.id, [])]
    line = draw_up.line_of(
        row, kinds=turn.kinds, proposals=_named(turn, point), area=area.name if area else None, place=place.name if place else None,
        pictures=pictures, wanted_by=until.isoformat() if until else None,
        also=[each.number or "" for each in doubles], version=protocol.version,
    )  # fmt: skip
    line["perspective"] = [eyes for each in [row, *doubles] for eyes in each.perspective]
    if point.check:
        _add_check(turn, line, point, point.check)
    return line


def _add_check(turn: _Round, line: shape.Line, point: Point, check: Check) -> None:
    label = turn.kinds.label(point.finding.kind)
    for each in line["photos"]:
        each["moment"] = "before"
    for pictures in photos.of_checks(turn.db, [each.id for each in point.checks]).values():
        line["photos"] += [{**draw_up.photo_of(photo, label), "moment": "after"} for photo in pictures if not photo.is_voice]
    line["check"] = draw_up.check_of(check, point.finding.number or "", point.claim, turn.settings.timezone)


def _named(turn: _Round, point: Point) -> list[shape.Owner]:
    held = [(row.owner_id, row.why) for row in handovers.of_finding(turn.db, point.finding.id) if row.is_live]
    both = dict([*held, *((row.owner_id, row.why) for row in point.to)])
    return [{"id": each, "name": turn.owners[each].name, "why": why} for each, why in both.items()]


def _give(turn: _Round, point: Point) -> list[Handover]:
    """A handover per owner, each with its follow-up: nothing handed over is without a date to go and look."""
    given = []
    for each in point.to:
        link = handovers.link_for(turn.db, turn.settings.secret_key, each.owner_id, turn.walk.id, turn.now)
        row = _handover(turn, point.finding, each, link)
        turn.db.add(row)
        turn.db.flush()
        today = clock.day(turn.now, turn.settings.timezone)
        followups.schedule(turn.db, row.id, point.finding.id, today, turn.settings.followup_months)
        journal.write(turn.db, turn.now, turn.actor, "handed-over", "handover", row.id, owner=row.owner_id, number=row.number)
        given.append(row)
    return given


def _handover(turn: _Round, finding: Finding, to: Assignment, link: OwnerLink) -> Handover:
    urgency = draw_up.urgency_of(finding, turn.kinds)
    return Handover(
        finding_id=finding.id,
        owner_id=to.owner_id,
        protocol_id=turn.frozen().id,
        link_id=link.id,
        number=finding.number or "",
        why=to.why,
        wanted_by=wanted_by(urgency, clock.day(turn.now, turn.settings.timezone)),
        handed_over_at=turn.now,
        version=link.counter,
    )


def _letter(turn: _Round, owner: Owner, rows: list[Handover]) -> None:
    link_id = rows[0].link_id
    thread = letters.first_of_thread(turn.db, link_id)
    letters.write(
        turn.db,
        "handover",
        owner.email,
        now=turn.now,
        values=letter_values(turn.db, turn.walk, owner, rows, turn.kinds, turn.settings, supplement=bool(thread)),
        to_name=owner.name,
        language=owner.language,
        link=(handovers.LINK_PURPOSE, link_id),
        owner_id=owner.id,
        walk_id=turn.walk.id,
        thread=thread,
    )
    turn.report.letters += 1
    turn.report.owners[owner.id] = {"id": owner.id, "name": owner.name, "email": owner.email, "points": len(rows), "letters": 1}


def letter_values(
    db: Session, walk: Walk, owner: Owner, rows: Iterable[Handover], known: Kinds, settings: Settings, *, supplement: bool
) -> dict[str, object]:
    """What a letter to an owner says: also used to preview it."""
    points = [_letter_point(db, row, known) for row in rows]
    area = db.get_one(places.Area, walk.area_id)
    return {
        "owner": owner,
        "area": area.name,
        "walked_on": clock.day(walk.starts_at, settings.timezone),
        "walk": walk,
        "points": points,
        "urgent": sum(1 for point in points if point["urgency"] in ("A", "1")),
        "supplement": supplement,
        "contact": owners.in_role(db, owners.COORDINATOR, walk.area_id),
        "followup_on": followups.months_later(clock.day(points_day(rows), settings.timezone), settings.followup_months),
    }


def points_day(rows: Iterable[Handover]) -> datetime:
    return max(row.handed_over_at for row in rows)


def _letter_point(db: Session, row: Handover, known: Kinds) -> dict[str, Any]:
    finding = db.get_one(Finding, row.finding_id)
    place = db.get(places.Place, finding.place_id) if finding.place_id else None
    area = db.get(places.Area, finding.area_id) if finding.area_id else None
    return {
        "number": row.number,
        "finding": finding,
        "kind": finding.kind,
        "place": place.name if place else None,
        "area": area.name if area else "",
        "where": partial(telling.where, finding, place.name if place else None, area.name if area else ""),
        "photos": sum(photo.state == "approved" for photo in photos.of_findings(db, [finding.id]).get(finding.id, [])),
        "why": row.why,
        "wanted_by": row.wanted_by,
        "urgency": draw_up.urgency_of(finding, known),
        "kinds": known,
    }
