"""PUT and DELETE of a finding, and receipts (of checks and ratings too): the only thing that lets a phone
forget.
"""

from typing import Any
from uuid import UUID

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import findings, journal, kinds, photos
from field.findings import Finding, versions
from field.followups import Check
from field.kit.errors import Refusal
from field.lifecycle import noting
from field.lifecycle.noting import speaking
from field.participants import Participant
from field.ratings import Rating
from field.said import finding as said_finding
from field.walks import Walk
from field.web import parts, refusals
from field.web.api import base, shapes
from field.web.api.base import calls


@calls.put("/findings/<uuid:finding_id>")
def put_finding(finding_id: UUID) -> ResponseReturnValue:
    body, now = base.body(), parts.now()
    said = base.hear(body, lambda each: said_finding.parse(each, now))
    with parts.transaction() as db:
        person, walk = base.sender(db)
        base.own_walk(body, walk)
        base.own(person, db.get(Finding, finding_id))
        note = said.judge(kinds.load(db), child=person.is_child)
        try:
            kept = noting.note(db, walk, person, finding_id, note, now)
        except Refusal as refusal:
            return _refused(db, refusal, person)
        answer = {"revision": kept.finding.revision, "missing": kept.missing, "flags": kept.flags}
        if kept.proposed and speaking.may_read(person, kept.finding) and not person.is_narrow:
            answer["current"] = _current(db, kept.finding, person)
    return jsonify(answer), 201 if kept.created else 200


def _refused(db: Session, refusal: Refusal, person: Participant) -> ResponseReturnValue:
    """A stale write is told what is true now."""
    row = refusal.details.get("finding")
    if not isinstance(row, Finding):
        raise refusal
    if (row.is_restricted and row.participant_id != person.id) or person.is_narrow:
        raise Refusal("stale")
    return refusals.problem(refusal, current=_current(db, row, person))


def _current(db: Session, finding: Finding, person: Participant) -> dict[str, Any]:
    shown = [] if finding.state == "removed" else photos.of_findings(db, [finding.id]).get(finding.id, [])
    return shapes.finding(finding, person, shown)


@calls.delete("/findings/<uuid:finding_id>")
def delete_finding(finding_id: UUID) -> ResponseReturnValue:
    with parts.transaction() as db:
        person, walk = base.sender(db)
        base.own(person, db.get(Finding, finding_id))
        noting.remove(db, walk, person, finding_id, parts.now())
    return "", 204


@calls.get("/findings/<uuid:finding_id>/receipt")
def finding_receipt(finding_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        person, walk = base.sender(db)
        row = findings.get(db, finding_id, walk)
        if row.is_restricted and row.participant_id not in (None, person.id):
            raise Refusal("not-found")
        proposal = versions.proposal_of(db, row, person.id)
        if proposal is None:
            base.own(person, row)
        return _receipt(db, walk, row, _proposed(db, row, person))


def _proposed(db: Session, finding: Finding, person: Participant) -> int | None:
    """How far what this pass proposes has come; where nobody knows any more whose is whose, anybody's."""
    own = versions.proposal_of(db, finding, person.id)
    if own is not None:
        return own.revision
    states = tuple(versions.PROPOSAL_STEPS)
    nobodys = [
        each.revision
        for each in versions.proposals_of(db, [finding.id], states)
        if each.participant_id is None
    ]
    return max(nobodys, default=None)


@calls.get("/checks/<uuid:check_id>/receipt")
def check_receipt(check_id: UUID) -> ResponseReturnValue:
    return _of(Check, check_id)


@calls.get("/ratings/<uuid:rating_id>/receipt")
def rating_receipt(rating_id: UUID) -> ResponseReturnValue:
    return _of(Rating, rating_id)


def _of(table: type[Check] | type[Rating], row_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        person, walk = base.sender(db)
        row = db.get(Check, row_id) if table is Check else db.get(Rating, row_id)
        if row is None or row.walk_id != walk.id:
            raise Refusal("not-found")
        base.own(person, row)
        return _receipt(db, walk, row)


def _receipt(
    db: Session, walk: Walk, thing: Finding | Check | Rating, proposed: int | None = None
) -> ResponseReturnValue:
    """The hashes whose bytes are in the store right now, asked of the store itself, or were destroyed there
    as decided; never of what is removed.
    """
    saved = journal.last_backup(db)
    held = [each for each in photos.waiting_for(db, thing.id) if each.standing != photos.REMOVED]
    held = [each for each in held if photos.is_here(each, parts.storage())]
    reached = saved.details.get("walks", {}).get(str(walk.id), -1) if saved else -1
    told = {} if proposed is None else {"proposed": proposed}
    return jsonify(
        revision=thing.revision,
        photos=[each.sha256 for each in held],
        backed_up=thing.change <= reached,
        **told,
    )
