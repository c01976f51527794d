"""Answered: the owner says how it goes. A new answer is a new row and the latest counts; repeating one
changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from field import followups, handovers, journal, letters, owners, photos
from field.handovers import Answer, Handover, OwnerLink
from field.kit.errors import Refusal
from field.kit.settings import Settings
from field.kit.storage import Storage
from field.protocol.draw_up import Protocol
from field.readings import owner_letter

LINK_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Said:
    """One answer as given. `photos` are (sha256, media type, bytes), already checked."""

    answer: str
    day: date | None = None
    words: str = ""
    reason: str = ""
    suggested_owner: str = ""
    own_ref: str = ""
    photos: Sequence[tuple[str, str, bytes]] = field(default_factory=tuple)


def answer(
    db: Session,
    storage: Storage,
    link: OwnerLink,
    points: Sequence[Handover],
    said: Said,
    seen: int,
    now: datetime,
) -> int:
    """Answers points of a link, all or none: how many changed. `seen` is the counter the page showed. Raises
    "stale" or "wrong-step".
    """
    handovers.lock(db, link)
    for row in points:
        db.refresh(row)
    changing = [row for row in points if not _repeats(db, row, said)]
    if any(row.version > seen for row in changing):
        raise Refusal("stale")
    for row in changing:
        if not row.is_live:
            raise Refusal("wrong-step")
        _record(db, storage, link, row, said, now)
    return len(changing)


def _repeats(db: Session, handover: Handover, said: Said) -> bool:
    latest = handovers.standing_answer(db, handover.id)
    if said.answer == "undo":
        return latest is None
    if latest is None:
        return False
    held = {photo.sha256 for photo in photos.of_answers(db, [latest.id]).get(latest.id, [])}
    if not {sha256 for sha256, _mime, _data in said.photos} <= held:
        return False
    kept = (latest.answer, latest.day, latest.words, latest.reason, latest.suggested_owner, latest.own_ref)
    return kept == (said.answer, said.day, said.words, said.reason, said.suggested_owner, said.own_ref)


def _record(
    db: Session, storage: Storage, link: OwnerLink, handover: Handover, said: Said, now: datetime
) -> None:
    actor = f"owner:{link.owner_id}"
    if said.answer == "undo":
        handovers.undo(db, link, handover, now)
        journal.write(db, now, actor, "undone", "handover", handover.id, state=handover.state)
        return
    made = Answer(
        handover_id=handover.id,
        answer=said.answer,
        at=now,
        day=said.day,
        words=said.words,
        reason=said.reason,
        suggested_owner=said.suggested_owner,
        own_ref=said.own_ref,
    )
    handovers.record(db, link, handover, made)
    _keep_photos(db, storage, handover, made, said, now)
    journal.write(db, now, actor, "answered", "handover", handover.id, answer=said.answer, reason=said.reason)


def _keep_photos(
    db: Session, storage: Storage, handover: Handover, made: Answer, said: Said, now: datetime
) -> None:
    walk_id = db.get_one(Protocol, handover.protocol_id).walk_id
    for sha256, mime, data in said.photos:
        photo, _new = photos.keep(
            db, storage, walk_id=walk_id, target_id=made.id, sha256=sha256, mime=mime, data=data, now=now
        )
        photo.answer_id, photo.finding_id = made.id, handover.finding_id
        db.add(photo)


def pass_on(db: Session, handover: Handover, now: datetime, actor: str) -> None:
    """ "Not ours" was right: the coordinator closes this handover; the new owner gets one of their own with
    the next hand-over.
    """
    handover.move("passed_on")
    db.add(handover)
    _drop_followup(db, handover.id, now, actor)
    journal.write(db, now, actor, "passed-on", "handover", handover.id)


def withdraw(db: Session, handover: Handover, now: datetime, actor: str) -> None:
    handover.move("withdrawn")
    db.add(handover)
    _drop_followup(db, handover.id, now, actor)
    journal.write(db, now, actor, "withdrawn", "handover", handover.id)


def _drop_followup(db: Session, handover_id: UUID, now: datetime, actor: str) -> None:
    """The point lives on in another owner's hands; this one is not visited for its own sake."""
    visit = followups.of_handovers(db, [handover_id]).get(handover_id)
    if visit and visit.state != "done":
        visit.move("dropped")
        db.add(visit)
        journal.write(db, now, actor, "dropped", "follow_up", visit.id)


def revoke_link(db: Session, link: OwnerLink, now: datetime, actor: str) -> None:
    link.revoked_at = now
    db.add(link)
    journal.write(db, now, actor, "link-revoked", "owner_link", link.id, owner=link.owner_id)


def send_new_link(db: Session, settings: Settings, token: str, now: datetime) -> bool:
    """Someone with a link that no longer works asks for a new one: it goes to the owner's own address, at
    most once an hour.

    Whether a letter was written; the asker is told the same whatever the answer is.
    """
    former = handovers.known_by(db, token)
    if former is None:
        return False
    link = handovers.link_for(db, settings.secret_key, former.owner_id, former.walk_id, now)
    if any(
        row.kind == "new_link" and row.written_at > now - LINK_AGAIN_AFTER
        for row in letters.under_link(db, link.id)
    ):
        return False
    owner = db.get_one(owners.Owner, link.owner_id)
    letters.write(
        db,
        "new_link",
        owner.email,
        now=now,
        values=owner_letter.new_link_values(db, link, settings),
        to_name=owner.name,
        language=owner.language,
        link=(handovers.LINK_PURPOSE, link.id),
        owner_id=owner.id,
        walk_id=link.walk_id,
        thread=letters.first_of_thread(db, link.id),
    )
    journal.write(db, now, f"owner:{owner.id}", "link-asked-for", "owner_link", link.id)
    return True
