"""The doctor (doktorn): checks every promise that can be checked. Each fault is one line; no line means
well.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

from sqlalchemy import text
from sqlmodel import Session, col, select

from field import handovers, migrations, setbacks
from field.findings import Finding
from field.followups import FollowUp
from field.handovers import Handover
from field.kit import progress, smtp
from field.kit.db import Database
from field.kit.settings import Settings
from field.kit.storage import Storage
from field.kit.text import is_address
from field.letters import Letter
from field.lifecycle.noting import showing
from field.photos import Photo
from field.protocol.draw_up import Protocol, ProtocolLine

SUBJECT = "Stråk: provbrev"
WORDS = "Om du läser det här kommer brev från Stråk fram. De skickas från {base_url}.\n"
LETTER_LATE = timedelta(days=2)


def examine(database: Database, storage: Storage, now: datetime) -> list[str]:
    """All faults, in words for whoever runs the installation."""
    faults = [f"schema: {difference}" for difference in migrations.differences(database)]
    with database.reading() as db:
        for check in (_journal, _numbers, _handovers, _followups, _lines, _never_shown):
            faults += check(db)
        faults += _letters(db, now)
        faults += _setbacks(db)
        faults += _photos(db, storage)
    return faults


class NoMail(RuntimeError):
    """Why no letter goes out, in one line for whoever runs the installation."""


def try_mail(settings: Settings, address: str, now: datetime) -> None:
    """Signs in to the mail server and sends one letter, which is no row. Raises `NoMail`."""
    if settings.mail_url == "outbox:":
        raise NoMail("FIELD_MAIL_URL is outbox:, so letters are kept and none is sent")
    if not is_address(address):
        raise NoMail(f"{address!r} is no e-mail address")
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"], letter["Subject"] = settings.mail_from, address, SUBJECT
    letter["Date"], letter["Message-ID"] = now, make_msgid(domain=settings.mail_from.rpartition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(WORDS.format(base_url=settings.base_url))
    try:
        with smtp.post(settings.mail_url) as post:
            post.send(letter)
    except (smtp.AddressRefused, *smtp.TROUBLE) as error:
        raise NoMail(f"{type(error).__name__}: {error}".replace("\n", " ")) from None


def _journal(db: Session) -> Iterator[str]:
    """The guards that keep the journal append-only are there: models know nothing of them."""
    catalogue = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'",
        "postgresql": "SELECT 3 * count(*) FROM pg_trigger WHERE tgname = 'journal_no_change' AND tgenabled "
        "= "
        "'O'",
    }
    if db.execute(text(catalogue[db.get_bind().dialect.name])).scalar_one() < 3:
        yield "journal: the database does not guard it, lines could be changed"


def _photos(db: Session, storage: Storage) -> Iterator[str]:
    """Each photo row has its bytes, with that hash, or what remains of them; and no bytes lie there that no
    row names.
    """
    known: dict[str, bool] = {}
    rows = list(db.exec(select(Photo)))
    for row in progress.track(rows, "photos"):
        if row.remains:
            yield from _remains(row, storage)
            continue
        if row.sha256 not in known:
            known[row.sha256] = _whole(row, storage)
        if not known[row.sha256]:
            yield f"photo {row.id}: its bytes are missing or are not {row.sha256}"
    extra = [key for key in storage.keys("photos/") if key.rpartition("/")[2] not in known]
    db.rollback()  # what came while we looked is seen now
    named = {row.sha256: row for row in db.exec(select(Photo).order_by(col(Photo.remains).desc()))}
    yield from _extra(extra, named)


def _remains(photo: Photo, storage: Storage) -> Iterator[str]:
    if not storage.size(photo.remains):
        missing = f"and the copy in its place is missing ({photo.remains})"
        yield f"photo {photo.id}: its original is destroyed, {missing}"


def _extra(keys: list[str], named: dict[str, Photo]) -> Iterator[str]:
    """`named` has for each hash a row that still has its original, where there is one."""
    for key in keys:
        row = named.get(key.rpartition("/")[2])
        if row is None:
            yield f"store: {key} belongs to no photo"
        elif row.destroyed_at is not None:
            yield f"store: {key} is there, but photo {row.id} says that it was destroyed"


def _whole(photo: Photo, storage: Storage) -> bool:
    try:
        data = storage.get(photo.key)
    except FileNotFoundError:
        return False
    return len(data) == photo.size and hashlib.sha256(data).hexdigest() == photo.sha256


def _never_shown(db: Session) -> Iterator[str]:
    for photo, row in showing.shown_all_the_same(db):
        finding = f"{row.kind or row.type} (finding {row.id})"
        yield f"photo {photo.id}: ticked, though nobody may see photos of {finding}"


def _handovers(db: Session) -> Iterator[str]:
    """Each handover has a follow-up, and was told of in a letter under one of its owner's links."""
    visited = set(db.exec(select(FollowUp.handover_id)))
    told = set(
        db.exec(select(Letter.owner_id, Letter.walk_id).where(Letter.link_purpose == handovers.LINK_PURPOSE))
    )
    walks = {row.id: row.walk_id for row in db.exec(select(Protocol))}
    for row in db.exec(select(Handover)):
        if row.id not in visited:
            yield f"handover {row.id} ({row.number}): no follow-up date"
        if (row.owner_id, walks[row.protocol_id]) not in told:
            yield f"handover {row.id} ({row.number}): no letter to {row.owner_id} was ever written"


def _followups(db: Session) -> Iterator[str]:
    for row in db.exec(select(FollowUp).where(FollowUp.state == "gathered", col(FollowUp.walk_id).is_(None))):
        yield f"follow-up {row.id}: gathered, but into no walk"
    for row in db.exec(select(FollowUp).where(FollowUp.state == "done", FollowUp.outcome == "")):
        yield f"follow-up {row.id}: done, but nothing was seen"


def _letters(db: Session, now: datetime) -> Iterator[str]:
    """No letter is lost between written and sent."""
    waiting = select(Letter).where(
        col(Letter.state).in_(("written", "sending")), Letter.written_at < now - LETTER_LATE
    )
    for row in db.exec(waiting):
        yield f"letter {row.id}: written {row.written_at:%Y-%m-%d}, not sent ({row.error or 'no error'})"
    for row in db.exec(select(Letter).where(Letter.state == "sent", col(Letter.sent_at).is_(None))):
        yield f"letter {row.id}: said to be sent, but not when"
    for row in db.exec(select(Letter).where(Letter.state == "sending", col(Letter.claimed_at).is_(None))):
        yield f"letter {row.id}: being sent by nobody"


def _setbacks(db: Session) -> Iterator[str]:
    """What the worker could not do and has put off."""
    for row in setbacks.everything(db):
        since = f"{row.first_at:%Y-%m-%d %H:%M}"
        yield f"{row.what} {row.about}: put off, failed {row.tries} times since {since} ({row.error})"


def _numbers(db: Session) -> Iterator[str]:
    for row in db.exec(select(Finding).where(Finding.state == "frozen", col(Finding.number).is_(None))):
        yield f"finding {row.id}: in a protocol, but without a number"


def _lines(db: Session) -> Iterator[str]:
    frozen = set(db.exec(select(Finding.id).where(Finding.state == "frozen")))
    for row in db.exec(select(ProtocolLine)):
        if row.finding_id not in frozen:
            yield f"protocol line {row.number}: its finding is not frozen"
