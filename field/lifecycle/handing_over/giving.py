"""Sent to the right owner: the released is numbered and frozen, each owner gets one letter, every handover a
follow-up date.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from field import findings, followups, handovers, journal, kinds, letters, owners, walks
from field.findings import Finding
from field.followups import Check
from field.handovers import Handover, OwnerLink
from field.kit import clock, i18n
from field.kit.errors import Refusal
from field.kit.settings import Settings
from field.letters import Letter
from field.lifecycle import noting
from field.lifecycle.handing_over import freezing, previewing
from field.lifecycle.handing_over.freezing import Freeze, PointToFreeze
from field.owners import Assignment, Owner
from field.readings import owner_letter
from field.readings.public import PublicSighting
from field.walks import Walk


@dataclass
class Report:
    """What a hand-over did: JSON-able by `as_dict`. `refused` are acute points without a logged call, `left`
    those without an owner. `parts` are the digests of each letter and of each point as `public` shows it.
    """

    version: int | None = None
    points: list[str] = field(default_factory=list)
    owners: dict[str, dict[str, Any]] = field(default_factory=dict)
    letters: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)
    left: list[dict[str, str]] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    public: list[PublicSighting] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Of all that is sent and published; the same for a rehearsal and for the deed."""
        return previewing.whole(self.parts)

    def as_dict(self) -> dict[str, Any]:
        return {
            "digest": self.digest,
            "version": self.version,
            "points": len(self.points),
            "numbers": self.points,
            "letters": self.letters,
            "owners": list(self.owners.values()),
            "refused": self.refused,
            "left": self.left,
        }


@dataclass
class _Turn(Freeze):
    """The same with what comes of it."""

    report: Report = field(default_factory=Report)
    letters: list[Letter] = field(default_factory=list)


def hand_over(
    db: Session,
    walk: Walk,
    *,
    everything: bool,
    now: datetime,
    settings: Settings,
    actor: str,
    expect: str | None = None,
) -> Report:
    """Draws up what is released (`everything`: all that has an owner or needs none) and writes one letter per
    owner. Again: nothing. Raises "preview-differs" where that is not what `expect` is the digest of.
    """
    walks.lock(db, walk)
    turn = _Turn(db, walk, now, settings, actor, kinds.load(db), owners.everyone(db))
    points = [*_seen(turn, everything), *_checked(turn)]
    for point in points:
        freezing.number(turn, point.finding)
    given = [row for point in points for row in _give(turn, point)]
    for point in points:
        freezing.freeze(turn, point)
        turn.report.points.append(point.finding.number or "")
    for owner_id in dict.fromkeys(row.owner_id for row in given):
        _letter(turn, turn.owners[owner_id], [row for row in given if row.owner_id == owner_id])
    seen = [point.finding for point in points]
    turn.report.parts, turn.report.public = previewing.parts(db, turn.letters, seen, settings.timezone)
    if expect is not None and expect != turn.report.digest:
        raise Refusal("preview-differs")
    if turn.protocol:
        turn.report.version = turn.protocol.version
        noting.forget_makers(db, walk)
        journal.write(
            db, now, actor, "drawn-up", "walk", walk.id, version=turn.protocol.version, points=len(points)
        )
    return turn.report


def _seen(turn: _Turn, everything: bool) -> list[PointToFreeze]:
    """Released findings, and frozen ones that a person has since given a new owner."""
    rows = findings.of_walk(
        turn.db, turn.walk.id, ("noted", "ready", "frozen") if everything else ("ready", "frozen")
    )
    rows = [row for row in rows if not row.is_restricted and row.double_of is None]
    assigned = owners.assigned(turn.db, [row.id for row in rows])
    held_by = handovers.of_findings(turn.db, [row.id for row in rows])
    found = []
    for row in rows:
        already = {each.owner_id for each in held_by.get(row.id, [])}
        to = [each for each in assigned.get(row.id, []) if each.owner_id not in already]
        if (row.state != "frozen" or to) and _may_go(turn, row, bool(to or already)):
            found.append(PointToFreeze(row, to))
    return found


def _may_go(turn: _Turn, finding: Finding, has_owner: bool) -> bool:
    name = {"finding": str(finding.id), "kind": finding.kind or "", "text": finding.text[:80]}
    if finding.lacks_call(turn.kinds):
        turn.report.refused.append({**name, "code": "call-not-logged"})
        return False
    if finding.needs_owner and not has_owner:
        turn.report.left.append({**name, "code": "owner-unknown"})
        return finding.state == "ready"
    return True


def _checked(turn: _Turn) -> list[PointToFreeze]:
    """Checks of a follow-up walk: all stand in its protocol; what remains is handed over again to those who
    had it.
    """
    by_finding: dict[UUID, list[Check]] = {}
    for row in followups.checks_of_walk(turn.db, turn.walk.id):
        if row.state == "recorded":
            by_finding.setdefault(row.finding_id, []).append(row)
    return [_again(turn, turn.db.get_one(Finding, each), rows) for each, rows in by_finding.items()]


def _again(turn: _Turn, finding: Finding, checks: list[Check]) -> PointToFreeze:
    """A check that another has replaced at every owner is put away with the rest, and tells nothing."""
    visited = [
        row
        for row in followups.of_walk(turn.db, turn.walk.id)
        if row.check_id in [each.id for each in checks]
    ]
    standing = [each for each in checks if each.id in [row.check_id for row in visited]] or checks[-1:]
    held = [turn.db.get_one(Handover, row.handover_id) for row in visited]
    claim = i18n.gettext(held[0].claim.staff) if held else None
    open_ones = [
        row for row, visit in zip(held, visited, strict=True) if visit.verdict and visit.verdict.is_left
    ]
    again = [
        Assignment(finding_id=finding.id, owner_id=row.owner_id, why=row.why)
        for row in open_ones
        if row.is_live
    ]
    for check in checks:
        check.move("frozen")
        turn.db.add(check)
        journal.write(turn.db, turn.now, turn.actor, "frozen", "site_check", check.id, outcome=check.outcome)
    return PointToFreeze(finding, again, tuple(standing), claim)


def _give(turn: _Turn, point: PointToFreeze) -> list[Handover]:
    """A handover per owner, each with its follow-up: nothing handed over is without a date to go and look."""
    given = []
    for each in point.to:
        link = handovers.link_for(turn.db, turn.settings.secret_key, each.owner_id, turn.walk.id, turn.now)
        row = _handover(turn, point.finding, each, link)
        turn.db.add(row)
        turn.db.flush()
        today = clock.day(turn.now, turn.settings.timezone)
        followups.schedule(turn.db, row.id, point.finding.id, today, turn.settings.followup_months)
        journal.write(
            turn.db,
            turn.now,
            turn.actor,
            "handed-over",
            "handover",
            row.id,
            owner=row.owner_id,
            number=row.number,
        )
        given.append(row)
    return given


def _handover(turn: _Turn, finding: Finding, to: Assignment, link: OwnerLink) -> Handover:
    urgency = finding.urgency_by(turn.kinds)
    return Handover(
        finding_id=finding.id,
        owner_id=to.owner_id,
        protocol_id=turn.frozen().id,
        link_id=link.id,
        number=finding.number or "",
        why=to.why,
        wanted_by=freezing.wanted_by(urgency, clock.day(turn.now, turn.settings.timezone)),
        handed_over_at=turn.now,
        version=link.counter,
    )


def _letter(turn: _Turn, owner: Owner, rows: list[Handover]) -> None:
    link_id = rows[0].link_id
    thread = letters.first_of_thread(turn.db, link_id)
    written = letters.write(
        turn.db,
        "handover",
        owner.email,
        now=turn.now,
        values=owner_letter.letter_values(
            turn.db, turn.walk, owner, rows, turn.kinds, turn.settings, supplement=bool(thread)
        ),
        to_name=owner.name,
        language=owner.language,
        link=(handovers.LINK_PURPOSE, link_id),
        owner_id=owner.id,
        walk_id=turn.walk.id,
        thread=thread,
    )
    turn.letters.append(written)
    turn.report.letters += 1
    turn.report.owners[owner.id] = {
        "id": owner.id,
        "name": owner.name,
        "email": owner.email,
        "points": len(rows),
        "letters": 1,
    }
