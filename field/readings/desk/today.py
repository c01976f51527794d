"""What needs a coordinator today (Idag): findings to go through, photos to review, letters that are stuck,
owners who are silent or ask.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from field import handovers, journal, kinds, letters, setbacks
from field.findings import Finding, FindingProposal, versions
from field.followups import Check, FollowUp
from field.handovers import Answer, Handover
from field.kinds import PUBLIC_TYPES, Kinds
from field.letters import Letter
from field.owners import Assignment, Owner
from field.photos import Photo
from field.places import Area
from field.protocol.draw_up import Protocol
from field.readings.desk import paper_letters
from field.setbacks import SetbackCount
from field.walks import Walk

SILENT_AFTER = timedelta(days=30)


@dataclass(frozen=True)
class InWalk:
    """A walk and how many things in it wait for a person."""

    walk: Walk
    count: int


@dataclass(frozen=True)
class Silence:
    """Points in one owner's hands without any answer for 30 days, from `walks` walks. `reminders` is how many
    letters have asked.
    """

    owner: Owner
    points: int
    walks: int
    since: datetime
    reminders: int


@dataclass(frozen=True)
class Reply:
    """An answer that leads on: the point is somebody else's, or the owner asks back."""

    handover: Handover
    answer: Answer
    owner: Owner
    finding: Finding
    walk_id: UUID


@dataclass(frozen=True)
class Due:
    """Points of one area to be looked at again, the first of them since `since`."""

    area: Area
    points: int
    since: date


@dataclass(frozen=True)
class Needs:
    to_clear: list[InWalk]
    photos: list[InWalk]
    to_send: list[InWalk]
    calls: list[tuple[Finding, Walk]]
    letters: list[Letter]
    replies: list[Reply]
    silent: list[Silence]
    due: list[Due]
    setbacks: list[SetbackCount]
    proposed: list[InWalk]
    errata: list[InWalk]

    @property
    def nothing(self) -> bool:
        return not any(
            (
                self.to_clear,
                self.photos,
                self.to_send,
                self.calls,
                self.letters,
                self.replies,
                self.silent,
                self.due,
                self.setbacks,
                self.proposed,
                self.errata,
            )
        )


def today(db: Session, now: datetime, day: date, *, restricted: bool = False) -> Needs:
    """`day` is the calendar day of `now` in the installation's zone. `restricted`: with proposals of
    behaviour.
    """
    known = kinds.load(db)
    return Needs(
        to_clear(db),
        photos_to_review(db),
        to_send(db),
        calls(db, known),
        stuck_letters(db),
        replies(db),
        silent(db, now),
        due(db, day),
        setbacks.counted(db),
        *proposed(db, restricted),
    )


def to_clear(db: Session) -> list[InWalk]:
    query = select(Walk, func.count()).join(Finding, col(Finding.walk_id) == Walk.id)
    query = query.where(Finding.state == "noted", col(Finding.type).in_(PUBLIC_TYPES)).group_by(col(Walk.id))
    return [InWalk(walk, count) for walk, count in db.exec(query.order_by(col(Walk.starts_at).desc()))]


def proposed(db: Session, restricted: bool) -> tuple[list[InWalk], list[InWalk]]:
    """Points of which another phone says something else than what stands: open ones, and sent ones."""
    asked_of = select(FindingProposal.finding_id).where(FindingProposal.state == "open")
    query = select(Finding).where(col(Finding.id).in_(asked_of), col(Finding.type).in_(PUBLIC_TYPES))
    points = db.exec(query.where(Finding.state != "removed")).all()
    asking = versions.asking(db, points, restricted=restricted)
    waiting = [each for each in points if each.id in asking]
    return (
        _in_walks(db, Counter(each.walk_id for each in waiting if each.state != "frozen")),
        _in_walks(db, Counter(each.walk_id for each in waiting if each.state == "frozen")),
    )


def _in_walks(db: Session, counts: Counter[UUID]) -> list[InWalk]:
    query = select(Walk).where(col(Walk.id).in_(counts)).order_by(col(Walk.starts_at).desc())
    return [InWalk(walk, counts[walk.id]) for walk in db.exec(query)]


def photos_to_review(db: Session) -> list[InWalk]:
    """Pictures of behaviour notes and of removed findings are nobody's to look at; what waits for its finding
    is not there yet.
    """
    query = (
        select(Walk, func.count())
        .join(Photo, col(Photo.walk_id) == Walk.id)
        .join(Finding, col(Finding.id) == Photo.finding_id)
    )
    query = query.where(
        Photo.state == "awaits", Photo.copies != "broken", col(Photo.mime).startswith("image/")
    )
    query = query.where(Finding.state != "removed", Finding.type != "behaviour").group_by(col(Walk.id))
    return [InWalk(walk, count) for walk, count in db.exec(query.order_by(col(Walk.starts_at).desc()))]


def to_send(db: Session) -> list[InWalk]:
    """What the next hand-over of a walk would take: released points, sent ones with a new owner, and checks
    that stand in no protocol.
    """
    given = (
        select(Handover.id)
        .where(Handover.finding_id == Assignment.finding_id, Handover.owner_id == Assignment.owner_id)
        .exists()
    )
    counts: Counter[UUID] = Counter()
    for query in (
        select(Finding.walk_id, func.count()).where(Finding.state == "ready").group_by(col(Finding.walk_id)),
        select(Finding.walk_id, func.count(func.distinct(Finding.id)))
        .join(Assignment, col(Assignment.finding_id) == Finding.id)
        .where(Finding.state == "frozen", col(Finding.double_of).is_(None), ~given)
        .group_by(col(Finding.walk_id)),
        select(Check.walk_id, func.count(func.distinct(Check.finding_id)))
        .where(Check.state == "recorded")
        .group_by(col(Check.walk_id)),
    ):
        counts.update(dict(db.exec(query).all()))
    return _in_walks(db, counts)


def calls(db: Session, known: Kinds) -> list[tuple[Finding, Walk]]:
    """Acute points that nobody has phoned in, or nobody has said so."""
    acute = [code for code in known.by_code if known.value(code, "urgency") == kinds.ACUTE]
    query = select(Finding, Walk).join(Walk, col(Walk.id) == Finding.walk_id)
    query = query.where(col(Finding.state).in_(("noted", "ready", "held")), col(Finding.call_at).is_(None))
    query = query.where(
        (col(Finding.urgency) == kinds.ACUTE)
        | (col(Finding.urgency).is_(None) & col(Finding.kind).in_(acute))
    )
    return [
        (row, walk) for row, walk in db.exec(query.order_by(col(Finding.noted_at))) if row.lacks_call(known)
    ]


def stuck_letters(db: Session) -> list[Letter]:
    """Letters that bounced or have no address, and were not given on paper; not those by which staff sign
    in.
    """
    rows = [row for row in letters.in_state(db, "failed", "no_address") if row.owner_id]
    paper = paper_letters.on_paper(db, rows)
    return [row for row in rows if str(row.id) not in paper]


def replies(db: Session) -> list[Reply]:
    """Answers that ask something of us and still stand; a question somebody has replied to waits for the
    owner, not for us.
    """
    query = select(Handover, Owner, Finding, Protocol.walk_id).join(Owner, col(Owner.id) == Handover.owner_id)
    query = query.join(Finding, col(Finding.id) == Handover.finding_id).join(
        Protocol, col(Protocol.id) == Handover.protocol_id
    )
    rows = db.exec(
        query.where(col(Handover.state).in_(handovers.TO_DESK)).order_by(col(Handover.answered_at))
    ).all()
    replied = journal.last_told(db, "handover", "replied", [row.id for row, *_rest in rows])
    said = handovers.history(db, [row.id for row, *_rest in rows])
    found = [
        Reply(row, answer, owner, finding, walk_id)
        for row, owner, finding, walk_id in rows
        if (answer := handovers.standing(said[row.id]))
    ]
    return [each for each in found if not _is_replied(each, replied)]


def _is_replied(reply: Reply, replied: dict[str, datetime]) -> bool:
    at = replied.get(str(reply.handover.id))
    return reply.answer.claim.desk == "reply" and at is not None and at >= reply.answer.at


def silent(db: Session, now: datetime) -> list[Silence]:
    """The longest silence first. A point the walkers have been back to asks nothing of its owner any more."""
    query = select(
        Handover.owner_id,
        func.count(),
        func.count(func.distinct(Protocol.walk_id)),
        func.min(Handover.handed_over_at),
    )
    query = query.join(Protocol, col(Protocol.id) == Handover.protocol_id).join(
        FollowUp, col(FollowUp.handover_id) == Handover.id
    )
    query = query.where(Handover.state == "open", Handover.handed_over_at <= now - SILENT_AFTER)
    query = query.where(col(FollowUp.state).not_in(("done", "dropped"))).group_by(col(Handover.owner_id))
    asked = _reminders(db)
    return [
        Silence(db.get_one(Owner, owner_id), points, walks, since, asked.get(owner_id, 0))
        for owner_id, points, walks, since in db.exec(query.order_by(func.min(Handover.handed_over_at)))
    ]


def _reminders(db: Session) -> dict[str | None, int]:
    query = select(Letter.owner_id, func.count()).where(Letter.kind == "reminder")
    return dict(db.exec(query.group_by(col(Letter.owner_id))).all())


def due(db: Session, day: date) -> list[Due]:
    query = select(Area, func.count(func.distinct(FollowUp.finding_id)), func.min(FollowUp.due_on))
    query = query.join(Finding, col(Finding.area_id) == Area.id).join(
        FollowUp, col(FollowUp.finding_id) == Finding.id
    )
    query = query.where(FollowUp.due_on <= day, col(FollowUp.state).in_(("waiting", "due"))).group_by(
        col(Area.id)
    )
    return [
        Due(area, points, since) for area, points, since in db.exec(query.order_by(func.min(FollowUp.due_on)))
    ]
