"""What every door shares: the installation (settings, database, storage), one transaction, who is asking, and
how refusals are shown.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import staff
from field.installation import Installation
from field.kit import clock
from field.kit.errors import Refusal
from field.kit.ready import Driver
from field.kit.settings import LOOPBACK, Settings
from field.kit.storage import Storage
from field.staff import Staff

SESSION_COOKIE = "strak_staff"
WHOLE_MOST = 2**31 - 1
"""What a whole number in a table can be at most."""
P = ParamSpec("P")
R = TypeVar("R")


def installation() -> Installation:
    made: Installation = current_app.extensions["strak"]
    return made


def settings() -> Settings:
    return installation().settings


def storage() -> Storage:
    return installation().storage


@contextmanager
def reading() -> Iterator[Session]:
    with installation().database.reading() as db:
        yield db


@contextmanager
def transaction() -> Iterator[Session]:
    """The one commit point of a request: all of it, or nothing."""
    with installation().database.writing() as db:
        yield db


def asking() -> AbstractContextManager[Driver]:
    """For a single question, without a session."""
    return installation().database.asking()


def changing() -> AbstractContextManager[Driver]:
    """As `transaction`, without a session."""
    return installation().database.changing()


def now() -> datetime:
    return clock.now()


def whole(name: str) -> int | None:
    """A whole number in the address, None for anything else. One that no column can hold is the nearest that
    it can.
    """
    number = request.args.get(name, type=int)
    return None if number is None else max(-WHOLE_MOST, min(number, WHOLE_MOST))


def signed_in() -> Staff | None:
    """The member of staff behind the session cookie, looked up once a request."""
    if "staff" not in g:
        token = request.cookies.get(SESSION_COOKIE, "")
        with reading() as db:
            g.staff = staff.by_session(db, token, now()) if token else None
    found: Staff | None = g.staff
    return found


def person() -> Staff:
    found = signed_in()
    if found is None:
        raise Refusal("not-allowed")
    return found


def actor() -> str:
    return f"staff:{person().id}"


def may_see_restricted() -> bool:
    return person().restricted


def staff_only(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Coordinators and admins; others are sent to sign in and then come back."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if signed_in() is None:
            return redirect(
                url_for(
                    "sign_in.show", next=request.full_path.rstrip("?") if request.method == "GET" else None
                ),
                303,
            )
        return view(*args, **kwargs)

    return guarded


def admin_only(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    @staff_only
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if person().role != "admin":
            raise Refusal("not-allowed")
        return view(*args, **kwargs)

    return guarded


def is_own_path(address: str) -> bool:
    """A path of our own to go back to; never another site."""
    parts = urlsplit(address)
    return (
        not parts.scheme
        and not parts.netloc
        and address.startswith("/")
        and not address.startswith("//")
        and "\\" not in address
    )


def is_rehearsal() -> bool:
    """Whether /dev/ may answer: installation and caller are on this machine, and nobody stands between."""
    passed_on = any(name.startswith(("Forwarded", "X-Forwarded-")) for name, _value in request.headers)
    return settings().is_loopback and request.remote_addr in LOOPBACK and not passed_on
