"""Owners at the desk (problemägare): how they answer, whether letters reach them, their open points and their
links.
"""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlmodel import Session
from wtforms import SelectMultipleField
from wtforms.validators import ValidationError

from field import kinds
from field.handovers import OwnerLink
from field.kit import i18n
from field.kit.errors import Refusal
from field.kit.i18n import N_
from field.kit.i18n import gettext as _
from field.lifecycle import answering, chasing
from field.owners import Owner
from field.readings import desk
from field.readings.desk.ownership import OwnerStanding
from field.web import parts
from field.web.desk import base, seen
from field.web.forms import WordsField, at_most, needed, said

pages = Blueprint("desk_owners", __name__, url_prefix="/desk/owners")


SHOWN: dict[str, Callable[[OwnerStanding], object]] = {
    "points": lambda row: row.points,
    "silent": lambda row: row.open,
    "contact": lambda row: row.contact in ("none", "bounced"),
}


@pages.get("")
@parts.staff_only
def index() -> ResponseReturnValue:
    with parts.reading() as db:
        return render_template(
            "desk/owners.html", here="owners", rows=_listed(db), show=request.args.get("show", "points")
        )


def _listed(db: Session) -> list[OwnerStanding]:
    """`show`: those with points (as it comes), `silent`, `contact` (something is wrong with it), or `all`."""
    show = request.args.get("show", "points")
    fits = SHOWN.get(show)
    rows = [row for row in desk.ownership.standings(db) if fits is None or fits(row)]
    return sorted(rows, key=lambda row: (-row.open, row.owner.name))


@pages.get("/owners.csv")
@parts.staff_only
def index_csv() -> ResponseReturnValue:
    with parts.reading() as db:
        rows = _listed(db)
    header = ("id", "name", "points", "answered", "open", "median_days", "last_answer", "contact")
    return base.csv_answer(
        "owners",
        header,
        [
            (
                row.owner.id,
                row.owner.name,
                row.points,
                row.answered,
                row.open,
                round(row.days, 1) if row.days is not None else None,
                row.last_answer,
                row.contact,
            )
            for row in rows
        ],
    )


@pages.get("/<owner_id>")
@parts.staff_only
def show(owner_id: str) -> ResponseReturnValue:
    with parts.reading() as db:
        return _page(db, _owner(db, owner_id))


def _page(
    db: Session, owner: Owner, form: "ContactForm | None" = None, status: int = 200
) -> ResponseReturnValue:
    standing = next(row for row in desk.ownership.standings(db) if row.owner.id == owner.id)
    page = render_template(
        "desk/owner.html",
        here="owners",
        owner=owner,
        standing=standing,
        held=desk.ownership.held_by(db, owner.id),
        links=desk.ownership.links_of(db, owner.id),
        kinds=kinds.load(db),
        form=form or ContactForm(formdata=None, obj=owner, speaks=owner.languages.replace(",", " ").split()),
        now=parts.now(),
    )
    return page, status


def _owner(db: Session, owner_id: str) -> Owner:
    found = db.get(Owner, owner_id)
    if found is None:
        raise Refusal("not-found")
    return found


class ContactForm(FlaskForm):  # type: ignore[misc]
    name = WordsField(validators=[needed(N_("Skriv ägarens namn.")), at_most(200)])
    role = WordsField(validators=[at_most(200)])
    email = WordsField(validators=[at_most(254)])
    deputy_email = WordsField(validators=[at_most(254)])
    escalation_email = WordsField(validators=[at_most(254)])
    phone = WordsField(validators=[at_most(60)])
    speaks = SelectMultipleField(validate_choice=False)

    def validate_email(self, field: WordsField) -> None:
        if said(field) and (said(field).count("@") != 1 or " " in said(field)):
            raise ValidationError(_("Adressen ser inte rätt ut."))

    validate_deputy_email = validate_escalation_email = validate_email

    def put(self, owner: Owner) -> None:
        for name in ("name", "role", "email", "deputy_email", "escalation_email", "phone"):
            setattr(owner, name, said(self[name]))
        owner.languages = " ".join(each for each in self.speaks.data or [] if each in i18n.LANGUAGES) or "sv"


@pages.post("/<owner_id>")
@parts.admin_only
def change(owner_id: str) -> ResponseReturnValue:
    form = ContactForm()
    with parts.transaction() as db:
        owner = _owner(db, owner_id)
        seen.check(seen.contact(owner), holds=[each.name for each in seen.contact(owner)])
        if not form.validate_on_submit():
            return _page(db, owner, form, 422)
        form.put(owner)
        chasing.contact_changed(db, owner, parts.now(), parts.actor())
    flash(_("Kontakten är sparad."))
    return redirect(url_for(".show", owner_id=owner_id), 303)


@pages.post("/links/<uuid:link_id>/<any(revoke, renew):verb>")
@parts.staff_only
def link(link_id: UUID, verb: str) -> ResponseReturnValue:
    with parts.transaction() as db:
        row = db.get(OwnerLink, link_id)
        if row is None:
            raise Refusal("not-found")
        seen.check(seen.link(row))
        if verb == "renew":
            chasing.renew_link(db, parts.settings(), row, parts.now(), parts.actor())
        else:
            answering.revoke_link(db, row, parts.now(), parts.actor())
    flash(
        _("En ny länk är på väg. Den gamla fungerar inte längre.")
        if verb == "renew"
        else _("Länken fungerar inte längre.")
    )
    return redirect(url_for(".show", owner_id=row.owner_id), 303)
