"""What the desk's maps show (kartor): a walk with its route, a clean-up list with its pins, a district with
its coverage.
"""

from collections.abc import Iterable

from flask import url_for
from sqlmodel import Session

from field import places, walks
from field.findings import Finding
from field.kit import plan
from field.places import Area
from field.readings.desk.clean_up import CleanUpRow
from field.readings.desk.season import Coverage, SeasonRound
from field.walks import Walk
from field.web.desk import figure
from field.web.desk.figure import Ground, Map, Pin


def of_walk(db: Session, walk: Walk, earlier: Iterable[Finding] = ()) -> Map | None:
    pins = [
        Pin(row.lat or 0, row.lon or 0, "", row.number or "", str(row.id), tone="past")
        for row in earlier
        if row.has_position and not row.is_indoors
    ]
    return figure.draw(
        _ground(db, walk), walk.route, _stops(walk), pins, track=walks.track_of(db, walk.id), tall=False
    )


def of_list(db: Session, walk: Walk, rows: Iterable[CleanUpRow], shown: str) -> Map | None:
    """Numbered as the list; choosing a pin opens its row. A point indoors is never on a map."""
    pins = [
        Pin(
            row.finding.lat or 0,
            row.finding.lon or 0,
            str(row.number),
            row.label,
            str(row.finding.id),
            url_for("desk_clearing.show", walk_id=walk.id, show=shown, row=row.finding.id),
            row.shown.pin or ("good" if row.finding.type == "positive" else ""),
        )
        for row in rows
        if row.finding.has_position and not row.finding.is_indoors
    ]
    return figure.draw(_ground(db, walk), walk.route, _stops(walk), pins, track=walks.track_of(db, walk.id))


def of_season(db: Session, coverage: Coverage, of: SeasonRound) -> Map | None:
    grounds = [_area_ground(db, area, coverage.cell(area, of).state) for area in coverage.areas]
    return figure.draw([ground for ground in grounds if ground], tall=False)


def of_spot(db: Session, lat: float, lon: float, areas: Iterable[Area]) -> Map | None:
    grounds = [_area_ground(db, area, "") for area in areas]
    return figure.draw(
        [ground for ground in grounds if ground],
        pins=[Pin(lat, lon, "", "", "spot", tone="here")],
        tall=False,
        whole=True,
    )


def _ground(db: Session, walk: Walk) -> list[Ground]:
    outline = places.outline_of(db, walk.area_id, walk.starts_at)
    return [Ground(db.get_one(Area, walk.area_id).name, plan.rings(outline.geometry))] if outline else []


def _area_ground(db: Session, area: Area, tone: str) -> Ground | None:
    outline = places.outline_of(db, area.id)
    return Ground(area.name, plan.rings(outline.geometry), tone) if outline else None


def _stops(walk: Walk) -> list[Pin]:
    return [
        Pin(stop["lat"], stop["lon"], "", str(stop.get("name") or ""), f"stop-{i}")
        for i, stop in enumerate(walk.stops)
    ]
