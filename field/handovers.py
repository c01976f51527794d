"""Handovers (överlämningar): one finding in one owner's hands, the owner's answers, and the link by which the
owner answers.

`state` is the owner's claim alone; what the walkers saw when they came back is the follow-up's, a fact of its
own.
The token of a link is derived from its row under the installation's key and kept only as digest; opening it
changes nothing.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint, func
from sqlmodel import Field, Session, SQLModel, col, select

from field.kit import i18n, steps, tokens
from field.kit.db import Moment
from field.kit.errors import Refusal

ANSWERS = ("received", "fixed", "planned", "partly", "not_ours", "wont", "question")
ANSWER_NAMES = {
    "open": i18n.N_("Inget svar än"),
    "received": i18n.N_("Mottaget"),
    "fixed": i18n.N_("Åtgärdat enligt ägaren"),
    "planned": i18n.N_("Planerat"),
    "partly": i18n.N_("Delvis åtgärdat"),
    "not_ours": i18n.N_("Inte vårt"),
    "wont": i18n.N_("Görs inte"),
    "question": i18n.N_("Behöver veta mer"),
    "passed_on": i18n.N_("Skickat vidare"),
    "withdrawn": i18n.N_("Återtaget"),
}
REASONS = {
    "not_our_land": i18n.N_("Inte vår mark"),
    "private_owner_declines": i18n.N_("Privat ägare vill inte"),
    "rule_or_law": i18n.N_("Lag eller regel hindrar"),
    "nature_or_heritage": i18n.N_("Natur eller kulturarv skyddas"),
    "technical": i18n.N_("Går inte tekniskt"),
    "budget": i18n.N_("Inga pengar i år"),
    "would_not_work_here": i18n.N_("Skulle inte fungera här"),
    "in_larger_project": i18n.N_("Ingår i ett större projekt"),
    "already_routine": i18n.N_("Görs redan regelbundet"),
    "place_not_found": i18n.N_("Hittar inte platsen"),
    "not_seen_on_inspection": i18n.N_("Syntes inte när vi tittade"),
}
UNDO_LASTS = timedelta(hours=24)
LINK_LASTS = timedelta(days=550)

_ANSWER_STATES = " ".join(("open", *ANSWERS))
_OPEN_END = f"{_ANSWER_STATES} passed_on withdrawn"
STEPS = steps.steps(**dict.fromkeys(("open", *ANSWERS), _OPEN_END), passed_on="", withdrawn="")


class Handover(SQLModel, table=True):
    """`version` is the link's counter when this point last changed: what a stale page is measured against."""

    __table_args__ = (
        UniqueConstraint("finding_id", "owner_id", "protocol_id"),
        CheckConstraint("state IN ({})".format(", ".join(f"'{state}'" for state in STEPS)), name="state"),
    )

    id: UUID = Field(default_factory=tokens.uuid7, primary_key=True)
    finding_id: UUID = Field(foreign_key="finding.id", index=True)
    owner_id: str = Field(foreign_key="owner.id", index=True)
    protocol_id: UUID = Field(foreign_key="protocol.id", index=True)
    link_id: UUID = Field(foreign_key="owner_link.id", index=True)
    number: str
    why: str = ""
    wanted_by: date | None = None
    state: str = "open"
    own_ref: str = ""
    planned_date: date | None = None
    handed_over_at: datetime = Field(sa_type=Moment)
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    version: int = 0

    @property
    def is_live(self) -> bool:
        """Still the owner's to answer."""
        return self.state not in ("passed_on", "withdrawn")

    @property
    def is_answered(self) -> bool:
        return self.state in ANSWERS

    def move(self, to: str) -> None:
        steps.move(self, STEPS, to)


class Answer(SQLModel, table=True):
    """One answer; a new one is a new row and the latest not undone counts."""

    id: UUID = Field(default_factory=tokens.uuid7, primary_key=True)
    handover_id: UUID = Field(foreign_key="handover.id", index=True)
    answer: str
    at: datetime = Field(sa_type=Moment)
    day: date | None = None
    words: str = ""
    reason: str = ""
    suggested_owner: str = ""
    own_ref: str = ""
    undone_at: datetime | None = Field(default=None, sa_type=Moment)


class OwnerLink(SQLModel, table=True):
    """One owner's way in to their points of one walk's protocol. `counter` is the number of the last answer
    through it; see `counter`.
    """

    __tablename__ = "owner_link"

    id: UUID = Field(default_factory=tokens.uuid7, primary_key=True)
    owner_id: str = Field(foreign_key="owner.id", index=True)
    walk_id: UUID = Field(foreign_key="walk.id", index=True)
    digest: str = Field(unique=True)
    made_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    counter: int = 0

    def works(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.made_at + LINK_LASTS


LINK_PURPOSE = "owner-link"


def link_for(db: Session, secret_key: str, owner_id: str, walk_id: UUID, now: datetime) -> OwnerLink:
    """The live link of an owner and a walk, made when there is none; a supplement goes out under the same."""
    query = select(OwnerLink).where(
        OwnerLink.owner_id == owner_id, OwnerLink.walk_id == walk_id, col(OwnerLink.revoked_at).is_(None)
    )
    for row in db.exec(query):
        if row.works(now) and row.digest == tokens.digest(link_token(secret_key, row.id)):
            return row
    return new_link(db, secret_key, owner_id, walk_id, now)


def new_link(db: Session, secret_key: str, owner_id: str, walk_id: UUID, now: datetime) -> OwnerLink:
    row_id = tokens.uuid7()
    row = OwnerLink(
        id=row_id,
        owner_id=owner_id,
        walk_id=walk_id,
        digest=tokens.digest(link_token(secret_key, row_id)),
        made_at=now,
    )
    row.counter = counter(db, row)
    db.add(row)
    db.flush()
    return row


def link_token(secret_key: str, link_id: UUID) -> str:
    return tokens.derived_token(secret_key, LINK_PURPOSE, link_id)


def by_token(db: Session, token: str, now: datetime) -> OwnerLink | None:
    """The link, or None for one that is wrong, revoked or expired: the page is the same for all three."""
    row = known_by(db, token)
    return row if row and row.works(now) else None


def known_by(db: Session, token: str) -> OwnerLink | None:
    """The link that once had this token, also one that no longer works."""
    return db.exec(select(OwnerLink).where(OwnerLink.digest == tokens.digest(token))).first()


def lock(db: Session, link: OwnerLink) -> None:
    """An owner's answers about one walk are taken in turn, whichever link they come by."""
    query = select(OwnerLink.id).where(OwnerLink.owner_id == link.owner_id, OwnerLink.walk_id == link.walk_id)
    db.exec(query.order_by(col(OwnerLink.id)).with_for_update()).all()


def counter(db: Session, link: OwnerLink) -> int:
    """The version a page shows. All links of an owner and a walk share their points, and so one count."""
    query = select(func.max(OwnerLink.counter)).where(
        OwnerLink.owner_id == link.owner_id, OwnerLink.walk_id == link.walk_id
    )
    return db.exec(query).one() or 0


def of_link(db: Session, link: OwnerLink) -> list[Handover]:
    """The points an owner sees, by number; the owner's other links of the walk share them."""
    query = select(Handover).join(OwnerLink, col(OwnerLink.id) == Handover.link_id)
    query = query.where(
        OwnerLink.owner_id == link.owner_id, OwnerLink.walk_id == link.walk_id, Handover.state != "withdrawn"
    )
    return list(db.exec(query.order_by(col(Handover.number))))


def of_finding(db: Session, finding_id: UUID) -> list[Handover]:
    return list(
        db.exec(
            select(Handover).where(Handover.finding_id == finding_id).order_by(col(Handover.handed_over_at))
        )
    )


def of_findings(db: Session, ids: list[UUID]) -> dict[UUID, list[Handover]]:
    found: dict[UUID, list[Handover]] = {}
    for row in db.exec(
        select(Handover).where(col(Handover.finding_id).in_(ids)).order_by(col(Handover.handed_over_at))
    ):
        found.setdefault(row.finding_id, []).append(row)
    return found


def history(db: Session, handover_ids: list[UUID]) -> dict[UUID, list[Answer]]:
    """All answers, oldest first; also those undone."""
    found: dict[UUID, list[Answer]] = {}
    for row in db.exec(
        select(Answer)
        .where(col(Answer.handover_id).in_(handover_ids))
        .order_by(col(Answer.at), col(Answer.id))
    ):
        found.setdefault(row.handover_id, []).append(row)
    return found


def standing_answer(db: Session, handover_id: UUID) -> Answer | None:
    """The latest answer that has not been undone."""
    query = select(Answer).where(Answer.handover_id == handover_id, col(Answer.undone_at).is_(None))
    return db.exec(query.order_by(col(Answer.at).desc(), col(Answer.id).desc())).first()


def record(db: Session, link: OwnerLink, handover: Handover, answer: Answer) -> None:
    """Adds an answer and lets it stand."""
    db.add(answer)
    _stand(db, link, handover, answer, answer.at)


def undo(db: Session, link: OwnerLink, handover: Handover, now: datetime) -> None:
    """Takes the latest answer back, within 24 hours; the one before it stands again. Raises
    `Refusal("wrong-step")` later than that.
    """
    latest = standing_answer(db, handover.id)
    if latest is None or now > latest.at + UNDO_LASTS:
        raise Refusal("wrong-step")
    latest.undone_at = now
    db.add(latest)
    db.flush()
    _stand(db, link, handover, standing_answer(db, handover.id), now)


def _stand(db: Session, link: OwnerLink, handover: Handover, answer: Answer | None, now: datetime) -> None:
    handover.move(answer.answer if answer else "open")
    handover.answered_at = answer.at if answer else None
    handover.planned_date = answer.day if answer and answer.answer in ("planned", "partly") else None
    handover.own_ref = (answer.own_ref if answer else "") or handover.own_ref
    link.counter = counter(db, link) + 1
    handover.version = link.counter
    db.add(link)
    db.add(handover)
    db.flush()
