"""People (personer): who may sign in, and with which rights. For admins."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlmodel import Session
from wtforms import BooleanField, SelectField

from field import staff
from field.kit.errors import Refusal
from field.kit.i18n import N_
from field.kit.i18n import gettext as _
from field.staff import Staff
from field.web import parts
from field.web.desk import seen
from field.web.forms import WordsField, at_most, needed, said

pages = Blueprint("desk_people", __name__, url_prefix="/desk/people")


class PersonForm(FlaskForm):  # type: ignore[misc]
    email = WordsField(validators=[needed(N_("Skriv personens e-postadress.")), at_most(254)])
    name = WordsField(validators=[at_most(100)])
    role = SelectField(validate_choice=False)
    restricted = BooleanField()


@pages.get("")
@parts.admin_only
def index() -> ResponseReturnValue:
    with parts.reading() as db:
        return _page(db, PersonForm(formdata=None, role="coordinator"))


def _page(db: Session, form: PersonForm, status: int = 200) -> ResponseReturnValue:
    return render_template("desk/people.html", here="people", rows=staff.everyone(db), form=form), status


@pages.post("")
@parts.admin_only
def add() -> ResponseReturnValue:
    """The first letter is theirs to ask for, on the sign-in page."""
    form = PersonForm()
    try:
        with parts.transaction() as db:
            if not form.validate_on_submit():
                return _page(db, form, 422)
            name, role = said(form.name), str(form.role.data)
            staff.appoint(
                db, said(form.email), name, role, bool(form.restricted.data), parts.now(), parts.actor()
            )
    except Refusal as refusal:
        return _refused(form, refusal)
    flash(_("%(email)s kan logga in nu.", email=said(form.email)))
    return redirect(url_for(".index"), 303)


def _refused(form: PersonForm, refusal: Refusal) -> ResponseReturnValue:
    named = {"email": _("Adressen ser inte rätt ut."), "role": _("Välj en roll ur listan.")}
    if refusal.field not in named:
        raise refusal
    form[refusal.field].errors = [named[refusal.field]]
    with parts.reading() as db:
        return _page(db, form, 422)


@pages.post("/<uuid:person_id>")
@parts.admin_only
def change(person_id: UUID) -> ResponseReturnValue:
    role, rights = (
        request.form.get("role", ""),
        {name: name in request.form for name in ("restricted", "active")},
    )
    if role not in staff.ROLES:
        raise Refusal("invalid", field="role")
    with parts.transaction() as db:
        person = db.get(Staff, person_id)
        if person is None:
            raise Refusal("not-found")
        seen.check(seen.person(person), holds=("role", "restricted", "active"))
        staff.set_rights(db, person, role=role, **rights, now=parts.now(), actor=parts.actor())
    flash(_("Rättigheterna är ändrade."))
    return redirect(url_for(".index"), 303)
