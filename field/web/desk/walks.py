"""Walks at the desk (vandringar): plan, invite, print the poster, close; and what is known of the area before
one goes.
"""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import findings, inventories, kinds, participants, places, walks
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.lifecycle import planning
from field.protocol import draw_up, words
from field.readings import desk, standing
from field.walks import Walk
from field.web import parts
from field.web.desk import base, maps, seen, walk_form
from field.web.desk.walk_form import WalkForm

pages = Blueprint("desk_walks", __name__, url_prefix="/desk/walks")

STATES = ("planned", "closed", "cancelled")


@pages.get("")
@parts.staff_only
def index() -> ResponseReturnValue:
    with parts.reading() as db:
        rows = _listed(db)
        counts = desk.walk_counts.of(db, rows)
        return render_template(
            "desk/walks.html",
            here="walks",
            rows=rows,
            names=_names(db),
            counts=counts,
            words=words,
            now=parts.now(),
        )


@pages.get("/walks.csv")
@parts.staff_only
def index_csv() -> ResponseReturnValue:
    with parts.reading() as db:
        rows, names = _listed(db), _names(db)
        counts = desk.walk_counts.of(db, rows)
    header = ("title", "area", "kind", "starts_at", "state", "points", "sent", "dnr")
    cells = [
        (
            row.title,
            names[row.area_id],
            row.kind,
            row.starts_at,
            row.state,
            counts[row.id].points,
            counts[row.id].sent,
            row.dnr,
        )
        for row in rows
    ]
    return base.csv_answer("walks", header, cells)


def _listed(db: Session) -> list[Walk]:
    state, area = request.args.get("state"), request.args.get("area")
    names = _names(db)
    return [
        row
        for row in walks.newest_first(db, 500)
        if state in (None, "", row.state) and area in (None, "", names[row.area_id])
    ]


def _names(db: Session) -> dict[UUID, str]:
    return {area.id: area.name for area in places.all_areas(db)}


@pages.get("/new")
@parts.staff_only
def new() -> ResponseReturnValue:
    """An empty form, or the form of an earlier walk in another year (`?copy=`)."""
    with parts.reading() as db:
        copied = request.args.get("copy", type=UUID)
        if copied:
            walk = base.walk(db, copied)
            form = walk_form.filled(
                walk, db.get_one(places.Area, walk.area_id), parts.settings().timezone, again=True
            )
        else:
            form = WalkForm(
                formdata=None, area=request.args.get("area", ""), kind=request.args.get("kind", "adult")
            )
        return _form(db, form, None)


@pages.post("/new")
@parts.staff_only
def plan() -> ResponseReturnValue:
    form, zone = WalkForm(), parts.settings().timezone
    said = form.details(zone, base.today())
    try:
        with parts.transaction() as db:
            if said is None:
                return _form(db, form, None, 422)
            walk = planning.plan_in_detail(db, said, parts.now(), zone, parts.actor())
    except Refusal as refusal:
        return _refused(form, refusal, None)
    flash(_("Vandringen är planerad. Här är koderna och affischen."))
    return redirect(url_for(".show", walk_id=walk.id), 303)


@pages.get("/<uuid:walk_id>/edit")
@parts.staff_only
def edit(walk_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        walk = base.walk(db, walk_id)
        return _form(
            db, walk_form.filled(walk, db.get_one(places.Area, walk.area_id), parts.settings().timezone), walk
        )


@pages.post("/<uuid:walk_id>/edit")
@parts.staff_only
def change(walk_id: UUID) -> ResponseReturnValue:
    form, zone = WalkForm(), parts.settings().timezone
    said = form.details(zone, base.today())
    try:
        with parts.transaction() as db:
            walk = base.walk(db, walk_id)
            read = seen.walk(walk, db.get_one(places.Area, walk.area_id).name, zone)
            seen.check(read, holds=[each.name for each in read])
            if said is None:
                return _form(db, form, walk, 422)
            planning.change(db, walk, said, parts.now(), zone, parts.actor())
    except Refusal as refusal:
        return _refused(form, refusal, walk_id)
    flash(_("Vandringen är ändrad."))
    return redirect(url_for(".show", walk_id=walk_id), 303)


def _refused(form: WalkForm, refusal: Refusal, walk_id: UUID | None) -> ResponseReturnValue:
    form.refuse(refusal)
    with parts.reading() as db:
        return _form(db, form, base.walk(db, walk_id) if walk_id else None, 422)


def _form(db: Session, form: WalkForm, walk: Walk | None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "desk/walk_form.html",
        here="walks",
        form=form,
        walk=walk,
        areas=places.all_areas(db),
        kinds=words.WALKS,
        earlier=walks.newest_first(db, 40),
        names=_names(db),
        zone=parts.settings().timezone,
    )
    return page, status


@pages.get("/<uuid:walk_id>")
@parts.staff_only
def show(walk_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        walk = base.walk(db, walk_id)
        return render_template(
            "desk/walk.html",
            here="walks",
            walk=walk,
            words=words,
            **_known_of(db, walk),
            **_earlier(db, walk),
        )


def _known_of(db: Session, walk: Walk) -> dict[str, object]:
    return {
        "area": db.get_one(places.Area, walk.area_id),
        "season": db.get_one(inventories.Inventory, walk.inventory_id),
        "finish": db.get(walks.Finish, walk.id) or walks.Finish(walk_id=walk.id),
        "counts": desk.walk_counts.of(db, [walk])[walk.id],
        "held": [row for row in participants.of_walk(db, walk.id) if row.held],
        "join": f"{parts.settings().base_url}/join/{walk.code}",
        "is_over": walk.starts_at < parts.now(),
        "papers": draw_up.versions(db, walk.id),
    }


def _earlier(db: Session, walk: Walk) -> dict[str, object]:
    """What is known of the area from before, for those who are about to go there."""
    rows = [
        row
        for row in findings.in_area(db, walk.area_id, 60)
        if row.walk_id != walk.id and row.noted_at < walk.starts_at
    ]
    return {
        "earlier": rows,
        "standings": standing.standings(db, rows),
        "spots": desk.recurrence.spots(db, walk.area_id),
        "kinds": kinds.load(db),
        "map": maps.of_walk(db, walk, rows),
    }


@pages.post("/<uuid:walk_id>/<any(close, reopen, cancel):verb>")
@parts.staff_only
def move(walk_id: UUID, verb: str) -> ResponseReturnValue:
    done = {
        "close": _("Vandringen är avslutad."),
        "reopen": _("Vandringen är öppen igen."),
        "cancel": _("Vandringen är inställd."),
    }
    verbs = {"close": planning.close, "reopen": planning.reopen, "cancel": planning.cancel}
    with parts.transaction() as db:
        walk = base.walk(db, walk_id)
        seen.check(seen.walk_state(walk), watches=("walk_state",))
        verbs[verb](db, walk, parts.now(), parts.actor())
    flash(done[verb])
    return redirect(url_for(".show", walk_id=walk_id), 303)
