"""Signing in (inloggning): an address, then a letter with a link and six digits. No passwords, nothing that
tells who works here.

The link is shown by GET and used by POST, since mail scanners open every link before the person does.
"""

import re

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from field import participants, staff
from field.kit.i18n import N_
from field.kit.i18n import gettext as _
from field.web import parts
from field.web.forms import WordsField, at_most, needed, said

pages = Blueprint("sign_in", __name__, url_prefix="/desk/sign-in")

FROM_NETWORK = 40  # a whole office may share one address
NEXT = "sign-in-next"
SIX_DIGITS = re.compile(r"( ?[0-9]){6}")


class SignInForm(FlaskForm):  # type: ignore[misc]
    email = WordsField(validators=[needed(N_("Skriv din e-postadress.")), at_most(254)])

    def validate_email(self, field: WordsField) -> None:
        if "@" not in said(field):
            raise ValidationError(_("Adressen ser inte rätt ut."))


class DigitsForm(SignInForm):
    digits = WordsField()

    def validate_digits(self, field: WordsField) -> None:
        if not SIX_DIGITS.fullmatch(said(field)):
            raise ValidationError(_("Skriv de sex siffrorna ur brevet."))


@pages.get("")
def show() -> ResponseReturnValue:
    wanted = request.args.get("next", "")
    if parts.is_own_path(wanted):
        session[NEXT] = wanted
    return redirect(_next(), 303) if parts.signed_in() else _page("ask", SignInForm())


@pages.post("")
def ask() -> ResponseReturnValue:
    """The answer is the same whether the address is known or not."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _page("ask", form, 422)
    _count(said(form.email))
    with parts.transaction() as db:
        staff.write_link(db, parts.settings().secret_key, said(form.email), parts.now())
    return _page("digits", DigitsForm(formdata=None, email=said(form.email)))


@pages.post("/digits")
def digits() -> ResponseReturnValue:
    form = DigitsForm()
    if not form.validate_on_submit():
        return _page("digits", form, 422)
    _count(said(form.email))
    with parts.transaction() as db:
        token = staff.sign_in_by_code(db, said(form.email), said(form.digits).replace(" ", ""), parts.now())
    if token is None:
        form.digits.errors = [
            _("Siffrorna stämmer inte, eller har gått ut. Be om ett nytt brev om det inte går.")
        ]
        return _page("digits", form, 422)
    return _welcome(token)


@pages.get("/<token>")
def link(token: str) -> ResponseReturnValue:
    with parts.reading() as db:
        holds = staff.link_holds(db, token, parts.now())
    return _page("link", SignInForm(formdata=None), token=token) if holds else _spent()


@pages.post("/<token>")
def use(token: str) -> ResponseReturnValue:
    with parts.transaction() as db:
        made = staff.sign_in_by_link(db, token, parts.now())
    return _welcome(made) if made else _spent()


def _spent() -> ResponseReturnValue:
    """One page for a link that is wrong, used or too old."""
    return _page("spent", SignInForm(formdata=None), 404)


def _page(step: str, form: FlaskForm, status: int = 200, **values: object) -> ResponseReturnValue:
    return render_template(
        "desk/sign_in.html", step=step, form=form, rehearsal=parts.is_rehearsal(), **values
    ), status


def _count(email: str) -> None:
    """Tries are bounded by address and by network. Raises "too-many-tries"; what is counted is kept whatever
    comes of it.
    """
    now, keys = (
        parts.now(),
        (
            (f"sign-in:{staff.same_email(email)}", participants.TRIES),
            (f"sign-in-from:{request.remote_addr}", FROM_NETWORK),
        ),
    )
    with parts.transaction() as db:
        for key, allowed in keys:
            participants.check_tries(db, key, now, allowed)
            participants.count_try(db, key, now)


def _next() -> str:
    wanted = session.pop(NEXT, "")
    return wanted if parts.is_own_path(wanted) else url_for("desk_today.show")


def _welcome(token: str) -> ResponseReturnValue:
    answer = redirect(_next(), 303)
    longest = int(staff.SESSION_LASTS.total_seconds())
    secure = parts.settings().is_https
    answer.set_cookie(
        parts.SESSION_COOKIE, token, max_age=longest, secure=secure, httponly=True, samesite="Lax"
    )
    return answer


leaving = Blueprint("sign_out", __name__, url_prefix="/desk/sign-out")


@leaving.post("")
def leave() -> ResponseReturnValue:
    """Only the session goes: what a phone has not sent yet lies in the same browser and stays."""
    with parts.transaction() as db:
        staff.sign_out(db, request.cookies.get(parts.SESSION_COOKIE, ""))
    flash(_("Du är utloggad."))
    answer = redirect(url_for("sign_in.show"), 303)
    answer.delete_cookie(parts.SESSION_COOKIE)
    return answer
