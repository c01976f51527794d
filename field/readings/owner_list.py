"""The owner's list (ägarens lista): what stands behind an owner's link. Reading it changes nothing, since
mail scanners open every link.

A picture is in it only when a person has ticked it; what waits is counted, so that the page can say so. What
was asked is what the protocol says, even if a phone has sent other words since; only what a person has read
at the desk takes its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from field import findings, followups, handovers, kinds, owners, photos, places
from field.findings import Finding, asked, errata, words
from field.findings.asked import Asked
from field.findings.errata import Erratum
from field.followups import Check, FollowUp
from field.handovers import Answer, Handover, OwnerLink
from field.kinds import Kinds
from field.kit import geo
from field.kit.text import quoted
from field.owners import Owner
from field.photos import Photo
from field.places import Area
from field.protocol import lines
from field.protocol.draw_up import ProtocolLine
from field.readings import standing
from field.walks import Walk


@dataclass(frozen=True)
class Pictures:
    """Those ticked, and how many wait for it."""

    shown: list[Photo]
    waiting: int


@dataclass(frozen=True)
class OwnerPoint:
    """One point as its owner sees it: what was asked, what the owner has said, and what was seen afterwards.

    `told` are field, label and words of what else was asked. `position` is in degrees WGS 84, None indoors.
    """

    handover: Handover
    finding: Finding
    kind: str | None
    label: str
    text: str
    told: list[tuple[Asked, str, str]]
    where: str
    position: tuple[float, float] | None
    urgency: str
    pictures: Pictures
    answer: Answer | None
    answer_pictures: Pictures
    may_undo: bool
    visit: FollowUp | None
    check: Check | None
    check_pictures: Pictures
    corrected: Erratum | None = None

    @property
    def number(self) -> str:
        return self.handover.number

    @property
    def is_urgent(self) -> bool:
        return self.urgency in kinds.URGENT

    @property
    def is_settled(self) -> bool:
        """Nothing is asked of the owner any more: answered, or seen to be fixed, or not theirs."""
        return (
            self.handover.is_answered
            or not self.handover.is_live
            or (self.check is not None and self.check.outcome == "fixed")
        )


@dataclass(frozen=True)
class Thanks:
    """A good thing of the same walk, passed on as it is."""

    label: str
    where: str
    text: str


@dataclass(frozen=True)
class OwnerList:
    """`version` is what the page's forms send back."""

    link: OwnerLink
    owner: Owner
    walk: Walk
    area: Area
    contact: Owner | None
    version: int
    points: list[OwnerPoint]
    thanks: list[Thanks]

    @property
    def answered(self) -> int:
        return sum(point.handover.is_answered for point in self.points)

    @property
    def to_answer(self) -> list[OwnerPoint]:
        """What needs the owner now: the urgent first, then by the day it is wanted."""
        waiting = [point for point in self.points if not point.is_settled]

        def by_need(point: OwnerPoint) -> tuple[bool, str, str]:
            return not point.is_urgent, str(point.handover.wanted_by or "9"), point.number

        return sorted(waiting, key=by_need)

    @property
    def settled(self) -> list[OwnerPoint]:
        return [point for point in self.points if point.is_settled]


def read(db: Session, link: OwnerLink, now: datetime) -> OwnerList:
    walk = db.get_one(Walk, link.walk_id)
    known = kinds.load(db)
    return OwnerList(
        link=link,
        owner=db.get_one(Owner, link.owner_id),
        walk=walk,
        area=db.get_one(Area, walk.area_id),
        contact=owners.in_role(db, owners.COORDINATOR, walk.area_id),
        version=handovers.counter(db, link),
        points=_points(db, handovers.of_link(db, link), known, now),
        thanks=_thanks(db, walk, known),
    )


@dataclass
class _Known:
    """All that the points are made of, read at once."""

    findings: dict[UUID, Finding]
    answers: dict[UUID, list[Answer]]
    visits: dict[UUID, FollowUp]
    checks: dict[UUID, Check]
    photos: dict[UUID, list[Photo]]
    lines: dict[tuple[UUID, UUID], ProtocolLine]
    kinds: Kinds
    corrected: dict[UUID, Erratum]
    corrected_lines: dict[UUID, ProtocolLine]


def _points(db: Session, rows: list[Handover], known: Kinds, now: datetime) -> list[OwnerPoint]:
    found = {
        each.id: each
        for each in db.exec(select(Finding).where(col(Finding.id).in_([row.finding_id for row in rows])))
    }
    said = handovers.history(db, [row.id for row in rows])
    visits = followups.of_handovers(db, [row.id for row in rows])
    checks = {each.id: each for each in _checks(db, visits.values())}
    answers = [each.id for some in said.values() for each in some]
    pictures = {
        **photos.of_findings(db, found),
        **photos.of_checks(db, checks),
        **photos.of_answers(db, answers),
    }
    everything = _Known(
        found,
        said,
        visits,
        checks,
        pictures,
        _lines(db, rows),
        known,
        _corrected(db, found),
        _corrected_lines(db, found),
    )
    return [_point(db, row, everything, now) for row in rows]


def _lines(db: Session, rows: list[Handover]) -> dict[tuple[UUID, UUID], ProtocolLine]:
    """What each was frozen as, by protocol and finding."""
    query = select(ProtocolLine).where(col(ProtocolLine.protocol_id).in_({row.protocol_id for row in rows}))
    return {(each.protocol_id, each.finding_id): each for each in db.exec(query)}


def _corrected(db: Session, ids: Iterable[UUID]) -> dict[UUID, Erratum]:
    told = {finding_id: errata.standing(some) for finding_id, some in errata.of_findings(db, ids).items()}
    return {finding_id: each for finding_id, each in told.items() if each}


def _corrected_lines(db: Session, ids: Iterable[UUID]) -> dict[UUID, ProtocolLine]:
    """The newest line of each point that was corrected, whichever protocol it stands in."""
    query = select(ProtocolLine).where(col(ProtocolLine.finding_id).in_(list(ids)))
    rows = db.exec(query.order_by(col(ProtocolLine.id)))
    return {each.finding_id: each for each in rows if "erratum" in each.data}


def _what(db: Session, finding: Finding, line: ProtocolLine | None) -> dict[str, Any]:
    """What was asked: the frozen words and place, or the finding's own once a person has read them for their
    owner.
    """
    if line is None or finding.words_for_owner:
        spot = None if finding.is_indoors else geo.position(finding.lat, finding.lon)
        where = _where(db, finding)
        said = "" if finding.is_restricted else words.for_owner(finding, asked.TEXT)
        return {
            "kind": finding.kind,
            "text": quoted(said),
            "told": asked.told(finding, "owner"),
            "where": where,
            "position": spot,
        }
    data = line.data
    building, landmark = (words.masked(each, data[each.code]) for each in (asked.BUILDING, asked.LANDMARK))
    indoors = lines.indoors(building) if building else ""
    return {
        "kind": data["kind"],
        "text": quoted(words.masked(asked.TEXT, data["text"])),
        "told": asked.told_by(data, "owner"),
        "where": quoted(
            standing.joined(indoors or data["place"] or "", landmark or "") or data["area"] or ""
        ),
        "position": geo.position(data["lat"], data["lon"]),
    }


def _point(db: Session, handover: Handover, known: _Known, now: datetime) -> OwnerPoint:
    finding, visit = known.findings[handover.finding_id], known.visits.get(handover.id)
    line = known.corrected_lines.get(finding.id) or known.lines.get((handover.protocol_id, finding.id))
    what = _what(db, finding, line)
    answer = handovers.standing(known.answers.get(handover.id, []))
    check = known.checks.get(visit.check_id) if visit and visit.check_id else None
    return OwnerPoint(
        handover=handover,
        finding=finding,
        label=known.kinds.label(what["kind"]),
        told=[(each, label, quoted(said)) for each, label, said in what.pop("told")],
        **what,
        urgency=finding.urgency_by(known.kinds),
        pictures=_pictures(known.photos.get(finding.id, [])),
        answer=answer,
        answer_pictures=_pictures(known.photos.get(answer.id, []) if answer else []),
        may_undo=answer is not None and handover.is_live and now <= answer.at + handovers.UNDO_LASTS,
        visit=visit,
        check=check,
        check_pictures=_pictures(known.photos.get(check.id, []) if check else []),
        corrected=known.corrected.get(finding.id),
    )


def _checks(db: Session, visits: Iterable[FollowUp]) -> list[Check]:
    return list(
        db.exec(select(Check).where(col(Check.id).in_([each.check_id for each in visits if each.check_id])))
    )


def _where(db: Session, finding: Finding) -> str:
    place = db.get(places.Place, finding.place_id) if finding.place_id else None
    area = db.get(Area, finding.area_id) if finding.area_id else None
    return quoted(standing.where(finding, place.name if place else None, area.name if area else ""))


def _pictures(rows: list[Photo]) -> Pictures:
    seen = [row for row in rows if not row.is_voice and row.state != "rejected" and row.copies != "broken"]
    ticked = [row for row in seen if row.state == "approved"]
    return Pictures(ticked, len(seen) - len(ticked))


def _thanks(db: Session, walk: Walk, known: Kinds) -> list[Thanks]:
    rows = [
        row
        for row in findings.of_walk(db, walk.id, ("frozen",))
        if row.type == "positive" and row.double_of is None
    ]
    return [
        Thanks(known.label(row.kind), _where(db, row), quoted(row.text) if row.words_for_owner else "")
        for row in rows
    ]


def photo(db: Session, link: OwnerLink, photo_id: UUID, now: datetime) -> Photo | None:
    """A ticked picture of one of the link's points; None for any other, whatever its id."""
    points = read(db, link, now).points
    shown = (
        each
        for point in points
        for some in (point.pictures, point.answer_pictures, point.check_pictures)
        for each in some.shown
    )
    return next((each for each in shown if each.id == photo_id), None)
