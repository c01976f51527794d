"""Versions (versioner): nothing that is said of a finding is overwritten. Each accepted word of its maker, a
leader or the desk is a version; what another pass says is a proposal (förslag) beside it.

A proposal is one row for each pass and finding, with a counter of its own; each of its wordings is a version
too. `participant_id` is forgotten when the protocol is frozen, as everywhere. `body` is as a phone sends it,
read and made safe: a child's words are masked before they come here."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, update
from sqlmodel import Field, Session, SQLModel, col, select

from field.findings import asked
from field.findings.rows import Finding
from field.kit import steps
from field.kit.db import Moment
from field.kit.tokens import uuid7

PROPOSAL_STEPS = steps.steps(open="taken left", taken="open", left="open")
DESK, LEADER, WALKER = "desk", "leader", "walker"
NOT_WORDS = {"type", "kind", "noted_at", "photos", "same_as", "position", "positions", "call"}


class FindingProposal(SQLModel, table=True):
    """`is_erratum`: of a point in a protocol. `versions` is how many wordings there have been."""

    __tablename__ = "proposal"
    __table_args__ = (CheckConstraint("state IN ('open', 'taken', 'left')", name="state"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    finding_id: UUID = Field(foreign_key="finding.id", index=True)
    walk_id: UUID = Field(foreign_key="walk.id", index=True)
    participant_id: UUID | None = Field(default=None, foreign_key="participant.id", ondelete="SET NULL")
    state: str = "open"
    is_erratum: bool = False
    revision: int = 0
    versions: int = 0
    digest: str = ""
    body: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_type=Moment)

    def move(self, to: str) -> None:
        steps.move(self, PROPOSAL_STEPS, to)

    @property
    def is_restricted(self) -> bool:
        return self.body.get("type") == "behaviour"


class FindingVersion(SQLModel, table=True):
    """`proposal_id`: of which proposal this is a wording; none of what has stood."""

    __tablename__ = "finding_version"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    finding_id: UUID = Field(foreign_key="finding.id", index=True)
    proposal_id: UUID | None = Field(default=None, foreign_key="proposal.id")
    participant_id: UUID | None = Field(default=None, foreign_key="participant.id", ondelete="SET NULL")
    role: str
    revision: int
    digest: str = ""
    body: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_type=Moment)


def keep_of_desk(db: Session, finding: Finding, now: datetime) -> None:
    """The finding as somebody at the desk has just worded it."""
    spot = {"lat": finding.lat, "lon": finding.lon, "accuracy_m": finding.accuracy_m}
    body = {code: getattr(finding, code) for code in asked.CODES}
    body |= {
        "kind": finding.kind,
        "noted_at": finding.noted_at.isoformat(),
        "photos": list(finding.photos_wanted),
        "position": spot if finding.lat is not None else None,
    }
    db.add(FindingVersion(finding_id=finding.id, role=DESK, revision=finding.revision, body=body, at=now))


def of_finding(db: Session, finding_id: UUID) -> list[FindingVersion]:
    """What has stood, oldest first."""
    query = select(FindingVersion).where(
        FindingVersion.finding_id == finding_id, col(FindingVersion.proposal_id).is_(None)
    )
    return list(db.exec(query.order_by(col(FindingVersion.at), col(FindingVersion.id))))


def proposal_of(db: Session, finding: Finding, participant_id: UUID) -> FindingProposal | None:
    query = select(FindingProposal).where(
        FindingProposal.finding_id == finding.id, FindingProposal.participant_id == participant_id
    )
    return db.exec(query.order_by(col(FindingProposal.id).desc()).limit(1)).first()


def proposals_of(
    db: Session, ids: Iterable[UUID], states: Iterable[str] = ("open",)
) -> list[FindingProposal]:
    """Of these findings, oldest first."""
    query = select(FindingProposal).where(
        col(FindingProposal.finding_id).in_(list(ids)), col(FindingProposal.state).in_(list(states))
    )
    return list(db.exec(query.order_by(col(FindingProposal.at), col(FindingProposal.id))))


def differences(proposal: FindingProposal, finding: Finding) -> dict[str, tuple[Any, Any]]:
    """What it would change: by the field's name, (what stands, what is proposed)."""
    body = proposal.body
    found: dict[str, tuple[Any, Any]] = {}
    for name in ("type", "kind", *sorted(set(body) - NOT_WORDS)):
        stands, said = getattr(finding, name, None), body.get(name)
        if (stands or None) != (said or None):
            found[name] = (stands, said)
    spot = body.get("position")
    if spot and (spot["lat"], spot["lon"]) != (finding.lat, finding.lon):
        found["position"] = ((finding.lat, finding.lon), (spot["lat"], spot["lon"]))
    return found


def asking(
    db: Session, about: Iterable[Finding], *, restricted: bool = False
) -> dict[UUID, list[FindingProposal]]:
    """The open ones that would change something, by finding; those of behaviour only where `restricted`."""
    known = {each.id: each for each in about}
    found: dict[UUID, list[FindingProposal]] = {}
    for each in proposals_of(db, known):
        if (restricted or not each.is_restricted) and differences(each, known[each.finding_id]):
            found.setdefault(each.finding_id, []).append(each)
    return found


def everything_of(db: Session, finding_id: UUID) -> list[FindingVersion | FindingProposal]:
    """All that has been said of it, whoever said it and whatever became of it."""
    said = db.exec(select(FindingVersion).where(FindingVersion.finding_id == finding_id))
    return [*said, *db.exec(select(FindingProposal).where(FindingProposal.finding_id == finding_id))]


def open_of_walk(db: Session, walk_id: UUID) -> list[FindingProposal]:
    query = select(FindingProposal).where(FindingProposal.walk_id == walk_id, FindingProposal.state == "open")
    return list(db.exec(query.order_by(col(FindingProposal.at), col(FindingProposal.id))))


def forget_makers(db: Session, walk_id: UUID) -> None:
    """Who said what ends with the freeze; what was said stays."""
    db.execute(
        update(FindingProposal).where(col(FindingProposal.walk_id) == walk_id).values(participant_id=None)
    )
    db.execute(update(Finding).where(col(Finding.walk_id) == walk_id).values(photo_sets={}))
    of_walk = select(Finding.id).where(Finding.walk_id == walk_id)
    db.execute(
        update(FindingVersion).where(col(FindingVersion.finding_id).in_(of_walk)).values(participant_id=None)
    )
