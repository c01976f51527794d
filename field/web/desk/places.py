"""Places that recur (återkommande platser): the same kind of thing at the same spot, walk after walk."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from field import kinds, places
from field.findings import Finding
from field.kit import clock
from field.readings import desk, standing
from field.readings.desk.recurrence import RecurringSpot
from field.web import parts
from field.web.desk import base

pages = Blueprint("desk_places", __name__, url_prefix="/desk/places")

MOST = 200


@pages.get("")
@parts.staff_only
def index() -> ResponseReturnValue:
    area = request.args.get("area", type=UUID)
    with parts.reading() as db:
        spots = desk.recurrence.spots(db, area)[:MOST]
        return render_template(
            "desk/places.html",
            here="places",
            spots=spots,
            kinds=kinds.load(db),
            areas=places.all_areas(db),
            area=area,
            names=_names(db),
            standings=standing.standings(db, _latest(db, spots)),
        )


def _names(db: Session) -> dict[UUID | None, str]:
    return {row.id: row.name for row in places.all_areas(db)}


def _latest(db: Session, spots: list[RecurringSpot]) -> list[Finding]:
    return list(db.exec(select(Finding).where(col(Finding.id).in_([spot.latest.id for spot in spots]))))


@pages.get("/places.csv")
@parts.staff_only
def index_csv() -> ResponseReturnValue:
    with parts.reading() as db:
        spots, known, names = (
            desk.recurrence.spots(db, request.args.get("area", type=UUID)),
            kinds.load(db),
            _names(db),
        )
    zone = parts.settings().timezone
    header = ("kind", "area", "landmark", "walks", "first", "last", "numbers", "lat", "lon", "confirmed")
    rows = [
        (
            known.label(spot.kind),
            names.get(spot.latest.area_id, ""),
            spot.latest.landmark,
            spot.walks,
            clock.day(spot.seen[0].noted_at, zone),
            clock.day(spot.latest.noted_at, zone),
            " ".join(each.number or "" for each in spot.seen).strip(),
            spot.latest.lat,
            spot.latest.lon,
            "yes" if spot.is_confirmed else "",
        )
        for spot in spots
    ]
    return base.csv_answer("places", header, rows)
