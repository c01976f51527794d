"""Bringing in a district, and asking where a point lies."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
from sqlmodel import Session

from field import kinds, loading, owners, places
from field.commands.base import ACTOR, fail, place, refusing, tell, walk_of
from field.kit import clock, geo
from field.loading import Loaded

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
Loader = Callable[[Session, bytes, datetime, str], Loaded]


@click.group("load")
def load_group() -> None:
    """Load a district from files: all or nothing."""


def _loader(name: str, loader: Loader, help_text: str) -> None:
    @load_group.command(name, help=help_text)
    @click.argument("file", type=FILE)
    @refusing
    def command(file: Path) -> None:
        with place().database.writing() as db:
            loaded = loader(db, file.read_bytes(), clock.now(), ACTOR)
            if loaded.refused:
                db.rollback()
        tell(loaded.as_dict())
        for fault in loaded.as_dict()["refused"]:
            numbered = f", feature {fault['feature']}" if "feature" in fault else ""
            click.echo(f"line {fault['line']}{numbered}: {fault['why']}", err=True)
        if loaded.refused:
            fail("Nothing was loaded.")


_loader("areas", loading.load_areas, "Areas (polygons) and places (points) from GeoJSON in degrees.")
_loader("owners", loading.load_owners, "Problem owners from CSV.")
_loader("roles", loading.load_roles, "What land_owner, surface_owner … mean where, from CSV.")
_loader("rules", loading.load_rules, "Which owner for which kind in which area, from CSV.")
_loader("reports", loading.load_reports, "Earlier reports from CSV, as history.")
_loader("kinds", loading.load_kinds, "Kinds and questions from YAML.")


@load_group.command("photos")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--walk", "walk_id", required=True, help="The walk's id.")
def load_photos(folder: Path, walk_id: str) -> None:
    """Geotagged photos become findings to be completed."""
    here = place()
    with here.database.reading() as db:
        walk = walk_of(db, walk_id)
    tell(loading.load_photos(here.database, here.storage, here.settings, walk, folder, clock.now()).as_dict())


@load_group.command("file")
@click.argument("file", type=FILE)
@refusing
def load_file(file: Path) -> None:
    """What a phone has saved as a file, into its walk. May be repeated."""
    here = place()
    try:
        summary = loading.load_file(here.database, here.storage, here.settings, file, clock.now(), ACTOR)
    except OSError as error:
        fail(f"The load was cut short: {error}. Nothing is lost: run it again to go on.")
    tell(summary.as_dict())
    for each in summary.refused:
        click.echo(f"{each['what']} {each['item']}: {each['code']}: {each['words']}", err=True)
    if summary.refused:
        fail(f"{len(summary.refused)} could not be loaded; all else was.")


@click.command(
    "where", context_settings={"ignore_unknown_options": True}
)  # -33.9 is a latitude, not an option
@click.argument("lat", type=float)
@click.argument("lon", type=float)
@click.option("--kind", default=None, help="A kind or sub kind: whose would it be?")
def where(lat: float, lon: float, kind: str | None) -> None:
    """The area, places and owners of a point, with why."""
    if geo.position(lat, lon) is None and (lat, lon) != (
        0,
        0,
    ):  # what a phone sends by mistake still lies somewhere: in the Atlantic
        fail("that is no position: latitude is -90 to 90, longitude -180 to 180")
    with place().database.reading() as db:
        known = kinds.load(db)
        if kind and kind not in known:
            fail(f"no kind {kind!r}")
        spot = places.at(db, lat, lon)
        proposals = owners.Routing(db, known).propose(kind, spot) if spot.areas else []
        tell(
            {
                "area": spot.area.name if spot.area else None,
                "places": [row.name for row in places.places_near(db, lat, lon)],
                "owners": [
                    {"id": each.owner.id, "name": each.owner.name, "why": each.why} for each in proposals
                ],
                "near_border": spot.near_border,
                "near_areas": [area.name for area in spot.near],
            }
        )


COMMANDS = (load_group, where)
