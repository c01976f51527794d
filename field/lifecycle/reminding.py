"""What must not be forgotten: follow-ups that are due, owners who have not answered. Letters written by the
worker, once each.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from field import followups, handovers, journal, kinds, letters, owners, setbacks, staff
from field.followups import FollowUp
from field.handovers import Handover, OwnerLink
from field.kit import clock
from field.kit.db import Database
from field.kit.settings import Settings
from field.readings import owner_letter
from field.setbacks import Setback
from field.walks import Walk

SILENT_FOR = (timedelta(days=30), timedelta(days=60))


def tell_due_followups(database: Database, settings: Settings, now: datetime) -> int:
    """One letter to each coordinator about all that has come due; a follow-up is told once. What cannot be
    told is left out, and told alone when it can.
    """
    today = clock.day(now, settings.timezone)
    with database.reading() as db:
        put_off = setbacks.of_kind(db, "follow_up")
        if not _to_be_told(followups.due(db, today), put_off, now):
            return 0
    with database.writing() as db:
        told = []
        for follow_up in _to_be_told(followups.due(db, today, claim=True), put_off, now):
            with setbacks.guarded(db, "follow_up", follow_up.id, now):
                _note_due(db, follow_up, settings, now)
                told.append(follow_up)
        if told:
            _write_due(db, told, settings, now)
        return len(told)


def _to_be_told(due: list[FollowUp], put_off: dict[str, Setback], now: datetime) -> list[FollowUp]:
    waits = {about for about, setback in put_off.items() if setbacks.is_put_off(setback, now)}
    return [each for each in due if str(each.id) not in waits]


def _note_due(db: Session, follow_up: FollowUp, settings: Settings, now: datetime) -> None:
    """With a look at what a letter would say of it."""
    owner_letter.due_values(db, [follow_up], settings)
    follow_up.move("due")
    db.add(follow_up)
    journal.write(db, now, "worker", "due", "follow_up", follow_up.id)
    setbacks.clear(db, "follow_up", follow_up.id)
    db.flush()


def _write_due(db: Session, told: list[FollowUp], settings: Settings, now: datetime) -> None:
    """Raises where nobody at all can be written to: then nothing has been told."""
    values = owner_letter.due_values(db, told, settings)
    people = staff.active(db)
    written = 0
    for person in people:
        with setbacks.guarded(db, "person", person.id, now):
            letters.write(
                db,
                "followups_due",
                person.email,
                now=now,
                values=values,
                to_name=person.name,
                language=person.language,
            )
            setbacks.clear(db, "person", person.id)
            written += 1
    if people and not written:
        raise RuntimeError("a letter about follow-ups that nobody gets")


def remind_silent_owners(database: Database, settings: Settings, now: datetime) -> int:
    """After 30 days without any answer to a link's points the owner is reminded, after 60 the deputy; each
    once.
    """
    with database.reading() as db:
        silent = _silent(db, now)

    def remind(link_id: UUID) -> int:
        with database.writing() as db:
            return _remind(db, settings, link_id, silent[link_id], now)

    return setbacks.each(database, "reminder", silent, remind, now)


def _silent(db: Session, now: datetime) -> dict[UUID, int]:
    """Links by which nobody has answered, and how many reminders there should have been by now."""
    query = select(OwnerLink).where(
        col(OwnerLink.revoked_at).is_(None), OwnerLink.counter == 0, OwnerLink.made_at <= now - SILENT_FOR[0]
    )
    found = {}
    for link in db.exec(query):
        step = sum(1 for wait in SILENT_FOR if link.made_at <= now - wait)
        if _reminded(db, link.id) < step and link.works(now):
            found[link.id] = step
    return found


def _reminded(db: Session, link_id: UUID) -> int:
    return sum(1 for entry in journal.of(db, "owner_link", link_id) if entry.verb == "reminded")


def _remind(db: Session, settings: Settings, link_id: UUID, step: int, now: datetime) -> int:
    link = db.get_one(
        OwnerLink, link_id, with_for_update=True
    )  # of two workers the second sees what the first has written
    owner, walk = db.get_one(owners.Owner, link.owner_id), db.get_one(Walk, link.walk_id)
    rows = [row for row in handovers.of_link(db, link) if row.state == "open" and _is_unchecked(db, row)]
    done = _reminded(db, link_id)
    for _each in range(step - done):
        journal.write(db, now, "worker", "reminded", "owner_link", link.id, owner=owner.id)
    if not rows or step == done:
        return 0
    to = (owner.deputy_email or owner.email) if step > 1 else owner.email
    known = kinds.load(db)
    values = owner_letter.letter_values(db, walk, owner, rows, known, settings, supplement=False)
    letters.write(
        db,
        "reminder",
        to,
        now=now,
        values=values,
        to_name=owner.name,
        language=owner.language,
        link=(handovers.LINK_PURPOSE, link.id),
        owner_id=owner.id,
        walk_id=walk.id,
        thread=letters.first_of_thread(db, link.id),
    )
    return 1


def _is_unchecked(db: Session, handover: Handover) -> bool:
    visit = followups.of_handovers(db, [handover.id]).get(handover.id)
    return visit is None or visit.state not in ("done", "dropped")
