"""Walks, handing over and drawing up."""

import sys
from datetime import datetime
from pathlib import Path

import click

from field import owners, places, walks
from field.commands.base import ACTOR, AT, fail, place, refusing, tell, walk_of
from field.kit import clock
from field.lifecycle import handing_over, planning
from field.protocol import draw_up, formats
from field.walks import Walk


@click.group("walk")
def walk_group() -> None:
    """Plan, list and close walks."""


def _shown(walk: Walk) -> dict[str, object]:
    address = f"{place().settings.base_url}/join/{walk.code}"
    return {"walk": str(walk.id), "code": walk.code, "leader_code": walk.leader_code, "address": address}


@walk_group.command("add")
@click.option("--area", required=True, help="The area's name, or a place in it.")
@click.option("--at", "at", type=AT, required=True, help="ISO 8601 with offset.")
@click.option("--kind", type=click.Choice(walks.KINDS), default="adult", show_default=True)
@click.option("--title", default="")
@refusing
def walk_add(area: str, at: datetime, kind: str, title: str) -> None:
    """Plan a walk."""
    here = place()
    with here.database.writing() as db:
        walk = planning.plan(db, area, at, clock.now(), here.settings.timezone, ACTOR, kind=kind, title=title)
        tell(_shown(walk))


@walk_group.command("followup")
@click.option("--area", required=True)
@click.option("--at", "at", type=AT, required=True)
@click.option("--title", default="")
@refusing
def walk_followup(area: str, at: datetime, title: str) -> None:
    """Plan a follow-up walk with the area's points that are due by then."""
    here = place()
    with here.database.writing() as db:
        walk, visits = planning.plan_followup(db, area, at, clock.now(), here.settings.timezone, ACTOR, title)
        tell({**_shown(walk), "points": len({each.finding_id for each in visits}), "handovers": len(visits)})


@walk_group.command("list")
def walk_list() -> None:
    """All walks, newest first."""
    here = place()
    with here.database.reading() as db:
        names = {area.id: area.name for area in places.all_areas(db)}
        tell(
            [
                {
                    **_shown(walk),
                    "title": walk.title,
                    "kind": walk.kind,
                    "area": names[walk.area_id],
                    "starts_at": walk.starts_at.astimezone(here.settings.timezone).isoformat(),
                    "state": walk.state,
                }
                for walk in walks.newest_first(db, 10_000)
            ]
        )


@walk_group.command("close")
@click.argument("walk_id", metavar="ID")
@refusing
def walk_close(walk_id: str) -> None:
    """The walk is over; its passes work for 30 days more."""
    with place().database.writing() as db:
        walk = walk_of(db, walk_id)
        planning.close(db, walk, clock.now(), ACTOR)
        tell({**_shown(walk), "state": walk.state})


@click.command("hand-over")
@click.argument("walk_id", metavar="WALK")
@click.option(
    "--all", "everything", is_flag=True, help="Everything that has an owner, also what nobody has released."
)
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
@click.option("--expect", metavar="DIGEST", default=None, help="Refuse anything but what a dry run told of.")
@refusing
def hand_over(walk_id: str, everything: bool, dry_run: bool, expect: str | None) -> None:
    """Draw up the protocol and write one letter per owner."""
    here = place()
    with here.database.writing() as db:
        walk = walk_of(db, walk_id)
        earlier = draw_up.versions(db, walk.id)
        report = handing_over.hand_over(
            db,
            walk,
            everything=everything,
            now=clock.now(),
            settings=here.settings,
            actor=ACTOR,
            expect=expect,
        )
        if dry_run:
            db.rollback()
    tell({**report.as_dict(), "dry_run": dry_run})
    for point in report.refused:
        click.echo(f"{point['finding']}: acute, and no call is logged", err=True)
    if report.refused and not (report.points or earlier):
        fail("Nothing was handed over.")


@click.command("draw-up")
@click.argument("walk_id", metavar="WALK")
@click.option("--format", "wanted", type=click.Choice(formats.NAMES), default="html", show_default=True)
@click.option("--owner", "owner_id", default=None, help="Only one owner's points.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), default=None)
@refusing
def draw_up_command(walk_id: str, wanted: str, owner_id: str | None, output: Path | None) -> None:
    """The protocol, as a file or on standard output."""
    here = place()
    with here.database.reading() as db:
        if owner_id and owner_id not in owners.everyone(db):
            fail(f"no owner {owner_id!r}")
        data = formats.make(
            db, here.storage, walk_of(db, walk_id), wanted, here.settings.timezone, owner_id=owner_id
        )
    if output:
        output.write_bytes(data)
    else:
        sys.stdout.buffer.write(data)


COMMANDS = (walk_group, hand_over, draw_up_command)
