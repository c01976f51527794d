"""Today (Idag): everything that waits for a coordinator, each with a link to where it is done."""

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import kinds, owners, places
from field.handovers import Handover
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.kit.text import one_line
from field.lifecycle import chasing
from field.owners import Owner
from field.readings import desk
from field.web import parts
from field.web.desk import base, seen

pages = Blueprint("desk_today", __name__, url_prefix="/desk")


@pages.get("/")
@parts.staff_only
def show() -> ResponseReturnValue:
    with parts.reading() as db:
        day = base.today()
        known = owners.everyone(db)
        return render_template(
            "desk/today.html",
            here="today",
            day=day,
            needs=desk.today.today(db, parts.now(), day, restricted=parts.may_see_restricted()),
            owners=known,
            kinds=kinds.load(db),
            season=desk.season.coverage(db, day, 0, 0),
            areas={area.id: area.name for area in places.all_areas(db)},
            suggested=lambda words: _suggested(known, words),
        )


def _suggested(known: dict[str, Owner], words: str) -> str:
    """The id of the owner whose name or id somebody wrote in free text; empty where nobody fits."""
    said = places.key(words)
    return next(
        (each.id for each in known.values() if said and (said == each.id or said in places.key(each.name))),
        "",
    )


@pages.post("/handovers/<uuid:handover_id>/give")
@parts.staff_only
def give(handover_id: UUID) -> ResponseReturnValue:
    """ "Not ours" was right: another owner gets the point with the walk's next hand-over."""
    with parts.transaction() as db:
        row = _handover(db, handover_id)
        seen.check(seen.handover(row))
        chasing.give_to(
            db,
            row,
            request.form.getlist("owner"),
            parts.now(),
            parts.actor(),
            one_line(request.form.get("why", ""))[:300],
        )
    flash(_("%(number)s har fått en ny ägare. Den skickas när du skickar tillägget.", number=row.number))
    return base.back(url_for(".show"))


@pages.post("/handovers/<uuid:handover_id>/replied")
@parts.staff_only
def replied(handover_id: UUID) -> ResponseReturnValue:
    with parts.transaction() as db:
        row = _handover(db, handover_id)
        seen.check(seen.handover(row))
        chasing.note_reply(db, row, parts.now(), parts.actor())
    flash(_("Noterat: ägaren till %(number)s har fått svar.", number=row.number))
    return base.back(url_for(".show"))


def _handover(db: Session, handover_id: UUID) -> Handover:
    row = db.get(Handover, handover_id)
    if row is None:
        raise Refusal("not-found")
    return row
