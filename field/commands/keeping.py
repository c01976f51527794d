"""Keeping what is kept, and for how long: backup, restore, another store, the originals' clock, and the
doctor.
"""

from datetime import datetime
from pathlib import Path

import click

from field import backup, doctor, moving, originals
from field.commands.base import ACTOR, AT, fail, place, tell
from field.kit import clock
from field.kit.settings import SettingError, Settings
from field.kit.storage import open_storage

ALL = 1_000_000
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("backup")
@click.argument("folder", type=FOLDER)
def backup_command(folder: Path) -> None:
    """A consistent copy of everything, taken while the app runs."""
    here = place()
    try:
        made = backup.backup(here.database, here.storage, folder, clock.now())
    except backup.NotEmpty as error:
        fail(str(error))
    tell(made)
    if made["lost"]:
        fail(f"{len(made['lost'])} files are lost and not in the copy; everything else is")


@click.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore_command(folder: Path) -> None:
    """Put a copy into an empty installation."""
    here = place(make=True)
    try:
        tell(backup.restore(here.database, here.storage, here.settings, folder, clock.now()))
    except (backup.NotEmpty, backup.NotWhole) as error:
        fail(str(error))


@click.command("doctor")
@click.option("--mail", "address", help="Instead: sign in to the mail server and send one letter there.")
def doctor_command(address: str | None) -> None:
    """Check every promise that can be checked."""
    here = place()
    if address is not None:
        _try_mail(here.settings, address)
        return
    faults = doctor.examine(here.database, here.storage, clock.now())
    for fault in faults:
        click.echo(fault)
    if faults:
        fail(f"{len(faults)} fault{'s' if len(faults) > 1 else ''}")
    click.echo("All is well.", err=True)


def _try_mail(settings: Settings, address: str) -> None:
    try:
        doctor.try_mail(settings, address, clock.now())
    except doctor.NoMail as error:
        fail(f"mail: {error}")
    click.echo(f"The mail server took a letter to {address}.", err=True)


@click.group("store")
def store_group() -> None:
    """Where photos are kept."""


@store_group.command("move")
@click.option(
    "--to",
    "url",
    required=True,
    help="A folder, or s3://bucket?endpoint=…&region=… (keys in the usual AWS_… variables).",
)
def store_move(url: str) -> None:
    """Copy every photo to another store, whole; the old one is left as it is. May be run again to go on."""
    here = place()
    target = url if "://" in url else str(Path(url).resolve())
    try:
        moving.refuse_the_same(here.settings.storage_url, target)
        moved = moving.move(here.storage, open_storage(target))
    except (moving.SameStore, SettingError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"The move was cut short: {error}. Nothing is lost: run it again to go on.")
    tell(moved.as_dict())
    if moved.failed:
        fail(f"{len(moved.failed)} could not be moved. Nothing was deleted: see `doctor`, and run it again.")
    click.echo(
        f"Now stop the app, run this once more for what came meanwhile, set FIELD_STORAGE_URL={target} and "
        f"start.",
        err=True,
    )


@click.command("originals")
@click.option(
    "--dry-run/--destroy", "dry", default=True, show_default=True, help="Show what would go, or destroy it."
)
@click.option(
    "--days",
    type=click.IntRange(1, 36_500),
    help="Try another number of days than FIELD_ORIGINALS_DAYS (with --dry-run).",
)
@click.option("--now", "moment", type=AT, default=None, help="Take this to be the moment.")
def originals_command(dry: bool, days: int | None, moment: datetime | None) -> None:
    """The clock of original photos: what it would destroy, what each of the others waits for; off until
    FIELD_ORIGINALS_DAYS is set.
    """
    here, now = place(), moment or clock.now()
    if dry:
        _rehearse(days or here.settings.originals_days, now)
        return
    if days or here.settings.originals_days is None:
        fail(
            "Nothing is destroyed: FIELD_ORIGINALS_DAYS alone says after how many days (--days is for the "
            "dry run)."
        )
    with here.database.reading() as db:
        if not originals.is_rehearsed(db, here.settings.originals_days):
            fail(f"Nothing is destroyed: make the dry run with {here.settings.originals_days} days first.")
    tell(
        {
            "destroyed": originals.destroy_due(
                here.database, here.storage, here.settings.originals_days, now, ACTOR, ALL
            )
        }
    )


def _rehearse(days: int | None, now: datetime) -> None:
    here = place()
    if days is None:
        tell({"days": None, "due": [], "bytes": 0, "waiting": {}})
        click.echo("The clock is off: FIELD_ORIGINALS_DAYS is not set. Try a number with --days.", err=True)
        return
    with here.database.writing() as db:
        tell(originals.rehearse(db, here.storage, days, now, ACTOR).as_dict())


COMMANDS = (backup_command, restore_command, store_group, originals_command, doctor_command)
