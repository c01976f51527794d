"""A finding comes from a phone (or a folder of photos, or paper) and is kept, with its photos, its place and
its likely owner; or it is taken back.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from field import findings, journal, participants, photos, walks
from field.findings import Finding, FindingProposal, position, versions, words
from field.followups import Check
from field.kit import leap, tokens
from field.kit.errors import Refusal
from field.lifecycle.noting import placing, showing, speaking
from field.lifecycle.noting.reopening import Reviewed
from field.participants import Participant
from field.photos import Photo
from field.ratings import Rating
from field.said.finding import Note
from field.walks import Walk


@dataclass(frozen=True)
class Noted:
    """`proposed`: it stands beside the finding, which is as it was. `flags` are the answer's."""

    finding: Finding
    created: bool
    missing: list[str]
    flags: list[str]
    proposed: bool = False


def note(
    db: Session, walk: Walk, person: Participant, finding_id: UUID, said: Note, now: datetime, actor: str = ""
) -> Noted:
    """Keeps a finding. Same revision and body again: nothing. Raises "stale" unless the revision is new,
    "not-found" for another walk's.

    `actor` is who typed it at the desk; else the journal names the phone.
    """
    walks.lock(db, walk)
    finding = db.get(Finding, finding_id)
    if finding is not None and finding.walk_id != walk.id:
        raise Refusal("not-found")
    if finding is not None and _repeats(finding, said):
        if participants.is_of_file(walk, finding.participant_id):
            _is_the_files_phone(finding, person)
            db.add(finding)
        return Noted(finding, False, missing(db, finding, said.photos), finding.flags)
    if finding is not None and finding.state == "removed":
        _may_rise(finding, person, said, now, actor)
    elif finding is not None and not speaking.speaks_for(person, finding, actor):
        return _proposed(db, walk, person, finding, said, now)
    if finding is not None and finding.revision >= said.revision:
        raise Refusal("stale", finding=finding)
    leap.check(said.revision, finding.revision if finding else 0, finding=finding)
    created = finding is None
    finding = _put(db, walk, person, finding, finding_id, said, now, actor)
    return Noted(finding, created, missing(db, finding, said.photos), finding.flags)


def _repeats(finding: Finding, said: Note) -> bool:
    return (finding.revision, finding.digest) == (said.revision, said.digest) and finding.state != "removed"


def _is_the_files_phone(finding: Finding, person: Participant) -> None:
    """The phone itself, after a file of its own: it says the very same."""
    former, finding.participant_id = str(finding.participant_id), person.id
    sets = dict(finding.photo_sets)
    if former in sets:
        sets[str(person.id)] = sets.pop(former)
    finding.photo_sets = sets


def _may_rise(finding: Finding, person: Participant, said: Note, now: datetime, actor: str) -> None:
    """Only what asks to be brought back is, and by whom it may be: an edit that lay in a queue never does."""
    if not said.restore or not speaking.may_bring_back(person, finding, now, actor):
        raise Refusal("stale", finding=finding)


def _proposed(
    db: Session, walk: Walk, person: Participant, finding: Finding, said: Note, now: datetime
) -> Noted:
    proposal = speaking.propose(db, walk, person, finding, said, now)
    code = speaking.AFTER_PROTOCOL if proposal.is_erratum else speaking.PROPOSED
    wanted = [each for each in said.photos if not proposal.is_erratum or each in finding.photos_wanted]
    return Noted(finding, False, missing(db, finding, wanted), [*said.flags, code], proposed=True)


def take_proposal(
    db: Session,
    walk: Walk,
    person: Participant,
    finding: Finding,
    proposal: FindingProposal,
    now: datetime,
    actor: str = "",
) -> None:
    """What was proposed stands from here on, as the word of who takes it. Again changes nothing. Raises
    "frozen", "stale" for a finding that is removed.
    """
    walks.lock(db, walk)
    if proposal.state == "taken":
        return
    if finding.state == "frozen":
        raise Refusal("frozen")
    if finding.state == "removed":
        raise Refusal("stale", finding=finding)
    said = speaking.note_to_take(db, person, finding, proposal, now)
    _put(db, walk, person, finding, finding.id, said, now, actor)
    proposal.move("taken")
    db.add(proposal)
    by = actor or person.pseudonym(walk)
    journal.write(db, now, by, "proposal-taken", "finding", finding.id, proposal=str(proposal.id))


def _put(
    db: Session,
    walk: Walk,
    person: Participant,
    finding: Finding | None,
    finding_id: UUID,
    said: Note,
    now: datetime,
    actor: str,
) -> Finding:
    is_new = finding is None
    finding = finding or Finding(
        id=finding_id,
        walk_id=walk.id,
        participant_id=person.id,
        type=said.type,
        noted_at=said.noted_at,
        received_at=now,
    )
    before, reviewed = (finding.kind, finding.type, finding.lat, finding.lon), Reviewed(finding)
    _copy(finding, said)
    finding.received_at = now
    if finding.state == "removed":
        finding.move("noted")
    finding.removed_at, finding.removed_by = None, ""
    db.add(finding)
    db.flush()
    sent = _adopt_photos(db, finding)
    for photo in speaking.name_photos(finding, person, said, sent, now, speaks=True):
        verb = "photo-removed" if photo.standing == photos.REMOVED else "photo-back"
        journal.write(db, now, actor or person.pseudonym(walk), verb, "photo", photo.id)
    db.add_all(sent)
    own = [photo for photo in sent if photo.standing == photos.STANDS]
    position.settle(finding, own)
    for photo in own:
        placing.flag_far(db, walk, finding, photo)
    spot = placing.locate(db, walk, finding)
    findings.link_earlier(db, walk, finding, said.same_as)
    if is_new or before != (finding.kind, finding.type, finding.lat, finding.lon):
        placing.propose_owners(db, walk, finding, spot)
    if not is_new:
        reviewed.settle(finding)
        showing.withdraw(db, finding, now, actor or person.pseudonym(walk))
    findings.touch(db, walk, finding)
    speaking.keep_version(db, person, finding, said, now, actor)
    verb = "noted" if is_new else "edited"
    journal.write(
        db,
        now,
        actor or person.pseudonym(walk),
        verb,
        "finding",
        finding.id,
        revision=finding.revision,
        kind=finding.kind,
        type=finding.type,
    )
    return finding


def _copy(finding: Finding, said: Note) -> None:
    finding.type, finding.kind = said.type, said.kind
    for code, value in said.asked.items():
        setattr(finding, code, value)
    finding.noted_at, finding.revision, finding.digest = said.noted_at, said.revision, said.digest
    finding.flags = said.flags
    words.untick(finding)
    if said.call_at:
        finding.call_at, finding.call_whom, finding.call_outcome = (
            said.call_at,
            said.call_whom,
            said.call_outcome,
        )
    position.tell(finding, said.positions, said.source)


def _adopt_photos(db: Session, finding: Finding) -> list[Photo]:
    """Photos that came before their finding become its own: all its own, oldest first."""
    sent = photos.waiting_for(db, finding.id)
    for photo in sent:
        if photo.walk_id == finding.walk_id and photo.finding_id is None:
            photo.finding_id = finding.id
            db.add(photo)
    db.flush()
    return [photo for photo in sent if photo.is_of_finding(finding.id)]


def missing(db: Session, finding: Finding, wanted: list[str]) -> list[str]:
    """The hashes the server lacks. Photos of a behaviour note are not asked for: such notes have none."""
    if finding.is_restricted:
        return []
    held = {photo.sha256 for photo in photos.waiting_for(db, finding.id)}
    return [each for each in wanted if each not in held]


def remove(db: Session, walk: Walk, person: Participant, finding_id: UUID, now: datetime) -> None:
    """By its maker or the leader, until the protocol is frozen; again changes nothing. Raises "not-found",
    "not-yours", "frozen".
    """
    walks.lock(db, walk)
    row = findings.get(db, finding_id, walk)
    if row.state == "removed":
        return
    if row.participant_id != person.id and not person.is_leader:
        raise Refusal("not-found" if row.is_restricted else "not-yours")
    if row.state == "frozen":
        raise Refusal("frozen")
    row.move("removed")
    row.removed_at = now
    row.removed_by = "maker" if row.participant_id == person.id else "leader"
    findings.touch(db, walk, row)
    journal.write(db, now, person.pseudonym(walk), "removed", "finding", row.id)


def forget_makers(db: Session, walk: Walk) -> None:
    """When a protocol is frozen nobody can tell any more which phone noted what."""
    for table in (Finding, Check, Rating):
        db.execute(update(table).where(col(table.walk_id) == walk.id).values(participant_id=None))
    db.execute(update(Photo).where(col(Photo.walk_id) == walk.id).values(sender_id=None))
    versions.forget_makers(db, walk.id)
    walk.pseudonym_salt = tokens.random_token()
    db.add(walk)
    db.flush()
