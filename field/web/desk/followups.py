"""Follow-ups (uppföljning): what is due where and when, one form that plans the walk, and what the visits
saw.
"""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlmodel import Session
from wtforms import DateField, SelectField, TimeField
from wtforms.validators import ValidationError

from field import kinds, places, walks
from field.kit.i18n import gettext as _
from field.kit.i18n import ngettext
from field.lifecycle import planning
from field.places import Area
from field.readings import desk
from field.web import parts
from field.web.desk import base

pages = Blueprint("desk_followups", __name__, url_prefix="/desk/follow-ups")


class FollowUpForm(FlaskForm):  # type: ignore[misc]
    area = SelectField(validate_choice=False)
    day = DateField()
    time = TimeField()

    def validate_area(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError(_("Välj ett område."))

    def at(self) -> datetime | None:
        """Local date and time in the installation's zone, or None with the faults beside the fields."""
        good, day, time = self.validate_on_submit(), self.day.data, self.time.data
        if day is None:
            self.day.errors = [_("Skriv dagen som 2026-11-22.")]
        if time is None:
            self.time.errors = [_("Skriv klockslaget som 18:00.")]
        return datetime.combine(day, time, parts.settings().timezone) if good and day and time else None


@pages.get("")
@parts.staff_only
def index() -> ResponseReturnValue:
    area = request.args.get("area", type=UUID)
    with parts.reading() as db:
        chosen = db.get(Area, area) if area else None
        return _page(db, FollowUpForm(formdata=None, area=chosen.name if chosen else ""))


def _page(db: Session, form: FollowUpForm, status: int = 200) -> ResponseReturnValue:
    visits = [walk for walk in walks.newest_first(db, 300) if walk.is_followup and walk.state != "cancelled"]
    page = render_template(
        "desk/followups.html",
        here="followups",
        form=form,
        bunches=desk.visits.plan(db, base.today()),
        walks=visits,
        counts=desk.walk_counts.of(db, visits),
        areas=places.all_areas(db),
        names={area.id: area.name for area in places.all_areas(db)},
        today=base.today(),
    )
    return page, status


@pages.post("")
@parts.staff_only
def plan() -> ResponseReturnValue:
    form, zone = FollowUpForm(), parts.settings().timezone
    at = form.at()
    with parts.transaction() as db:
        if at is None:
            return _page(db, form, 422)
        walk, rows = planning.plan_followup(db, str(form.area.data), at, parts.now(), zone, parts.actor())
    points = len({row.finding_id for row in rows})
    flash(
        ngettext(
            "Återbesöket är planerat med %(num)d plats.",
            "Återbesöket är planerat med %(num)d platser.",
            points,
        )
    )
    return redirect(url_for("desk_walks.show", walk_id=walk.id), 303)


@pages.get("/due.csv")
@parts.staff_only
def index_csv() -> ResponseReturnValue:
    with parts.reading() as db:
        bunches = desk.visits.plan(db, base.today())
    rows = [
        (each.area.name, each.month.isoformat()[:7], each.points, each.ripe, each.gathered)
        for each in bunches
    ]
    return base.csv_answer("follow-ups", ("area", "month", "points", "due", "on_a_walk"), rows)


@pages.get("/<uuid:walk_id>")
@parts.staff_only
def show(walk_id: UUID) -> ResponseReturnValue:
    """What the visits of one walk saw: before beside after, the owner's claim beside the check."""
    with parts.reading() as db:
        walk = base.walk(db, walk_id)
        return render_template(
            "desk/visited.html",
            here="followups",
            walk=walk,
            area=db.get_one(Area, walk.area_id),
            visits=desk.visits.of_walk(db, walk),
            kinds=kinds.load(db),
        )
