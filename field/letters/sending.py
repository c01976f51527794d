"""Sending (att skicka): claim, send, mark. A crash between sending and marking gives at most one identical
copy more.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col, select

from field import setbacks
from field.kit import clock, smtp
from field.kit.db import Database
from field.kit.settings import Settings
from field.letters.kinds import KINDS
from field.letters.rows import Letter
from field.letters.writing import address, filled

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
    if KINDS[letter.kind].stops:
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

    `told` hears, in the transaction that marks it, of each letter that was sent or failed. Where it cannot
    take that in, the letter is marked all the same, lest it be sent again, and `told` is asked later.
    """
    counts = {"sent": 0, "failed": 0, "later": 0}
    _tell_again(database, now, told)
    ids = _due_ids(database, settings, now)
    if not ids:
        return counts
    moment = clock.running_from(now)
    try:
        with smtp.post(settings.mail_url) as post:

            def send(letter_id: UUID) -> bool:
                letter = _claimed(database, letter_id, moment())
                if letter:
                    counts[_send_one(database, settings, post, letter, now, told)] += 1
                return letter is not None

            setbacks.each(database, "letter", ids, send, now)
    except smtp.TROUBLE as error:
        counts["later"] += _put_off_all(database, ids, now, str(error))
    return counts


def _tell_again(database: Database, now: datetime, told: Told) -> None:
    with database.reading() as db:
        untold = [UUID(about) for about in setbacks.of_kind(db, "told")]

    def tell(letter_id: UUID) -> bool:
        with database.writing() as db:
            told(db, db.get_one(Letter, letter_id))
        return True

    setbacks.each(database, "told", untold, tell, now)


def _due_ids(database: Database, settings: Settings, now: datetime) -> list[UUID]:
    with database.writing() as db:
        stuck = update(Letter).where(col(Letter.state) == "sending", col(Letter.claimed_at) < now - STUCK)
        db.execute(stuck.values(state="written", claimed_at=None))
    with database.reading() as db:
        query = select(Letter.id).where(Letter.state == "written", Letter.due_at <= now)
        if is_quiet(now, settings.timezone):
            query = query.where(col(Letter.quiet).is_(False))
        return list(db.exec(query.order_by(col(Letter.due_at), col(Letter.id))))


def _claimed(database: Database, letter_id: UUID, moment: datetime) -> Letter | None:
    """The letter, unless another worker has it in hand. The claim runs from the moment itself: a turn may
    take longer than a claim lasts.
    """
    with database.writing() as db:
        claim = update(Letter).where(col(Letter.id) == letter_id, col(Letter.state) == "written")
        claim = claim.values(state="sending", claimed_at=moment, tries=Letter.tries + 1)
        won = db.execute(claim).rowcount == 1  # type: ignore[attr-defined]
        return db.get_one(Letter, letter_id) if won else None


def _send_one(
    database: Database, settings: Settings, post: smtp.Post, letter: Letter, now: datetime, told: Told
) -> str:
    """A letter that cannot be made into a message has failed like one that bounced: it stops no other."""
    gives_up = letter.tries >= GIVE_UP_AFTER
    to, values = "sent", {"sent_at": now, "error": ""}
    try:
        post.send(message(letter, settings, now))
    except smtp.TROUBLE as error:
        to = "failed" if gives_up else "written"
        values = {
            "error": str(error)[:500],
            "due_at": letter.due_at if gives_up else now + timedelta(minutes=2**letter.tries),
        }
    except (smtp.AddressRefused, MessageError, ValueError, IndexError) as error:
        to, values = "failed", {"error": str(error)[:500]}
    except Exception as error:
        if not gives_up:
            _mark(database, letter, "written", {"error": type(error).__name__}, now, told)
            raise
        to, values = "failed", {"error": type(error).__name__}
    _mark(database, letter, to, values, now, told)
    return {"written": "later"}.get(to, to)


def _mark(
    database: Database, letter: Letter, to: str, values: dict[str, Any], now: datetime, told: Told
) -> None:
    with database.writing() as db:
        row = db.get_one(Letter, letter.id)
        row.move(to)
        for name, value in values.items():
            setattr(row, name, value)
        db.add(row)
        if to != "written":
            with setbacks.guarded(db, "told", letter.id, now):
                told(db, row)


def _put_off_all(database: Database, ids: list[UUID], now: datetime, error: str) -> int:
    """The server is away: all that nobody has claimed waits."""
    with database.writing() as db:
        rows = list(db.exec(select(Letter).where(col(Letter.id).in_(ids), Letter.state == "written")))
        for row in rows:
            row.tries += 1
            row.due_at, row.error = now + timedelta(minutes=2 ** min(row.tries, GIVE_UP_AFTER)), error[:500]
            db.add(row)
        return len(rows)
