"""Results (det här hände): per area, what was seen and what became of it, in plain words for everybody; and a
short page for each point.

Areas stand in alphabetical order and are never ranked. Filters are in the address. Pages may be kept for a
minute by whoever carries them."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import journal, places
from field.handovers.standings import GROUPS
from field.places import Area, AreaOutline
from field.readings import public
from field.readings.public import Overview, PublicSighting
from field.web import parts, public_tables, sketches, uploads

pages = Blueprint("results", __name__)

MINUTE = "public, max-age=60"


@pages.get("/results")
def every_area() -> ResponseReturnValue:
    with parts.reading() as db:
        areas = _overview(db)
    everywhere = {group: sum(each.counts[group] for each in areas) for group in GROUPS}
    told = [(each, each.area.slug) for each in areas]
    return _public(
        render_template(
            "results/areas.html", walked=[each for each in told if each[0].latest], all=everywhere, told=told
        )
    )


def _overview(db: Session) -> list[Overview]:
    """Counted again only when something has happened since: counting reads every published point."""
    newest = journal.newest(db)
    kept: tuple[int, list[Overview]] | None = current_app.extensions.get("results")
    if kept is None or kept[0] != newest:
        kept = current_app.extensions["results"] = (
            newest,
            public.overview(db, parts.settings().timezone),
        )
    return kept[1]


@pages.get("/results/<name>")
def area(name: str) -> ResponseReturnValue:
    with parts.reading() as db:
        found = _area(db, name)
        seen = public.of_area(db, found, parts.settings().timezone)
        outline = places.outline_of(db, found.id, parts.now())
    return _public(
        render_template(
            "results/area.html", area=found, slug=found.slug, **_shown(seen), **_map(seen, outline)
        )
    )


def _shown(seen: list[PublicSighting]) -> dict[str, object]:
    """What fits the filters, what there is to choose among, and the numbers of the season."""
    return {
        "shown": [each for each in seen if _fits(each)],
        "groups": GROUPS,
        "counts": _counts([each for each in seen if _of_season(each)]),
        "seasons": list(dict.fromkeys((each.season.short, each.season.title) for each in seen)),
        "season": request.args.get("season", ""),
        "standing": request.args.get("standing", ""),
    }


def _map(seen: list[PublicSighting], outline: AreaOutline | None) -> dict[str, object]:
    spots = [
        sketches.SketchSpot(each.number, *each.position, each.standing.group)
        for each in seen
        if each.position and _fits(each)
    ]
    return {
        "sketch": sketches.draw(None, spots, outline.geometry) if outline else None,
        "rough": outline is not None and outline.rough,
    }


@pages.get("/results/<name>.<any(csv, geojson):wanted>")
def table(name: str, wanted: str) -> ResponseReturnValue:
    """The list of an area as it is filtered, for other programs."""
    with parts.reading() as db:
        found = _area(db, name)
        shown = [each for each in public.of_area(db, found, parts.settings().timezone) if _fits(each)]
    body, mimetype = public_tables.make(wanted, shown)
    response = Response(body, mimetype=mimetype, headers={"Cache-Control": MINUTE})
    response.headers.set("Content-Disposition", "attachment", filename=f"{found.slug}.{wanted}")
    return response


@pages.get("/finding/<number>")
def finding(number: str) -> ResponseReturnValue:
    """One point: what a QR code on the spot leads to."""
    with parts.reading() as db:
        seen = public.by_number(db, number, parts.settings().timezone)
    if seen is None:
        abort(404)
    if seen.number != number:
        return redirect(url_for(".finding", number=seen.number), 302)
    return _public(render_template("results/finding.html", point=seen, slug=seen.area.slug))


@pages.get("/photo/<uuid:public_id>/<any(small, large):size>")
def photo(public_id: UUID, size: str) -> ResponseReturnValue:
    with parts.reading() as db:
        row = public.photo(db, public_id)
    data = uploads.copy_now(row, size) if row else None
    if row is None or data is None:
        abort(404)
    response = uploads.picture(data, row.copy_key(size))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _area(db: Session, name: str) -> Area:
    return places.by_slug(db, name) or abort(404)


def _of_season(each: PublicSighting) -> bool:
    return request.args.get("season", "") in ("", each.season.short)


def _fits(each: PublicSighting) -> bool:
    return _of_season(each) and request.args.get("standing", "") in ("", each.standing.group)


def _counts(seen: Iterable[PublicSighting]) -> dict[str, int]:
    counted = Counter(each.standing.group for each in seen)
    return {group: counted[group] for group in GROUPS}


def _public(body: str) -> Response:
    """Nothing in it is about the reader, except the language: that is in `Vary`."""
    response = Response(body, mimetype="text/html")
    for_all = parts.signed_in() is None and "lang" not in request.args  # choosing a language sets a cookie
    response.headers["Cache-Control"] = MINUTE if for_all else "no-cache"
    return response
