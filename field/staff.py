"""Staff (personal): coordinators and admins, who sign in with a one-time link or code from a letter; sessions
live in the database.

The link is *shown* by GET and used by POST, since mail scanners open every link before the person does.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, delete, update
from sqlmodel import Field, Session, SQLModel, col, select

from field import journal, letters
from field.kit import tokens
from field.kit.db import Moment
from field.kit.errors import Refusal

ROLES = ("coordinator", "admin")
LINK_LASTS = timedelta(minutes=30)
SESSION_LASTS = timedelta(days=14)
CODE_TRIES = 5
LINK_PURPOSE = "sign-in"


class Staff(SQLModel, table=True):
    __table_args__ = (CheckConstraint("role IN ('coordinator', 'admin')", name="role"),)

    id: UUID = Field(default_factory=tokens.uuid7, primary_key=True)
    email: str = Field(unique=True)
    name: str = ""
    role: str = "coordinator"
    restricted: bool = False
    language: str = "sv"
    active: bool = True


class SignInLink(SQLModel, table=True):
    """Its token and digits are derived from the row's id under the installation's key; the row keeps
    digests.
    """

    __tablename__ = "sign_in_link"

    id: UUID = Field(default_factory=tokens.uuid7, primary_key=True)
    digest: str = Field(unique=True)
    code_digest: str
    staff_id: UUID = Field(foreign_key="staff.id", ondelete="CASCADE", index=True)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    tries: int = 0


class StaffSession(SQLModel, table=True):
    __tablename__ = "staff_session"

    digest: str = Field(primary_key=True)
    staff_id: UUID = Field(foreign_key="staff.id", ondelete="CASCADE", index=True)
    expires_at: datetime = Field(sa_type=Moment)


def same_email(text: str) -> str:
    return text.strip().casefold()


def add(
    db: Session, email: str, name: str = "", role: str = "coordinator", restricted: bool = False
) -> Staff:
    """Adds, or changes the one who has the address. Raises `Refusal("invalid")` for what is no address or
    role.
    """
    address = same_email(email)
    if (
        address.count("@") != 1
        or address.startswith("@")
        or address.endswith("@")
        or " " in address
        or len(address) > 254
    ):
        raise Refusal("invalid", field="email")
    if role not in ROLES:
        raise Refusal("invalid", field="role")
    person = by_email(db, address) or Staff(email=address)
    person.name, person.role, person.restricted, person.active = name or person.name, role, restricted, True
    db.add(person)
    db.flush()
    return person


def appoint(
    db: Session, email: str, name: str, role: str, restricted: bool, now: datetime, actor: str
) -> Staff:
    """As `add`, by a person and into the journal."""
    person = add(db, email, name, role, restricted)
    journal.write(db, now, actor, "appointed", "staff", person.id, role=role, restricted=restricted)
    return person


def set_rights(
    db: Session, person: Staff, *, role: str, restricted: bool, active: bool, now: datetime, actor: str
) -> None:
    """Changes what a person may do. Raises `Refusal("last-admin")` where nobody would be left to change it
    back.
    """
    person.role, person.restricted, person.active = role, restricted, active
    db.add(person)
    db.flush()
    if not any(each.active and each.role == "admin" for each in everyone(db)):
        raise Refusal("last-admin")
    if not active:
        db.execute(delete(StaffSession).where(col(StaffSession.staff_id) == person.id))
    journal.write(
        db, now, actor, "rights-set", "staff", person.id, role=role, restricted=restricted, active=active
    )


def by_email(db: Session, email: str) -> Staff | None:
    return db.exec(select(Staff).where(Staff.email == same_email(email))).first()


def everyone(db: Session) -> list[Staff]:
    return list(db.exec(select(Staff).order_by(Staff.email)))


def active(db: Session) -> list[Staff]:
    return [person for person in everyone(db) if person.active]


def new_link(
    db: Session, secret_key: str, person: Staff, now: datetime, lasts: timedelta = LINK_LASTS
) -> SignInLink:
    """A link (and six digits to type instead); it works once."""
    row_id = tokens.uuid7()
    digest = tokens.digest(tokens.derived_token(secret_key, LINK_PURPOSE, row_id))
    code_digest = _code_digest(person, tokens.derived_digits(secret_key, row_id))
    row = SignInLink(
        id=row_id, digest=digest, code_digest=code_digest, staff_id=person.id, expires_at=now + lasts
    )
    db.add(row)
    db.flush()
    return row


def write_link(db: Session, secret_key: str, email: str, now: datetime) -> None:
    """A letter with a link to the one of the staff who has the address; for any other address nothing, and
    nothing tells which it was.
    """
    person = by_email(db, email)
    if person is None or not person.active:
        return
    link = new_link(db, secret_key, person, now)
    letters.write(
        db,
        "sign_in",
        person.email,
        now=now,
        values={},
        to_name=person.name,
        language=person.language,
        link=(LINK_PURPOSE, link.id),
    )


def link_token(secret_key: str, link: SignInLink) -> str:
    return tokens.derived_token(secret_key, LINK_PURPOSE, link.id)


def _by_digest(db: Session, digest: str) -> SignInLink | None:
    return db.exec(select(SignInLink).where(SignInLink.digest == digest)).first()


def _code_digest(person: Staff, digits: str) -> str:
    return tokens.digest(f"{person.id}:{digits}")


def link_holds(db: Session, token: str, now: datetime) -> bool:
    """Whether a link would work, without using it."""
    row = _by_digest(db, tokens.digest(token))
    return row is not None and row.used_at is None and row.expires_at > now


def sign_in_by_link(db: Session, token: str, now: datetime) -> str | None:
    """Uses the link up (one claim wins) and returns a session's token, or None."""
    return _use(db, tokens.digest(token), now)


def sign_in_by_code(db: Session, email: str, digits: str, now: datetime) -> str | None:
    """As by link, with the six digits; five wrong tries and the digits are dead."""
    person = by_email(db, email)
    if person is None:
        return None
    live = select(SignInLink).where(
        SignInLink.staff_id == person.id,
        col(SignInLink.used_at).is_(None),
        SignInLink.expires_at > now,
        SignInLink.tries < CODE_TRIES,
    )
    found = None
    for row in db.exec(live):
        row.tries += 1
        if row.code_digest == _code_digest(person, digits.strip()):
            found = row.digest
    db.flush()
    return _use(db, found, now) if found else None


def _use(db: Session, link_digest: str, now: datetime) -> str | None:
    claim = update(SignInLink).where(
        col(SignInLink.digest) == link_digest,
        col(SignInLink.used_at).is_(None),
        col(SignInLink.expires_at) > now,
    )
    if db.execute(claim.values(used_at=now)).rowcount != 1:  # type: ignore[attr-defined]
        return None
    row = _by_digest(db, link_digest)
    person = db.get_one(Staff, row.staff_id) if row else None
    if row is None or person is None or not person.active:
        return None
    token = tokens.random_token()
    db.add(StaffSession(digest=tokens.digest(token), staff_id=row.staff_id, expires_at=now + SESSION_LASTS))
    journal.write(db, now, f"staff:{row.staff_id}", "signed-in", "staff", row.staff_id)
    return token


def by_session(db: Session, token: str, now: datetime) -> Staff | None:
    row = db.get(StaffSession, tokens.digest(token))
    if row is None or row.expires_at <= now:
        return None
    person = db.get(Staff, row.staff_id)
    return person if person and person.active else None


def sign_out(db: Session, token: str) -> None:
    row = db.get(StaffSession, tokens.digest(token))
    if row:
        db.delete(row)


def forget_old(db: Session, now: datetime) -> None:
    """Links and sessions that can no longer be used; part of the worker's turn."""
    for row in db.exec(select(SignInLink).where(SignInLink.expires_at < now - timedelta(days=1))):
        db.delete(row)
    for session in db.exec(select(StaffSession).where(StaffSession.expires_at < now)):
        db.delete(session)
