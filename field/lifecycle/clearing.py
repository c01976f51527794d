"""Clean-up (genomgången): the coordinator edits, ticks photos, links doubles, sets owners, holds back, logs
calls.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from field import findings, journal, kinds, owners
from field.findings import Finding, versions, words
from field.kit.errors import Refusal
from field.kit.i18n import N_
from field.kit.i18n import gettext as _
from field.lifecycle.noting import placing, showing
from field.owners import Proposal
from field.photos import Photo
from field.readings.desk import hindrances
from field.walks import Walk

HINDRANCES = {
    "call-not-logged": N_("Ring nu: samtalet är inte noterat"),
    "no-kind": N_("Sorten är inte vald"),
    "no-owner": N_("Ingen ägare"),
    "personal": N_("Kan innehålla personuppgift"),
    "double": N_("Kan vara samma sak som en annan punkt"),
    "photo": N_("Foto väntar på granskning"),
}


@dataclass(frozen=True)
class Edit:
    """What a coordinator writes about a finding. `asked` is by the codes of what is asked; what is not in it
    is left as it is.
    """

    type: str
    kind: str | None
    asked: Mapping[str, Any]


def edit(db: Session, finding: Finding, said: Edit, now: datetime, actor: str) -> None:
    """Words that a person has written anew are read; those left as they were are not. A changed kind finds
    its owners anew.
    """
    type_, kind = kinds.load(db).agreeing(said.type, said.kind)
    rerouted = (finding.kind, finding.type) != (kind, type_)
    rewritten = any(
        getattr(finding, each.code) != said.asked.get(each.code, getattr(finding, each.code))
        for each in words.WATCHED
    )
    finding.type, finding.kind = type_, kind
    for code, value in said.asked.items():
        setattr(finding, code, value)
    if rewritten:
        words.judge(finding)
    finding.revision += 1
    versions.keep_of_desk(db, finding, now)
    walk = _changed(db, finding, now, actor, "edited", kind=finding.kind, type=finding.type)
    if rerouted:
        placing.propose_owners(db, walk, finding)
        showing.withdraw(db, finding, now, actor)


def release(db: Session, finding: Finding, now: datetime, actor: str) -> None:
    """Ready to be handed over; whoever releases a point has read it, but not what is marked and waits for
    an answer of its own.
    """
    if not words.awaits(finding):
        words.tick(finding)
    _release(db, finding, now, actor)


def _release(db: Session, finding: Finding, now: datetime, actor: str) -> None:
    finding.move("ready")
    finding.held_why = ""
    finding.flags = [flag for flag in finding.flags if flag != findings.AFTER_REVIEW]
    _changed(db, finding, now, actor, "released")


def mask_words(db: Session, finding: Finding, now: datetime, actor: str) -> None:
    """A person has looked at the marked places, and they go. Again: nothing more."""
    words.mask_all(finding)
    words.tick(finding)
    finding.revision += 1
    versions.keep_of_desk(db, finding, now)
    _changed(db, finding, now, actor, "words-masked")


def keep_words(db: Session, finding: Finding, audiences: Iterable[str], now: datetime, actor: str) -> None:
    """A person has read the words as they stand, for those who may now read them."""
    words.tick(finding, audiences)
    _changed(db, finding, now, actor, "words-read", audiences=list(audiences))


def release_many(db: Session, walk: Walk, now: datetime, actor: str) -> tuple[int, int]:
    """Releases every noted finding that nothing hinders: (released, those that still need a person). Their
    words stay unread: owners get them, the public does not.
    """
    rows = [row for row in findings.kept_notes(db, walk.id, restricted=False) if row.state == "noted"]
    hindered = hindrances.hindrances(db, walk, rows)
    free = [row for row in rows if not hindered[row.id]]
    for row in free:
        _release(db, row, now, actor)
    return len(free), len(rows) - len(free)


def take_back(db: Session, finding: Finding, now: datetime, actor: str) -> None:
    finding.move("noted")
    finding.double_of, finding.held_why = None, ""
    _changed(db, finding, now, actor, "taken-back")


def hold(db: Session, finding: Finding, why: str, now: datetime, actor: str) -> None:
    finding.move("held")
    finding.held_why = why
    _changed(db, finding, now, actor, "held")


def link_double(db: Session, finding: Finding, main: Finding, now: datetime, actor: str) -> None:
    """Two groups saw the same thing: both are kept, one is handed over and counts who saw it."""
    if (
        finding.id == main.id
        or main.double_of is not None
        or finding.walk_id != main.walk_id
        or finding.is_restricted != main.is_restricted
    ):
        raise Refusal("invalid", field="main")
    finding.move("double")
    finding.double_of = main.id
    for each in db.exec(
        select(Finding).where(Finding.double_of == finding.id)
    ):  # those that doubled it double the same thing now
        each.double_of = main.id
        findings.touch(db, db.get_one(Walk, each.walk_id), each)
    _changed(db, finding, now, actor, "linked", main=str(main.id))


def set_owners(
    db: Session, finding: Finding, owner_ids: Iterable[str], now: datetime, actor: str, because: str = ""
) -> None:
    """A person's choice; the rules do not change it again. Also for a point already in a protocol, whose next
    version then goes to them.

    `because` is told to owners that are new to the point: it stands in their letter.
    """
    known = owners.everyone(db)
    present = {each.owner_id: each.why for each in owners.assigned(db, [finding.id]).get(finding.id, [])}
    chosen = list(dict.fromkeys(owner_ids))
    if any(each not in known for each in chosen):
        raise Refusal("invalid", field="owner")
    why = because or _("Satt av samordnaren.")
    owners.assign(
        db, finding.id, [Proposal(known[each], present.get(each, why)) for each in chosen], by_hand=True
    )
    _changed(db, finding, now, actor, "owners-set", owners=chosen)


def log_call(
    db: Session, finding: Finding, at: datetime, whom: str, outcome: str, now: datetime, actor: str
) -> None:
    """Acute danger is phoned in; "nobody answered" is an outcome too."""
    finding.call_at, finding.call_whom, finding.call_outcome = at, whom, outcome
    _changed(db, finding, now, actor, "call-logged")


def review_photo(
    db: Session, photo: Photo, to: str, now: datetime, actor: str, boxes: list[list[float]] | None = None
) -> None:
    """A person has looked: approved, rejected, or back to awaiting. New boxes make new copies before anybody
    else sees it.
    """
    if to == "approved" and not may_be_approved(db, photo):
        raise Refusal("invalid", field="photo")
    if boxes is not None and boxes != photo.boxes:
        photo.boxes, photo.copies = boxes, "new"
    photo.move(to)
    photo.reviewed_at = now
    db.add(photo)
    journal.write(db, now, actor, f"photo-{to}", "photo", photo.id, boxes=len(photo.boxes))


def may_be_approved(db: Session, photo: Photo) -> bool:
    """Never a broken picture, a voice, a picture of a behaviour note, or hateful graffiti."""
    if photo.is_voice or photo.copies == "broken":
        return False
    row = db.get(Finding, photo.finding_id) if photo.finding_id else None
    if row is None:
        return photo.answer_id is not None
    return not showing.is_never_shown(row, kinds.load(db))


def _changed(db: Session, finding: Finding, now: datetime, actor: str, verb: str, **details: object) -> Walk:
    walk = db.get_one(Walk, finding.walk_id)
    findings.touch(db, walk, finding)
    journal.write(db, now, actor, verb, "finding", finding.id, **details)
    return walk


def open_restricted(db: Session, walk: Walk, now: datetime, actor: str) -> list[Finding]:
    """The walk's behaviour notes, for one who has the right to them. That they were read is in the
    journal.
    """
    journal.write(db, now, actor, "restricted-opened", "walk", walk.id)
    return [row for row in findings.kept_notes(db, walk.id, restricted=True) if row.is_restricted]
