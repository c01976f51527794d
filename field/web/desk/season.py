"""The season (säsongen): areas by spring and autumn with what has been walked, as a table and a small map; an
empty cell plans a walk.
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field.readings import desk
from field.readings.desk.season import Coverage, SeasonRound
from field.web import parts
from field.web.desk import base, maps

pages = Blueprint("desk_season", __name__, url_prefix="/desk/season")


@pages.get("")
@parts.staff_only
def show() -> ResponseReturnValue:
    with parts.reading() as db:
        coverage = _coverage(db)
        chosen = _chosen(coverage)
        drawn = maps.of_season(db, coverage, chosen)
        return render_template(
            "desk/season.html", here="season", coverage=coverage, chosen=chosen, map=drawn, day=base.today()
        )


def _coverage(db: Session) -> Coverage:
    return desk.season.coverage(db, base.today())


def _chosen(coverage: Coverage) -> SeasonRound:
    """The season the map shows: `?season=2026H`, or the present one."""
    wanted = request.args.get("season")
    return next((each for each in coverage.rounds if each.key == wanted), coverage.current)


@pages.get("/season.csv")
@parts.staff_only
def show_csv() -> ResponseReturnValue:
    with parts.reading() as db:
        coverage = _coverage(db)
    header = ("area", "season", "state", "walks", "follow_ups", "points")
    cells = [(area, each, coverage.cell(area, each)) for area in coverage.areas for each in coverage.rounds]
    rows = [
        (area.name, each.title, cell.state, len(cell.walks), len(cell.visits), cell.points)
        for area, each, cell in cells
    ]
    return base.csv_answer("season", header, rows)
