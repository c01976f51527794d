"""A finding comes from a phone (or a folder of photos, or paper) and is kept, with its photos, its place and
its likely owner; or it is taken back.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from field import findings, journal, participants, photos, walks
from field.findings import Finding, position, words
from field.followups import Check
from field.kit import leap, tokens
from field.kit.errors import Refusal
from field.lifecycle.noting import placing, showing
from field.lifecycle.noting.reopening import Reviewed
from field.participants import Participant
from field.photos import Photo
from field.ratings import Rating
from field.said.finding import Note
from field.walks import Walk


@dataclass(frozen=True)
class Noted:
    finding: Finding
    created: bool
    missing: list[str]


def note(
    db: Session, walk: Walk, person: Participant, finding_id: UUID, said: Note, now: datetime, actor: str = ""
) -> Noted:
    """Keeps a finding. Same revision and body again: nothing. Raises "stale" unless the revision is new,
    "not-found" for another walk's.

    `actor` is who typed it at the desk; else the journal names the phone.
    """
    walks.lock(db, walk)
    row = db.get(Finding, finding_id)
    if row is not None and row.walk_id != walk.id:
        raise Refusal("not-found")
    if row is not None and (
        row.revision > said.revision or (row.revision == said.revision and not _repeats(row, said))
    ):
        raise Refusal("stale", finding=row)
    leap.check(said.revision, row.revision if row else 0, finding=row)
    created = row is None
    if row is not None and participants.is_of_file(walk, row.participant_id):
        row.participant_id = person.id  # the phone itself, after a file of its own
    if row is None or row.revision < said.revision:
        row = _put(db, walk, person, row, finding_id, said, now, actor)
    return Noted(row, created, missing(db, row, said.photos))


def _repeats(finding: Finding, said: Note) -> bool:
    return finding.digest == said.digest and finding.state != "removed"


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
    if finding.state == "frozen":
        finding.flags = [*finding.flags, "after-protocol"]
    db.add(finding)
    db.flush()
    own = _adopt_photos(db, finding)
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
    finding.noted_at, finding.photos_wanted, finding.revision, finding.digest = (
        said.noted_at,
        said.photos,
        said.revision,
        said.digest,
    )
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
    return [
        photo
        for photo in sent
        if photo.finding_id == finding.id and photo.check_id is None and photo.answer_id is None
    ]


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
    findings.touch(db, walk, row)
    journal.write(db, now, person.pseudonym(walk), "removed", "finding", row.id)


def forget_makers(db: Session, walk: Walk) -> None:
    """When a protocol is frozen nobody can tell any more which phone noted what."""
    for table in (Finding, Check, Rating):
        db.execute(update(table).where(col(table.walk_id) == walk.id).values(participant_id=None))
    walk.pseudonym_salt = tokens.random_token()
    db.add(walk)
    db.flush()
