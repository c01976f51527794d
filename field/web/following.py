"""Following (att följa): ask for mail about a point or an area, say yes from the mailbox, stop with one
click. No account.

The pages stand apart from the results, which everybody may keep a copy of: a form has a reader's own secret
in it. GET shows; only POST changes, also for the mail programs that stop for their reader (RFC 8058)."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlmodel import Session
from wtforms.validators import ValidationError

from field import followers, following, participants, places, staff
from field.findings import Finding
from field.kit import i18n, text
from field.kit.i18n import N_
from field.kit.i18n import gettext as _
from field.places import Area
from field.readings import public
from field.web import parts
from field.web.forms import WordsField, at_most, needed, said

pages = Blueprint("following", __name__)

FROM_NETWORK = 40  # a whole school may share one address


class FollowForm(FlaskForm):  # type: ignore[misc]
    email = WordsField(validators=[needed(N_("Skriv din e-postadress.")), at_most(254)])

    def validate_email(self, field: WordsField) -> None:
        if not text.is_address(said(field)):
            raise ValidationError(_("Adressen ser inte rätt ut."))


@pages.get("/finding/<number>/follow")
@pages.get("/results/<name>/follow")
def show(number: str = "", name: str = "") -> ResponseReturnValue:
    return _asking(number, name, FollowForm(), 200)


@pages.post("/finding/<number>/follow")
@pages.post("/results/<name>/follow")
def ask(number: str = "", name: str = "") -> ResponseReturnValue:
    """The answer is the same whether the address is new or known."""
    form = FollowForm()
    if not form.validate_on_submit():
        return _asking(number, name, form, 422)
    email = staff.same_email(said(form.email))
    _count(email)
    with parts.transaction() as db:
        following.ask(
            db, parts.settings(), email, i18n.current_language(), _about(db, number, name), parts.now()
        )
    return redirect(f"{request.path}?asked=1", 303)


def _asking(number: str, name: str, form: FlaskForm, status: int) -> ResponseReturnValue:
    with parts.reading() as db:
        about = _about(db, number, name)
        point = public.by_id(db, about.id, parts.settings().timezone) if isinstance(about, Finding) else None
        area = point.area if point else about
        return render_template(
            "following/ask.html", form=form, point=point, area=area, rehearsal=parts.is_rehearsal()
        ), status


def _about(db: Session, number: str, name: str) -> Finding | Area:
    """What is public and asked about. 404 for anything else."""
    if number:
        point = public.by_number(db, number, parts.settings().timezone)
        return db.get_one(Finding, point.finding_id) if point else abort(404)
    return places.by_slug(db, name) or abort(404)


def _count(email: str) -> None:
    """Letters are bounded by address and by network. Raises "too-many-tries"."""
    now = parts.now()
    with parts.transaction() as db:
        for key, allowed in (
            (f"follow:{email}", participants.TRIES),
            (f"follow-from:{request.remote_addr}", FROM_NETWORK),
        ):
            participants.check_tries(db, key, now, allowed)
            participants.count_try(db, key, now)


@pages.get("/follow/<token>")
def link(token: str) -> ResponseReturnValue:
    """What the link's reader follows, with a button to say yes, and one to stop."""
    with parts.reading() as db:
        row = followers.by_token(db, token)
        if row is None:
            return render_template("following/gone.html"), 404
        area = db.get(Area, row.area_id) if row.area_id else None
        point = public.by_id(db, row.finding_id, parts.settings().timezone) if row.finding_id else None
        return render_template("following/link.html", row=row, area=area, point=point, token=token)


@pages.post("/follow/<token>")
def confirm(token: str) -> ResponseReturnValue:
    with parts.transaction() as db:
        row = followers.by_token(db, token)
        if row:
            following.confirm(db, row, parts.settings(), parts.now())
    return redirect(url_for(".link", token=token), 303)


@pages.post("/follow/<token>/stop")
def stop(token: str) -> ResponseReturnValue:
    """By the page's button or by a mail program: without the form's secret, since the link itself is one."""
    with parts.transaction() as db:
        row = followers.by_token(db, token)
        if row:
            following.stop(db, row)
    return render_template("following/gone.html")
