"""Proposals: what a leader's phone does with them, one press each."""

from uuid import UUID

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import findings
from field.findings import Finding, FindingProposal
from field.kit.errors import Refusal
from field.lifecycle import noting
from field.lifecycle.noting import speaking
from field.participants import Participant
from field.walks import Walk
from field.web import parts
from field.web.api import base
from field.web.api.base import calls


@calls.post("/findings/<uuid:finding_id>/proposals/<uuid:proposal_id>/take")
def take_proposal(finding_id: UUID, proposal_id: UUID) -> ResponseReturnValue:
    with parts.transaction() as db:
        person, walk, finding, proposal = _of_leader(db, finding_id, proposal_id)
        noting.take_proposal(db, walk, person, finding, proposal, parts.now())
        return jsonify(revision=finding.revision)


@calls.post("/findings/<uuid:finding_id>/proposals/<uuid:proposal_id>/leave")
def leave_proposal(finding_id: UUID, proposal_id: UUID) -> ResponseReturnValue:
    with parts.transaction() as db:
        person, walk, finding, proposal = _of_leader(db, finding_id, proposal_id)
        speaking.leave(db, walk, finding, proposal, parts.now(), person.pseudonym(walk))
        return jsonify(revision=finding.revision)


def _of_leader(
    db: Session, finding_id: UUID, proposal_id: UUID
) -> tuple[Participant, Walk, Finding, FindingProposal]:
    person, walk = base.who(db)
    if not person.is_leader:
        raise Refusal("not-allowed")
    finding = findings.get(db, finding_id, walk)
    proposal = db.get(FindingProposal, proposal_id)
    hidden = finding.is_restricted or proposal is None or proposal.is_restricted
    if hidden or proposal is None or proposal.finding_id != finding.id:
        raise Refusal("not-found")
    return person, walk, finding, proposal
