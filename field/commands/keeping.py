"""Keeping what is kept: backup, restore, another store, and the doctor."""

from pathlib import Path

import click

from field import backup, doctor, moving
from field.commands.base import fail, place, tell
from field.kit import clock
from field.kit.settings import SettingError
from field.kit.storage import open_storage

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
    here = place()
    try:
        tell(backup.restore(here.database, here.storage, here.settings, folder, clock.now()))
    except (backup.NotEmpty, backup.NotWhole) as error:
        fail(str(error))


@click.command("doctor")
def doctor_command() -> None:
    """Check every promise that can be checked."""
    here = place()
    faults = doctor.examine(here.database, here.storage, clock.now())
    for fault in faults:
        click.echo(fault)
    if faults:
        fail(f"{len(faults)} faults")
    click.echo("All is well.", err=True)


@click.group("store")
def store_group() -> None:
    """Where photos are kept."""


@store_group.command("move")
@click.option("--to", "url", required=True, help="A folder, or s3://bucket?endpoint=…&region=… (keys in the usual AWS_… variables).")
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
    click.echo(f"Now stop the app, run this once more for what came meanwhile, set FIELD_STORAGE_URL={target} and start.", err=True)


COMMANDS = (backup_command, restore_command, store_group, doctor_command)
