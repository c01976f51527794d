"""Letters (brev): rows written in the transaction that causes them; the worker sends them one by one: claim, send, mark.

A letter is rendered once and kept. Its link is not in the row: where it stands the row has a mark, and the token is derived when the letter
is sent or shown. Exactly-once mail does not exist; a crash between sending and marking gives at most one identical copy more.
"""

import smtplib
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Text, update
from sqlmodel import Field, Session, SQLModel, col, select

from field.kit import i18n, pages, smtp, steps, tokens
from field.kit.db import Database, Moment
from field.kit.settings import Settings

LINK_MARK = "@@LINK@@"
DIGITS_MARK = "@@DIGITS@@"
PATHS = {"owner-link": "/o/", "sign-in": "/desk/sign-in/"}
STEPS = steps.steps(written="sending no_address failed", sending="sent written failed", sent="", failed="written", no_address="written")
GIVE_UP_AFTER = 8
STUCK = timedelta(minutes=10)
QUIET_FROM, QUIET_TO = 20, 7


class Letter(SQLModel, table=True):
    """`quiet` letters (reminders, digests) wait for daytime. `link_purpose` and `link_row` say which token stands at the mark."""

    __table_args__ = (CheckConstraint("state IN ('written', 'sending', 'sent', 'failed', 'no_address')", name="state"),)

    id: UUID = Field(default_factory=tokens.uuid7, primary_key=True)
    kind: str
    to_email: str
    to_name: str = ""
    language: str = "sv"
    subject: str
    text: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    link_purpose: str | None = None
    link_row: UUID | None = None
    owner_id: str | None = Field(default=None, foreign_key="owner.id")
    walk_id: UUID | None = Field(default=None, foreign_key="walk.id", index=True)
    thread: str = ""
    quiet: bool = False
    unsubscribe: str = ""
    state: str = Field(default="written", index=True)
    written_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=Moment)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    tries: int = 0
    error: str = ""

    def move(self, to: str) -> None:
        steps.move(self, STEPS, to)


def write(
    db: Session,
    kind: str,
    to_email: str,
    *,
    now: datetime,
    values: dict[str, object],
    to_name: str = "",
    language: str = "sv",
    link: tuple[str, UUID] | None = None,
    owner_id: str | None = None,
    walk_id: UUID | None = None,
    thread: str = "",
    quiet: bool = False,
) -> Letter:
    """Renders `templates/letters/<kind>.{subject.txt,txt,html}` in the reader's language. Without an address it is kept for printing."""
    with i18n.using(language):
        shown = {**values, "link": LINK_MARK, "digits": DIGITS_MARK, "language": i18n.current_language(), "rtl": i18n.is_rtl(language)}
        subject = " ".join(pages.render(f"letters/{kind}.subject.txt", **shown).split())
        text = pages.render(f"letters/{kind}.txt", **shown).strip() + "\n"
        html = _inlined(pages.render(f"letters/{kind}.html", **shown))
    row = Letter(
        kind=kind, to_email=to_email, to_name=to_name, language=language, subject=subject, text=text, html=html,
        link_purpose=link[0] if link else None, link_row=link[1] if link else None, owner_id=owner_id, walk_id=walk_id,
        thread=thread, quiet=quiet, written_at=now, due_at=now,
    )  # fmt: skip
    if not to_email:
        row.move("no_address")
    db.add(row)
    db.flush()
    return row


def _inlined(html: str) -> str:
    import css_inline  # noqa: PLC0415 - only who writes letters pays for it

    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False).inline(html)


def filled(letter: Letter, body: str, settings: Settings) -> str:
    """A letter's body with its real link and digits."""
    if letter.link_purpose is None or letter.link_row is None:
        return body
    token = tokens.derived_token(settings.secret_key, letter.link_purpose, letter.link_row)
    address = f"{settings.base_url}{PATHS[letter.link_purpose]}{token}"
    return body.replace(LINK_MARK, address).replace(DIGITS_MARK, tokens.derived_digits(settings.secret_key, letter.link_row))


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
    if letter.unsubscribe:
        made["List-Unsubscribe"] = f"<{settings.base_url}{letter.unsubscribe}>"
    made.set_content(filled(letter, letter.text, settings))
    made.add_alternative(filled(letter, letter.html, settings), subtype="html")
    return made


def first_of_thread(db: Session, link_row: UUID) -> str:
    """The id of the first letter under a link: later ones answer to it, so that a mailbox shows one conversation."""
    row = db.exec(select(Letter).where(Letter.link_row == link_row).order_by(col(Letter.written_at), col(Letter.id))).first()
    return str(row.id) if row else ""


def is_quiet(now: datetime, zone: ZoneInfo) -> bool:
    hour = now.astimezone(zone).hour
    return hour >= QUIET_FROM or hour < QUIET_TO


def send_due(database: Database, settings: Settings, now: datetime) -> dict[str, int]:
    """Sends what is due: counts of sent, failed and put off. Two workers send each letter once: the claim is a conditional UPDATE."""
    counts = {"sent": 0, "failed": 0, "later": 0}
    ids = _due_ids(database, settings, now)
    if not ids:
        return counts
    try:
        with smtp.post(settings.mail_url) as post:
            for letter in _claimed(database, ids, now):
                counts[_send_one(database, settings, post, letter, now)] += 1
    except (OSError, smtplib.SMTPException) as error:
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
            won = db.execute(claim.values(state="sending", claimed_at=now, tries=Letter.tries + 1)).rowcount == 1  # type: ignore[attr-defined]
            letter = db.get_one(Letter, letter_id) if won else None
        if letter:
            yield letter


def _send_one(database: Database, settings: Settings, post: smtp.Post, letter: Letter, now: datetime) -> str:
    try:
        post.send(message(letter, settings, now))
    except smtp.Refused as error:
        _mark(database, letter.id, "failed", error=str(error))
        return "failed"
    except (OSError, smtplib.SMTPException) as error:
        return _put_off(database, letter, now, str(error))
    _mark(database, letter.id, "sent", sent_at=now, error="")
    return "sent"


def _mark(database: Database, letter_id: UUID, to: str, **values: object) -> None:
    with database.writing() as db:
        row = db.get_one(Letter, letter_id)
        row.move(to)
        for name, value in values.items():
            setattr(row, name, value)
        db.add(row)


def _put_off(database: Database, letter: Letter, now: datetime, error: str) -> str:
    """Later, with doubled waiting; after eight tries a person must look."""
    if letter.tries >= GIVE_UP_AFTER:
        _mark(database, letter.id, "failed", error=error[:500])
        return "failed"
    _mark(database, letter.id, "written", due_at=now + timedelta(minutes=2**letter.tries), error=error[:500])
    return "later"


def _put_off_all(database: Database, ids: list[UUID], now: datetime, error: str) -> int:
    with database.writing() as db:
        query = select(Letter).where(col(Letter.id).in_(ids), col(Letter.state).in_(("written", "sending")))
        rows = list(db.exec(query))
        for row in rows:
            row.move("written")
            row.tries += 1
            row.due_at, row.error = now + timedelta(minutes=2 ** min(row.tries, GIVE_UP_AFTER)), error[:500]
            db.add(row)
        return len(rows)


def newest_first(db: Session, limit: int = 200) -> list[Letter]:
    return list(db.exec(select(Letter).order_by(col(Letter.written_at).desc(), col(Letter.id).desc()).limit(limit)))


def in_state(db: Session, *states: str) -> list[Letter]:
    return list(db.exec(select(Letter).where(col(Letter.state).in_(states)).order_by(col(Letter.written_at))))


def of_walk(db: Session, walk_id: UUID) -> list[Letter]:
    return list(db.exec(select(Letter).where(Letter.walk_id == walk_id).order_by(col(Letter.written_at))))
