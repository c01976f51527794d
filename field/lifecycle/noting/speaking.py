"""Speaking (att tala för): who says what stands of a finding. Its maker and a leader do, and the desk; what
any other pass says is a proposal beside it, taken or left by a leader. Of a point in a protocol nobody does.
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from field import findings, journal, kinds, photos
from field.findings import Finding, FindingProposal, FindingVersion, versions
from field.kit import leap
from field.kit.errors import Refusal
from field.participants import Participant
from field.photos import Photo
from field.photos.naming import Naming
from field.said import wording
from field.said.finding import Note
from field.walks import Walk

VERSIONS_MOST = 50
MAKER_BRINGS_BACK = timedelta(hours=24)
AFTER_PROTOCOL, PROPOSED = "after-protocol", "proposed"


def speaks_for(person: Participant, finding: Finding, actor: str = "") -> bool:
    """`actor` is somebody at the desk. Of phones only its maker's speaks for a behaviour note."""
    if finding.state == "frozen":
        return False
    if actor or finding.participant_id == person.id:
        return True
    return person.is_leader and not finding.is_restricted


def may_read(person: Participant, finding: Finding) -> bool:
    return not finding.is_restricted or finding.participant_id == person.id


def may_bring_back(person: Participant, finding: Finding, now: datetime, actor: str = "") -> bool:
    """Its maker what they removed themselves, for a day; a leader what a leader did; the desk anything."""
    if actor:
        return True
    if finding.removed_by == versions.LEADER:
        return person.is_leader
    at = finding.removed_at
    return finding.participant_id == person.id and at is not None and now <= at + MAKER_BRINGS_BACK


def keep_version(
    db: Session, person: Participant, finding: Finding, said: Note, now: datetime, actor: str = ""
) -> None:
    db.add(
        FindingVersion(
            finding_id=finding.id,
            participant_id=None if actor else person.id,
            role=versions.DESK if actor else person.role,
            revision=said.revision,
            digest=said.digest,
            body=wording.of(said),
            at=now,
        )
    )


# ── pictures ──


def name_photos(
    finding: Finding, person: Participant, said: Note, pictures: list[Photo], now: datetime, *, speaks: bool
) -> list[Photo]:
    """What this pass's word names is all that stands of what it sent: the pictures that came or went."""
    key = str(person.id)
    names = [] if said.type == "behaviour" or finding.is_restricted else said.photos
    word = Naming(
        person.id, names, finding.photo_sets.get(key, ()), () if not speaks else said.removed, speaks
    )
    changed = photos.naming.apply(pictures, word, now)
    finding.photo_sets = {**finding.photo_sets, key: list(names)}
    all_named = dict.fromkeys([*names, *(sha for some in finding.photo_sets.values() for sha in some)])
    finding.photos_wanted = [each for each in all_named if each not in word.takes_off]
    unnamed = [each for each in pictures if each.sender_id is not None and each.sha256 not in all_named]
    return [*changed, *(each for each in unnamed if photos.naming.remove(each, photos.naming.SENDER, now))]


# ── proposals ──


def propose(
    db: Session, walk: Walk, person: Participant, finding: Finding, said: Note, now: datetime
) -> FindingProposal:
    """Keeps what another pass says, beside what stands. The same again changes nothing.

    Raises "not-found" for another's behaviour note, "stale", "revision-too-far", "proposed-full".
    """
    if finding.participant_id is not None and not may_read(person, finding):
        raise Refusal("not-found")
    proposal = _held(db, finding, person, said)
    if proposal is not None and (proposal.revision, proposal.digest) == (said.revision, said.digest):
        return proposal
    if proposal is not None and proposal.revision >= said.revision:
        raise Refusal("stale", finding=finding)
    leap.check(said.revision, max(finding.revision, proposal.revision if proposal else 0), finding=finding)
    if proposal is not None and proposal.versions >= VERSIONS_MOST:
        raise Refusal("proposed-full", finding=finding)
    proposal = _word(db, walk, person, finding, proposal, said, now)
    _pictures(db, person, finding, said, now)
    if finding.state != "frozen":
        findings.touch(db, walk, finding)
    journal.write(
        db,
        now,
        person.pseudonym(walk),
        "proposed",
        "finding",
        finding.id,
        proposal=str(proposal.id),
        revision=proposal.revision,
    )
    return proposal


def _held(db: Session, finding: Finding, person: Participant, said: Note) -> FindingProposal | None:
    """This pass's; or the very same one, where nobody knows any more whose it was."""
    own = versions.proposal_of(db, finding, person.id)
    if own is not None or finding.state != "frozen":
        return own
    states = tuple(versions.PROPOSAL_STEPS)
    return next(
        (
            each
            for each in versions.proposals_of(db, [finding.id], states)
            if each.participant_id is None and (each.revision, each.digest) == (said.revision, said.digest)
        ),
        None,
    )


def _word(
    db: Session,
    walk: Walk,
    person: Participant,
    finding: Finding,
    proposal: FindingProposal | None,
    said: Note,
    now: datetime,
) -> FindingProposal:
    proposal = proposal or FindingProposal(
        finding_id=finding.id, walk_id=walk.id, participant_id=person.id, at=now
    )
    if proposal.state != "open":
        proposal.move("open")
    proposal.is_erratum = finding.state == "frozen"
    proposal.revision, proposal.digest, proposal.at = said.revision, said.digest, now
    proposal.body, proposal.versions = wording.of(said), proposal.versions + 1
    db.add(proposal)
    db.flush()
    db.add(
        FindingVersion(
            finding_id=finding.id,
            proposal_id=proposal.id,
            participant_id=person.id,
            role=person.role,
            revision=said.revision,
            digest=said.digest,
            body=proposal.body,
            at=now,
        )
    )
    return proposal


def _pictures(db: Session, person: Participant, finding: Finding, said: Note, now: datetime) -> None:
    """Another's picture is an addition; of a point in a protocol it is offered, and lies with the desk."""
    pictures = [each for each in photos.waiting_for(db, finding.id) if each.is_of_finding(finding.id)]
    if finding.state != "frozen":
        name_photos(finding, person, said, pictures, now, speaks=False)
    else:
        for photo in pictures:
            if photo.sha256 in said.photos and photo.sender_id == person.id and photo.standing == "removed":
                photos.naming.offer(photo)
    db.add_all([finding, *pictures])
    db.flush()


def leave(
    db: Session, walk: Walk, finding: Finding, proposal: FindingProposal, now: datetime, actor: str
) -> None:
    """What stands, stands. Again changes nothing; a newer wording opens it anew."""
    if proposal.state == "left":
        return
    proposal.move("left")
    db.add(proposal)
    if not proposal.is_erratum:
        findings.touch(db, walk, finding)
    journal.write(db, now, actor, "proposal-left", "finding", finding.id, proposal=str(proposal.id))


def note_to_take(
    db: Session, person: Participant, finding: Finding, proposal: FindingProposal, now: datetime
) -> Note:
    """What was proposed, as the word of who takes it: the next revision, and their own pictures as before."""
    note = wording.note_of(proposal.body, finding.revision + 1, kinds.load(db), now, child=False)
    note.photos = list(finding.photo_sets.get(str(person.id), ()))
    note.noted_at = finding.noted_at
    return note
