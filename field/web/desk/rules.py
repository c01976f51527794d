"""Rules (regler): which owner for which kind where; and "try a point": whose would it be, and why."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from field import kinds, owners, places
from field.kinds import Kinds
from field.kit import geo
from field.kit.i18n import gettext as _
from field.owners import Role, Rule
from field.web import parts
from field.web.desk import maps

pages = Blueprint("desk_rules", __name__, url_prefix="/desk/rules")


@pages.get("")
@parts.staff_only
def index() -> ResponseReturnValue:
    with parts.reading() as db:
        known = kinds.load(db)
        tried = _tried(db, known)
        page = render_template(
            "desk/rules.html",
            here="rules",
            kinds=known,
            tried=tried,
            owners=owners.everyone(db),
            **_listed(db),
        )
    return page, 422 if tried and tried.get("fault") else 200


def _listed(db: Session) -> dict[str, object]:
    return {
        "names": {area.id: area.name for area in places.all_areas(db)},
        "rules": list(db.exec(select(Rule).order_by(col(Rule.position)))),
        "roles": list(db.exec(select(Role).order_by(Role.role))),
    }


def _tried(db: Session, known: Kinds) -> dict[str, object] | None:
    """What the rules say of the point in the address; a fault for what is no position or kind."""
    if "lat" not in request.args and "lon" not in request.args:
        return None
    spot_given, kind = _position(), request.args.get("kind", "")
    if spot_given is None:
        return {"fault": _("Skriv två tal i grader, till exempel 59.3884 och 17.9285.")}
    if kind and kind not in known:
        return {"fault": _("Sorten finns inte.")}
    spot = places.at(db, *spot_given)
    return {
        "spot": spot,
        "places": places.places_near(db, *spot_given),
        "owners": owners.Routing(db, known).propose(kind or None, spot) if spot.areas else [],
        "map": maps.of_spot(db, *spot_given, spot.areas),
    }


def _position() -> tuple[float, float] | None:
    try:
        lat, lon = (float(request.args.get(name, "").replace(",", ".")) for name in ("lat", "lon"))
    except ValueError:
        return None
    return geo.position(lat, lon)
