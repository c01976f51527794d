"""Rehearsals (genrep): every letter with its real link, and a clock that can be moved.

Only on a machine of one's own: for an installation with a public address, or a caller from elsewhere, there
is nothing here."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import followups, letters, work
from field.kit import clock, i18n
from field.kit.errors import Refusal
from field.kit.settings import LOOPBACK
from field.letters import Letter
from field.readings import retold
from field.web import headers, parts

pages = Blueprint("dev", __name__, url_prefix="/dev")

FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
EATEN_PLUS = re.compile(r"(T[\d:.]+) (\d\d:?\d\d)$")
"""A plain `curl -d now=2026-05-12T18:00:00+02:00` sends a space for the plus."""
FRAMED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@pages.before_request
def _only_here() -> None:
    """This machine's own browser, come from this machine's own pages: a page elsewhere, or a name that leads
    here, gets nothing.
    """
    host = request.host.rpartition(":")[0] if request.host.rpartition(":")[2].isdigit() else request.host
    origin = request.headers.get("Origin", "")
    if (
        not parts.is_rehearsal()
        or host.strip("[]") not in LOOPBACK
        or (origin and origin != f"{request.scheme}://{request.host}")
    ):
        abort(404)


@pages.after_request
def _say_whose(response: Response) -> Response:
    """Without this a browser hides in its forms from where they come, and they would be taken for another
    page's.
    """
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@pages.get("/")
def index() -> ResponseReturnValue:
    return redirect(url_for(".every_letter"), 302)


@pages.get("/letters")
def every_letter() -> ResponseReturnValue:
    with parts.reading() as db:
        rows = letters.newest_first(db)
    return render_template("dev/letters.html", letters=[(row, address(row)) for row in rows])


@pages.get("/letters.json")
def letters_for_programs() -> ResponseReturnValue:
    with parts.reading() as db:
        rows = letters.newest_first(db)
    return jsonify(letters=[_as_json(row) for row in rows])


def _as_json(letter: Letter) -> dict[str, object]:
    plain = ("kind", "to_email", "to_name", "language", "subject", "state", "owner_id", "error")
    return {
        "id": str(letter.id),
        **{name: getattr(letter, name) for name in plain},
        "walk": str(letter.walk_id) if letter.walk_id else None,
        "written_at": letter.written_at.isoformat(),
        "sent_at": letter.sent_at.isoformat() if letter.sent_at else None,
        "link": address(letter) or None,
        "text": letters.filled(letter, letter.text, parts.settings()),
    }


def address(letter: Letter) -> str:
    """The link that stands in a letter; empty where there is none."""
    return letters.address(letter, parts.settings())


@pages.get("/letters/<uuid:letter_id>")
def one_letter(letter_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        row, language, body = _letter(db, letter_id)
    text = letters.filled(row, body.text, parts.settings())
    page = render_template(
        "dev/letter.html", letter=row, shown=language, subject=body.subject, text=text, address=address(row)
    )
    return Response(page, headers={"Content-Security-Policy": f"{headers.CSP}; frame-src 'self'"})


@pages.get("/letters/<uuid:letter_id>/html")
def letter_as_sent(letter_id: UUID) -> ResponseReturnValue:
    """The HTML part alone, for the frame: it may style itself, and do nothing else."""
    with parts.reading() as db:
        row, _language, body = _letter(db, letter_id)
    page = letters.filled(row, body.html, parts.settings())
    return Response(page, mimetype="text/html", headers={"Content-Security-Policy": FRAMED})


def _letter(db: Session, letter_id: UUID) -> tuple[Letter, str, letters.Body]:
    row = db.get(Letter, letter_id)
    if row is None:
        abort(404)
    asked = request.args.get("in", row.language)
    language = asked if asked in i18n.LANGUAGES else row.language
    return row, language, retold.retell(db, row, language, parts.settings())


@pages.get("/clock")
def show_clock() -> ResponseReturnValue:
    now = parts.now()
    local = now.astimezone(parts.settings().timezone)
    later = {days: now + timedelta(days=days) for days in (1, 14, 31)}
    half_year = datetime.combine(
        followups.months_later(clock.day(now, parts.settings().timezone), 6), local.time(), local.tzinfo
    ) + timedelta(days=1)
    return render_template("dev/clock.html", now=now, later=later, half_year=half_year)


@pages.post("/clock")
def move_clock() -> ResponseReturnValue:
    """`now` is ISO 8601 with offset, or `real`. The worker takes a turn at that moment, so what is due is
    done when this answers.

    Looking for faces takes seconds a photo and is due at no moment: the worker's other turns go on with it.
    """
    _move(request.form.get("now", ""))
    place = parts.installation()
    done = work.turn(place.database, place.storage, place.settings, parts.now(), looks_at_most=0)
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        return redirect(url_for(".show_clock"), 303)
    return jsonify(now=parts.now().isoformat(), done=done)


def _move(text: str) -> None:
    if text == "real":
        clock.put_back()
        return
    try:
        moment = clock.parse(EATEN_PLUS.sub(r"\1+\2", text.strip()))
    except (ValueError, OverflowError):
        raise Refusal("invalid", field="now") from None
    if not FIRST <= moment <= LAST:
        raise Refusal("invalid", field="now")
    clock.move_to(moment)
