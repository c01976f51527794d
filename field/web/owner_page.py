"""The owner's page (ägarens sida): all points of one owner from one walk, behind a link that may be
forwarded. GET shows, POST answers.

A link that is wrong, revoked or expired gives one and the same page, which tells nothing and can have a new
link sent to where letters go."""

from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import handovers, owners, participants
from field.handovers import OwnerLink
from field.kit import clock, i18n
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.kit.i18n import ngettext
from field.lifecycle import answering
from field.protocol import formats
from field.readings import owner_list
from field.readings.owner_list import OwnerList
from field.web import languages, owner_form, parts, sketches, uploads
from field.web.owner_form import Form

pages = Blueprint("owner_page", __name__, url_prefix="/o")

DOWNLOADS = ("pdf", "xlsx", "docx", "csv", "geojson", "html")
LINKS_ASKED_FOR = 5
"""New links one network may ask for in ten minutes."""


@pages.url_value_preprocessor
def _room_for_photos(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Before anything reads the form: several photos may come in one answer."""
    request.max_content_length = owner_form.ALL_MAX


@pages.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    with parts.reading() as db:
        link = _link(db, token)
        return _page(db, token, link) if link else _gone(db)


@pages.post("/<token>")
def answer(token: str) -> ResponseReturnValue:
    with parts.reading() as db:
        link = _link(db, token)
    if link is None:
        return _asked_for_another(token)
    form = owner_form.read(request, clock.day(parts.now(), parts.settings().timezone))
    if form.faults:
        return _again(token, form)
    try:
        _answer(token, form)
    except Refusal as refusal:
        return _again(token, form, refusal)
    return _saved(token, form)


def _answer(token: str, form: Form) -> None:
    now = parts.now()
    with parts.transaction() as db:
        link = handovers.by_token(db, tidy(token), now)
        if link is None:
            raise Refusal("not-found")
        rows = form.chosen(handovers.of_link(db, link))
        answering.answer(db, parts.storage(), link, rows, form.said(), form.version, now)


def _saved(token: str, form: Form) -> ResponseReturnValue:
    count = len(form.points)
    undone = form.typed["answer"] == "undo"
    words = (
        _("Svaret är taget tillbaka.")
        if undone
        else ngettext("Tack, svaret är sparat.", "Tack, %(num)d svar är sparade.", count)
    )
    flash(words, form.points[0] if count == 1 else "saved")
    return redirect(url_for(".show", token=token, _anchor=form.points[0] if count == 1 else None), 303)


def _again(token: str, form: Form, refusal: Refusal | None = None) -> ResponseReturnValue:
    """The page once more, with what is true now and all that was typed."""
    if refusal is not None:
        form.faults[_fault_of(refusal)] = _words_of(refusal, form)
    with parts.reading() as db:
        link = _link(db, token)
        return (_page(db, token, link, form), 422) if link else _gone(db)


def _fault_of(refusal: Refusal) -> str:
    return refusal.field or {"stale": "version"}.get(refusal.code, "answer")


def _words_of(refusal: Refusal, form: Form) -> str:
    if refusal.code == "stale":
        return _(
            "Någon har svarat sedan ni öppnade sidan. Så här står det nu. Det ni skrev är inte sparat, men "
            "finns kvar i rutorna."
        )
    if refusal.field == "points":
        return (
            _("Kryssa i minst en punkt.") if not form.points else _("En av punkterna finns inte i er lista.")
        )
    if refusal.code == "wrong-step" and form.typed["answer"] == "undo":
        return _(
            "Ett svar kan tas tillbaka i 24 timmar. Nu går det inte längre. Lämna ett nytt svar i stället."
        )
    if refusal.code == "wrong-step":
        return _("Punkten har gått vidare till någon annan. Den behöver inget svar från er.")
    return refusal.words


def _link(db: Session, token: str) -> OwnerLink | None:
    """The link, with the owner's language from here on unless the reader has chosen another."""
    link = handovers.by_token(db, tidy(token), parts.now())
    chosen = request.args.get("lang") or request.cookies.get(languages.COOKIE)
    if link and chosen not in i18n.LANGUAGES:
        i18n.bind(db.get_one(owners.Owner, link.owner_id).language)
    return link


def tidy(token: str) -> str:
    """Mail programs and people take the full stop or bracket after a link along."""
    return token.rstrip(".,;:!?)>]\"'")


def _page(db: Session, token: str, link: OwnerLink, form: Form | None = None) -> str:
    shown = owner_list.read(db, link, parts.now())
    today = clock.day(parts.now(), parts.settings().timezone)
    return render_template(
        "owner/page.html",
        token=token,
        list=shown,
        form=form,
        today=today,
        latest=owner_form.latest(today),
        earliest=owner_form.EARLIEST,
        ways=handovers.ANSWERS,
        reasons=handovers.REASONS,
        named={row.id: row.name for row in owners.everyone(db).values() if row.id != link.owner_id},
        sketch=_sketch(shown),
        walked_on=clock.day(shown.walk.starts_at, parts.settings().timezone),
    )


def _sketch(shown: OwnerList) -> sketches.Sketch | None:
    dots = [sketches.SketchSpot(point.number, *point.position) for point in shown.points if point.position]
    return sketches.draw(shown.walk.route, dots) if len(dots) > (0 if shown.walk.route else 1) else None


def _asked_for_another(token: str) -> ResponseReturnValue:
    """What a page without a list can send: its button. It posts to where it stands, so that the page says
    nothing of its address.
    """
    if "new_link" in request.form:
        return new_link(token)
    with parts.reading() as db:
        return _gone(db)


def _gone(db: Session) -> ResponseReturnValue:
    return render_template("owner/gone.html", contact=owners.in_role(db, owners.COORDINATOR)), 404


@pages.post("/<token>/new-link")
def new_link(token: str) -> ResponseReturnValue:
    """The same answer whatever the token was; the letter, if any, goes to the owner's own address."""
    now, key = parts.now(), f"new-link:{request.remote_addr}"
    with parts.transaction() as db:
        participants.check_tries(db, key, now, LINKS_ASKED_FOR)
        participants.count_try(db, key, now)
        answering.send_new_link(db, parts.settings(), tidy(token), now)
    flash(
        _(
            "Om länken har gått till någon av oss skickas en ny till samma adress. Titta i inkorgen om en "
            "stund."
        ),
        "asked",
    )
    return redirect(url_for(".show", token=token), 303)


@pages.get("/<token>/points.json")
def points(token: str) -> ResponseReturnValue:
    with parts.reading() as db:
        link = _link(db, token)
        if link is None:
            return _gone(db)
        shown = owner_list.read(db, link, parts.now())
    response = jsonify(points=[_as_json(point, shown.version) for point in shown.points])
    response.headers["Cache-Control"] = "no-store"
    return response


def _as_json(point: owner_list.OwnerPoint, version: int) -> dict[str, object]:
    row = point.handover
    return {
        "number": row.number,
        "finding": str(row.finding_id),
        "kind": point.kind,
        "text": point.text,
        "position": {"lat": point.position[0], "lon": point.position[1]} if point.position else None,
        "wanted_by": row.wanted_by.isoformat() if row.wanted_by else None,
        "answer": row.state if row.is_answered else None,
        "answered_at": row.answered_at.isoformat() if row.answered_at else None,
        "version": version,
    }


@pages.get("/<token>/photo/<uuid:photo_id>/<any(small, large):size>")
def photo(token: str, photo_id: UUID, size: str) -> ResponseReturnValue:
    with parts.reading() as db:
        link = _link(db, token)
        row = owner_list.photo(db, link, photo_id, parts.now()) if link else None
    data = uploads.copy_now(row, size) if row else None
    if row is None or data is None:
        raise Refusal("not-found")
    return uploads.picture(data, row.copy_key(size))


@pages.get(f"/<token>/protocol.<any({', '.join(DOWNLOADS)}):wanted>")
def protocol(token: str, wanted: str) -> ResponseReturnValue:
    """The owner's points as a file, by the newest version of the protocol."""
    with parts.reading() as db:
        link = _link(db, token)
        if link is None:
            return _gone(db)
        shown = owner_list.read(db, link, parts.now())
        data = formats.make(
            db, parts.storage(), shown.walk, wanted, parts.settings().timezone, owner_id=link.owner_id
        )
    day = clock.day(shown.walk.starts_at, parts.settings().timezone).isoformat()
    response = Response(data, content_type=formats.MEDIA[wanted])
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{shown.area.prefix}-{day}-{shown.owner.id}.{wanted}"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
