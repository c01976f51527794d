"""Letters (brev): rows written in the transaction that causes them; the worker sends them one by one: claim, send, mark.

A letter is rendered once and kept. Its link is not in the row: where it stands the row has a mark that nobody can write into a finding
(it holds the letter's own id), and the token is derived when the letter is sent or shown. Exactly-once mail does not exist; a crash between
sending and marking gives at most one identical copy more.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError
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

PATHS = {"owner-link": "/o/", "sign-in": "/desk/sign-in/", "follow": "/follow/"}
DIGESTS = {"follow_news"}  # letters that one click stops, never the owner's duty mail
STEPS = steps.steps(written="sending no_address failed", sending="sent written failed", sent="", failed="written", no_address="written")
GIVE_UP_AFTER = 8
STUCK = timedelta(minutes=10)
QUIET_FROM, QUIET_TO = 20, 7


Told = Callable[[Session, "Letter"], None]


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
    """Renders the letter in the reader's language and keeps it. Without an address it is kept for printing."""
    row_id = tokens.uuid7()
    body = render(kind, language, values, row_id)
    row = Letter(
        id=row_id, kind=kind, to_email=to_email, to_name=to_name, language=language, subject=body.subject, text=body.text, html=body.html,
        link_purpose=link[0] if link else None, link_row=link[1] if link else None, owner_id=owner_id, walk_id=walk_id,
        thread=thread, quiet=quiet, written_at=now, due_at=now,
    )  # fmt: skip
    if not to_email:
        row.move("no_address")
    db.add(row)
    db.flush()
    return row


@dataclass(frozen=True)
class Body:
    subject: str
    text: str
    html: str


def render(kind: str, language: str, values: dict[str, object], row_id: UUID) -> Body:
    """`templates/letters/<kind>.{subject.txt,txt,html}` in a language, with the marks of letter `row_id` for `filled` to fill."""
    with i18n.using(language):
        shown = {**values, "link": _stand_in("link", row_id), "digits": _stand_in("digits", row_id)}
        shown |= {"language": i18n.current_language().partition("-")[0], "rtl": i18n.is_rtl(language)}
        return Body(
            " ".join(pages.render(f"letters/{kind}.subject.txt", **shown).split()),
            _airy(pages.render(f"letters/{kind}.txt", **shown)),
            _inlined(pages.render(f"letters/{kind}.html", **shown)),
        )


def _stand_in(what: str, row_id: UUID) -> str:
    return f"@@{what}:{row_id}@@"


def _airy(text: str) -> str:
    """No line ends in space and no gap is wider than one empty line, whatever a template left out."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def _inlined(html: str) -> str:
    import css_inline  # noqa: PLC0415 - only who writes letters pays for it

    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False).inline(html)


def filled(letter: Letter, body: str, settings: Settings) -> str:
    """A letter's body with its real link and digits."""
    if letter.link_row is None:
        return body
    digits = tokens.derived_digits(settings.secret_key, letter.link_row)
    return body.replace(_stand_in("link", letter.id), address(letter, settings)).replace(_stand_in("digits", letter.id), digits)


def address(letter: Letter, settings: Settings) -> str:
    """The link a letter carries; empty where it has none."""
    if letter.link_purpose is None or letter.link_row is None:
        return ""
    token = tokens.derived_token(settings.secret_key, letter.link_purpose, letter.link_row)
    return f"{settings.base_url}{PATHS[letter.link_purpose]}{token}"


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


def under_link(db: Session, link_row: UUID) -> list[Letter]:
    """Letters that carry a link, oldest first."""
    return list(db.exec(select(Letter).where(Letter.link_row == link_row).order_by(col(Letter.written_at), col(Letter.id))))


def first_of_thread(db: Session, link_row: UUID) -> str:
    """The id of the first letter under a link: later ones answer to it, so that a mailbox shows one conversation."""
    return next((str(row.id) for row in under_link(db, link_row)), "")


def forget_reader(db: Session, letter: Letter) -> None:
    """Whom it was for and what it said are gone; that there was a letter stays. One that has not been sent is not sent."""
    if letter.state == "written":
        letter.move("no_address")
    letter.to_email = letter.to_name = letter.subject = letter.text = letter.html = ""
    db.add(letter)


def is_quiet(now: datetime, zone: ZoneInfo) -> bool:
    hour = now.astimezone(zone).hour
    return hour >= QUIET_FROM or hour < QUIET_TO


def send_due(database: Database, settings: Settings, now: datetime, told: Told = lambda _db, _letter: None) -> dict[str, int]:
    """Sends what is due: counts of sent, failed and put off. Two workers send each letter once: the claim is a conditional UPDATE.

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
            won = db.execute(claim.values(state="sending", claimed_at=now, tries=Letter.tries + 1)).rowcount == 1  # type: ignore[attr-defined]
            letter = db.get_one(Letter, letter_id) if won else None
        if letter:
            yield letter


def _send_one(database: Database, settings: Settings, post: smtp.Post, letter: Letter, now: datetime, told: Told) -> str:
    """A letter that cannot be made into a message has failed like one that bounced: it stops no other."""
    to, values = "sent", {"sent_at": now, "error": ""}
    try:
        post.send(message(letter, settings, now))
    except smtp.TROUBLE as error:
        gives_up = letter.tries >= GIVE_UP_AFTER
        to = "failed" if gives_up else "written"
        values = {"error": str(error)[:500], "due_at": letter.due_at if gives_up else now + timedelta(minutes=2**letter.tries)}
    except (smtp.Refused, MessageError, ValueError, IndexError) as error:
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


def newest_first(db: Session, limit: int = 200) -> list[Letter]:
    return list(db.exec(select(Letter).order_by(col(Letter.written_at).desc(), col(Letter.id).desc()).limit(limit)))


def in_state(db: Session, *states: str) -> list[Letter]:
    return list(db.exec(select(Letter).where(col(Letter.state).in_(states)).order_by(col(Letter.written_at))))


def of_walk(db: Session, walk_id: UUID) -> list[Letter]:
    return list(db.exec(select(Letter).where(Letter.walk_id == walk_id).order_by(col(Letter.written_at))))
