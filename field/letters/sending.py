"""Sending (att skicka): claim, send, mark. A crash between sending and marking gives at most one identical
copy more.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col, select

from field.kit import smtp
from field.kit.db import Database
from field.kit.settings import Settings
from field.letters.rows import Letter
from field.letters.writing import address, filled

DIGESTS = {"follow_news"}  # letters that one click stops, never the owner's duty mail
GIVE_UP_AFTER = 8
STUCK = timedelta(minutes=10)
QUIET_FROM, QUIET_TO = 20, 7


Told = Callable[[Session, "Letter"], None]


def message(letter: Letter, settings: Settings, now: datetime) -> EmailMessage:
    """The e-mail: the same bytes for the same letter, with a stable Message-ID."""
    domain = settings.mail_from.rpartition("@")[2]
    made = EmailMessage(policy=SMTP)
    made["From"] = Address("Stråk", addr_spec=settings.mail_from)
    made["To"] = Address(letter.to_name, addr_spec=letter.to_email)
    made["Subject"] = letter.subject
    made["Date"] = now
    made["Message-ID"] = f"<{letter.id}@{domain}>"
    if letter.thread and letter.thread != str(letter.id):
        made["In-Reply-To"] = made["References"] = f"<{letter.thread}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = letter.language
    if letter.kind in DIGESTS:
        made["List-Unsubscribe"] = f"<{address(letter, settings)}/stop>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    made.set_content(filled(letter, letter.text, settings))
    made.add_alternative(filled(letter, letter.html, settings), subtype="html")
    return made


def is_quiet(now: datetime, zone: ZoneInfo) -> bool:
    hour = now.astimezone(zone).hour
    return hour >= QUIET_FROM or hour < QUIET_TO


def send_due(
    database: Database, settings: Settings, now: datetime, told: Told = lambda _db, _letter: None
) -> dict[str, int]:
    """Sends what is due: counts of sent, failed and put off. Two workers send each letter once: the claim is
    a conditional UPDATE.

    `told` hears, in the transaction that marks it, of each letter that was sent or failed.
    """
    counts = {"sent": 0, "failed": 0, "later": 0}
    ids = _due_ids(database, settings, now)
    if not ids:
        return counts
    try:
        with smtp.post(settings.mail_url) as post:
            for letter in _claimed(database, ids, now):
                counts[_send_one(database, settings, post, letter, now, told)] += 1
    except smtp.TROUBLE as error:
        counts["later"] += _put_off_all(database, ids, now, str(error))
    return counts


def _due_ids(database: Database, settings: Settings, now: datetime) -> list[UUID]:
    with database.writing() as db:
        stuck = update(Letter).where(col(Letter.state) == "sending", col(Letter.claimed_at) < now - STUCK)
        db.execute(stuck.values(state="written", claimed_at=None))
    with database.reading() as db:
        query = select(Letter.id).where(Letter.state == "written", Letter.due_at <= now)
        if is_quiet(now, settings.timezone):
            query = query.where(col(Letter.quiet).is_(False))
        return list(db.exec(query.order_by(col(Letter.due_at), col(Letter.id))))


def _claimed(database: Database, ids: list[UUID], now: datetime) -> Iterator[Letter]:
    for letter_id in ids:
        with database.writing() as db:
            claim = update(Letter).where(col(Letter.id) == letter_id, col(Letter.state) == "written")
            claim = claim.values(state="sending", claimed_at=now, tries=Letter.tries + 1)
            won = db.execute(claim).rowcount == 1  # type: ignore[attr-defined]
            letter = db.get_one(Letter, letter_id) if won else None
        if letter:
            yield letter


def _send_one(
    database: Database, settings: Settings, post: smtp.Post, letter: Letter, now: datetime, told: Told
) -> str:
    """A letter that cannot be made into a message has failed like one that bounced: it stops no other."""
    to, values = "sent", {"sent_at": now, "error": ""}
    try:
        post.send(message(letter, settings, now))
    except smtp.TROUBLE as error:
        gives_up = letter.tries >= GIVE_UP_AFTER
        to = "failed" if gives_up else "written"
        values = {
            "error": str(error)[:500],
            "due_at": letter.due_at if gives_up else now + timedelta(minutes=2**letter.tries),
        }
    except (smtp.AddressRefused, MessageError, ValueError, IndexError) as error:
        to, values = "failed", {"error": str(error)[:500]}
    with database.writing() as db:
        row = db.get_one(Letter, letter.id)
        row.move(to)
        for name, value in values.items():
            setattr(row, name, value)
        db.add(row)
        if to != "written":
            told(db, row)
    return {"written": "later"}.get(to, to)


def _put_off_all(database: Database, ids: list[UUID], now: datetime, error: str) -> int:
    """The server is away: all that nobody has claimed waits."""
    with database.writing() as db:
        rows = list(db.exec(select(Letter).where(col(Letter.id).in_(ids), Letter.state == "written")))
        for row in rows:
            row.tries += 1
            row.due_at, row.error = now + timedelta(minutes=2 ** min(row.tries, GIVE_UP_AFTER)), error[:500]
            db.add(row)
        return len(rows)
