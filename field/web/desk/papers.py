"""A walk's papers (vandringens papper): the square code, the poster that invites, the sheet to fill in by
hand, the conditions.
"""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from field import kinds, places, walks
from field.kit import i18n
from field.kit.i18n import gettext as _
from field.kit.text import SHORT_MAX, one_line
from field.lifecycle import planning
from field.paper import revisiting, transcribing
from field.protocol import code, poster, sheet, take_home
from field.readings import class_finds
from field.walks import Walk
from field.web import parts
from field.web.desk import base, seen

pages = Blueprint("desk_papers", __name__, url_prefix="/desk/walks")

MOST_HEADS = 10_000


@pages.get("/<uuid:walk_id>/<any(code, leader):which>.svg")
@parts.staff_only
def square(walk_id: UUID, which: str) -> ResponseReturnValue:
    """The square code that opens the walk on a phone, for those who walk or for the one who leads."""
    with parts.reading() as db:
        walk = base.walk(db, walk_id)
    answer = Response(
        code.svg(_address(walk.code if which == "code" else walk.leader_code)), mimetype="image/svg+xml"
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _address(join_code: str) -> str:
    return f"{parts.settings().base_url}/join/{join_code}"


@pages.get("/<uuid:walk_id>/poster.pdf")
@parts.staff_only
def poster_pdf(walk_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        walk = base.walk(db, walk_id)
        area = db.get_one(places.Area, walk.area_id).name
    said = poster.Poster(
        walk.title, area, _local_start(walk), walk.meeting_place, _address(walk.code), walk.code
    )
    return _pdf(poster.render(said, parts.now()), "affisch")


@pages.get("/<uuid:walk_id>/sheet.pdf")
@parts.staff_only
def sheet_pdf(walk_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        walk = base.walk(db, walk_id)
        points = revisiting.on_paper(db, walk) if walk.is_followup else []
        labels = [
            f"{number} {row.label()}" for number, row in enumerate(transcribing.numbered(kinds.load(db)), 1)
        ]
    said = sheet.WalkSheet(
        title=walk.title,
        starts_at=_local_start(walk),
        meeting_place=walk.meeting_place,
        address=_address(walk.code),
        code=walk.code,
        kinds=labels,
        route=base.route_of(walk),
        language=i18n.current_language(),
        points=points,
    )
    return _pdf(sheet.render(said, parts.now()), "vandringsblad")


@pages.get("/<uuid:walk_id>/take-home.pdf")
@parts.staff_only
def take_home_pdf(walk_id: UUID) -> ResponseReturnValue:
    """What the class saw, to take home; `?language=so` for another language than the reader's own."""
    wanted = request.args.get("language", i18n.current_language())
    here, language = parts.settings(), wanted if wanted in i18n.LANGUAGES else "sv"
    with parts.reading() as db:
        seen = class_finds.of_walk(db, base.walk(db, walk_id), here.base_url, here.timezone, language)
    return _pdf(take_home.render(seen, parts.now()), "hem")


def _local_start(walk: Walk) -> str:
    """ISO 8601 with the zone's offset, as papers want it."""
    return walk.starts_at.astimezone(parts.settings().timezone).isoformat()


def _pdf(data: bytes, name: str) -> Response:
    answer = Response(data, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.post("/<uuid:walk_id>/conditions")
@parts.staff_only
def conditions(walk_id: UUID) -> ResponseReturnValue:
    """Headcount in bands, weather and light: what a leader forgot to say on the phone, or said on paper. What
    was not asked stays.
    """
    asked = [name for name in ("weather", "ground", "leaves", "light") if name in request.form]
    said: dict[str, object] = {name: one_line(request.form[name])[:SHORT_MAX] for name in asked}
    heads = {
        name.removeprefix("heads-"): _heads(value)
        for name, value in request.form.items()
        if name.startswith("heads-")
    }
    if heads:
        said["headcount"] = {band[:40]: number for band, number in heads.items() if number}
    with parts.transaction() as db:
        walk = base.walk(db, walk_id)
        read = seen.conditions(db.get(walks.Finish, walk.id) or walks.Finish(walk_id=walk.id))
        seen.check(read, holds=[each.name for each in read])
        planning.tell_conditions(db, walk, said, parts.now(), parts.actor())
    flash(_("Det som gällde under vandringen är sparat."))
    return redirect(url_for("desk_walks.show", walk_id=walk_id), 303)


def _heads(text: str) -> int:
    return min(int(text), MOST_HEADS) if text.strip().isascii() and text.strip().isdigit() else 0
