"""Retold (brevet igen): a kept letter in another language, made from what it was made of. For those who check
how letters read.
"""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from field import handovers, kinds, letters
from field.findings import errata
from field.followers import Follower
from field.followups import FollowUp
from field.handovers import Handover, OwnerLink
from field.journal import Entry
from field.kit import i18n
from field.kit.settings import Settings
from field.letters import Body, Letter
from field.owners import Owner
from field.readings import follower_news, owner_letter
from field.walks import Walk


def retell(db: Session, letter: Letter, language: str, settings: Settings) -> Body:
    """The letter in a language, with its marks; the kept words where it is the letter's own, or where what it
    said is gone.
    """
    kept = Body(letter.subject, letter.text, letter.html)
    with i18n.using(language):
        values = None if language == letter.language else _values(db, letter, settings)
    return letters.render(letter.kind, language, values, letter.id) if values is not None else kept


def _values(db: Session, letter: Letter, settings: Settings) -> dict[str, Any] | None:
    if letter.kind == "sign_in":
        return {}
    if letter.kind == "followups_due":
        return _due(db, letter, settings)
    if letter.kind in ("follow_confirm", "follow_news"):
        row = db.get(Follower, letter.link_row)
        again = follower_news.question if letter.kind == "follow_confirm" else follower_news.news_again
        return again(db, row, settings) if row else None
    link = db.get(OwnerLink, letter.link_row) if letter.link_row else None
    if link is None or letter.kind not in ("handover", "reminder", "new_link", "correction"):
        return None
    if letter.kind == "correction":
        return _corrected(db, letter, link, settings)
    return (
        owner_letter.new_link_values(db, link, settings)
        if letter.kind == "new_link"
        else _listed(db, letter, link, settings)
    )


def _listed(db: Session, letter: Letter, link: OwnerLink, settings: Settings) -> dict[str, Any] | None:
    """A hand-over's letter has the points given at its own moment; a reminder those that were open, as near
    as can be told now.
    """
    held = [row for row in handovers.of_link(db, link) if row.handed_over_at <= letter.written_at]
    if letter.kind == "handover":
        rows = [row for row in held if row.handed_over_at == letter.written_at]
    else:
        rows = [row for row in held if row.answered_at is None or row.answered_at > letter.written_at]
    if not rows:
        return None
    walk, owner = db.get_one(Walk, link.walk_id), db.get_one(Owner, link.owner_id)
    supplement = letter.kind == "handover" and any(row.handed_over_at < letter.written_at for row in held)
    return owner_letter.letter_values(db, walk, owner, rows, kinds.load(db), settings, supplement=supplement)


def _corrected(db: Session, letter: Letter, link: OwnerLink, settings: Settings) -> dict[str, Any] | None:
    """None where the point has been handed on since: no row of that moment says why it was written."""
    told = {each.finding_id: each for each in errata.written_at(db, letter.written_at)}
    held = db.exec(select(Handover).where(Handover.link_id == link.id))
    given = next((each for each in held if each.finding_id in told), None)
    if given is None:
        return None
    erratum, walk, owner = (
        told[given.finding_id],
        db.get_one(Walk, link.walk_id),
        db.get_one(Owner, link.owner_id),
    )
    how = "undone" if erratum.undone_at == letter.written_at else "corrected"
    return owner_letter.correction_values(db, walk, owner, given, erratum, kinds.load(db), settings, how)


def _due(db: Session, letter: Letter, settings: Settings) -> dict[str, Any] | None:
    told = db.exec(
        select(Entry.subject_id).where(
            Entry.at == letter.written_at, Entry.verb == "due", Entry.subject == "follow_up"
        )
    )
    rows = list(db.exec(select(FollowUp).where(col(FollowUp.id).in_([UUID(each) for each in told]))))
    return owner_letter.due_values(db, rows, settings) if rows else None
