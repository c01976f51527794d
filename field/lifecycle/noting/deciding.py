"""Deciding (att ta ställning): the desk takes what another phone has proposed, or leaves it. Of a point in a
protocol it is taken by a correction, never by itself. What a phone has removed is brought back here too.
"""

from datetime import datetime

from sqlmodel import Session

from field import findings, journal
from field.findings import Finding, FindingProposal
from field.kit.errors import Refusal
from field.lifecycle.noting import speaking
from field.lifecycle.noting.finding import take_proposal
from field.participants import Participant
from field.walks import Walk


def take(db: Session, finding: Finding, proposal: FindingProposal, now: datetime, actor: str) -> None:
    """It stands from here on, as the desk's word: a point that was released waits to be read again. Raises as
    `take_proposal`, and "not-found" where nobody is left whose pictures it would name.
    """
    walk = db.get_one(Walk, finding.walk_id)
    person_id = finding.participant_id or proposal.participant_id
    person = db.get(Participant, person_id) if person_id else None
    if person is None:
        raise Refusal("not-found")
    take_proposal(db, walk, person, finding, proposal, now, actor)


def leave(db: Session, finding: Finding, proposal: FindingProposal, now: datetime, actor: str) -> None:
    speaking.leave(db, db.get_one(Walk, finding.walk_id), finding, proposal, now, actor)


def settle(db: Session, finding: Finding, proposal: FindingProposal, now: datetime, actor: str) -> None:
    """What was proposed of a sent point is corrected. Again changes nothing."""
    if proposal.state == "taken":
        return
    proposal.move("taken")
    db.add(proposal)
    journal.write(db, now, actor, "proposal-taken", "finding", finding.id, proposal=str(proposal.id))


def bring_back(db: Session, finding: Finding, now: datetime, actor: str) -> None:
    """What its maker or a leader removed waits to be read again. Of one that stands it changes nothing."""
    if finding.state != "removed":
        return
    finding.move("noted")
    finding.removed_at, finding.removed_by = None, ""
    findings.touch(db, db.get_one(Walk, finding.walk_id), finding)
    journal.write(db, now, actor, "restored", "finding", finding.id)
