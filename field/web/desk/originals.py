"""Original photos at the desk (originalfoton): opened with a reason by those who have the right, and a walk's
legal hold.

The right is the one for restricted notes: who holds it is already trusted with what may name a person. An
original is answered to a POST alone, as a file to keep, so that no link, history or cache leads to one."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlmodel import Session, col, func, select

from field import originals
from field.kit.errors import Refusal
from field.kit.i18n import N_
from field.kit.i18n import gettext as _
from field.kit.text import SHORT_MAX
from field.photos import Photo
from field.walks import Walk
from field.web import parts
from field.web.desk import base, seen
from field.web.forms import WordsField, at_most, needed, said

pages = Blueprint("desk_originals", __name__, url_prefix="/desk/walks/<uuid:walk_id>/originals")

ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "image/heif": "heif",
    "image/avif": "avif",
}


class WhyForm(FlaskForm):  # type: ignore[misc]
    why = WordsField(
        validators=[needed(N_("Skriv varför, så att nästa som läser förstår.")), at_most(SHORT_MAX)]
    )


@pages.get("")
@parts.staff_only
def show(walk_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        return _page(db, base.walk(db, walk_id), WhyForm(formdata=None))


def _page(db: Session, walk: Walk, form: WhyForm, status: int = 200) -> ResponseReturnValue:
    count = select(func.count(), func.count(col(Photo.destroyed_at))).where(
        Photo.walk_id == walk.id, col(Photo.mime).startswith("image/")
    )
    every, gone = db.exec(count).one()
    days = parts.settings().originals_days
    return render_template(
        "desk/originals.html", here="walks", walk=walk, form=form, kept=every - gone, gone=gone, days=days
    ), status


@pages.post("/<any(hold, lift):verb>")
@parts.staff_only
def set_hold(walk_id: UUID, verb: str) -> ResponseReturnValue:
    form = WhyForm()
    with parts.transaction() as db:
        walk = base.walk(db, walk_id)
        seen.check(seen.walk_state(walk), watches=("legal_hold",))
        if not form.validate_on_submit():
            return _page(db, walk, form, 422)
        {"hold": originals.hold, "lift": originals.lift}[verb](
            db, walk, said(form.why), parts.now(), parts.actor()
        )
    flash(_("Förstöringen är stoppad.") if verb == "hold" else _("Stoppet är hävt."))
    return redirect(url_for(".show", walk_id=walk_id), 303)


@pages.post("/<uuid:photo_id>")
@parts.staff_only
def opened(walk_id: UUID, photo_id: UUID) -> ResponseReturnValue:
    """The bytes as they came, once the journal says who opened them and why."""
    if not parts.may_see_restricted():
        raise Refusal("not-allowed")
    form = WhyForm()
    if not form.validate_on_submit():
        flash(str(form.why.errors[0]), "problem")
        return redirect(url_for("desk_photos.show", walk_id=walk_id, photo_id=photo_id), 303)
    with parts.transaction() as db:
        row = originals.of_walk(db, base.walk(db, walk_id), photo_id)
        data = originals.open_one(db, parts.storage(), row, said(form.why), parts.now(), parts.actor())
    return _file(row, data)


def _file(photo: Photo, data: bytes) -> Response:
    """Nothing a file says of itself is believed: it is saved, not shown, and can run nothing."""
    answer = Response(data, mimetype="application/octet-stream")
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"original-{photo.id}.{ENDINGS.get(photo.mime, 'bin')}"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "no-store"
    return answer
