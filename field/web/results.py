"""Results (det här hände): per area, what was seen and what became of it, in plain words for everybody; and a short page for each point.

Areas stand in alphabetical order and are never ranked. Filters are in the address. Pages may be kept for a minute by whoever carries them.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import places
from field.kit.text import swedish_order
from field.lifecycle import publishing
from field.lifecycle.publishing import Seen
from field.places import Area
from field.web import parts, public_tables, sketches, uploads

pages = Blueprint("results", __name__)

GROUPS = ("fixed", "underway", "wont", "good", "felt")
MINUTE = "public, max-age=60"
MARKED_ON_MAP = ("fixed", "underway", "wont", "good")


@pages.get("/results")
def every_area() -> ResponseReturnValue:
    with parts.reading() as db:
        areas = sorted(places.all_areas(db), key=lambda area: swedish_order(area.name))
        seen = publishing.everything(db, parts.settings().timezone)
    by_area = {area.id: [each for each in seen if each.area.id == area.id] for area in areas}
    told = [(area, slug(area), _counts(by_area[area.id]), _latest(by_area[area.id])) for area in areas]
    return _public(render_template("results/areas.html", areas=told, all=_counts(seen)))


@pages.get("/results/<name>")
def area(name: str) -> ResponseReturnValue:
    with parts.reading() as db:
        found = _area(db, name)
        seen = publishing.of_area(db, found, parts.settings().timezone)
        outline = places.outline_of(db, found.id, parts.now())
    shown = [each for each in seen if _fits(each)]
    spots = [sketches.Spot(each.number, *each.position, each.standing.group) for each in shown if each.position]
    sketch = sketches.draw(None, spots, outline.geometry) if outline else None
    return _public(
        render_template(
            "results/area.html",
            area=found,
            slug=slug(found),
            counts=_counts([each for each in seen if _of_season(each)]),
            shown=shown,
            sketch=sketch,
            seasons=list(dict.fromkeys((each.season.short, each.season.title) for each in seen)),
            season=request.args.get("season", ""),
            standing=request.args.get("standing", ""),
            latest=_latest(seen),
            rough=bool(outline and outline.rough),
        )
    )


@pages.get("/results/<name>.<any(csv, geojson):wanted>")
def table(name: str, wanted: str) -> ResponseReturnValue:
    """The list of an area as it is filtered, for other programs."""
    with parts.reading() as db:
        found = _area(db, name)
        shown = [each for each in publishing.of_area(db, found, parts.settings().timezone) if _fits(each)]
    body, mimetype = public_tables.make(wanted, shown)
    response = Response(body, mimetype=mimetype, headers={"Cache-Control": MINUTE})
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug(found)}.{wanted}")
    return response


@pages.get("/finding/<number>")
def finding(number: str) -> ResponseReturnValue:
    """One point: what a QR code on the spot leads to."""
    with parts.reading() as db:
        seen = publishing.by_number(db, number, parts.settings().timezone)
    if seen is None:
        abort(404)
    if seen.number != number:
        return redirect(url_for(".finding", number=seen.number), 302)
    return _public(render_template("results/finding.html", point=seen, slug=slug(seen.area)))


@pages.get("/photo/<uuid:public_id>/<any(small, large):size>")
def photo(public_id: UUID, size: str) -> ResponseReturnValue:
    with parts.reading() as db:
        row = publishing.photo(db, public_id)
    data = uploads.copy_now(row, size) if row else None
    if row is None or data is None:
        abort(404)
    response = uploads.picture(data, row.copy_key(size))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def slug(area: Area) -> str:
    return "-".join(area.name.casefold().split())


def _area(db: Session, name: str) -> Area:
    """By its slug or its name, in whatever case it is written."""
    wanted = "-".join(name.casefold().split())
    found = next((area for area in places.all_areas(db) if slug(area) == wanted), None)
    if found is None:
        abort(404)
    return found


def _of_season(each: Seen) -> bool:
    return request.args.get("season", "") in ("", each.season.short)


def _fits(each: Seen) -> bool:
    return _of_season(each) and request.args.get("standing", "") in ("", each.standing.group)


def _counts(seen: Iterable[Seen]) -> dict[str, int]:
    counted = Counter(each.standing.group for each in seen)
    return {group: counted[group] for group in GROUPS}


def _latest(seen: list[Seen]) -> date | None:
    return max((each.month for each in seen), default=None)


def _public(body: str) -> Response:
    """Nothing in it is about the reader, except the language: that is in `Vary`."""
    response = Response(body, mimetype="text/html")
    response.headers["Cache-Control"] = MINUTE if parts.signed_in() is None else "no-cache"
    return response
