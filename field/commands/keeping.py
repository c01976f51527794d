"""Keeping what is kept: backup, restore and the doctor."""

from pathlib import Path

import click

from field import backup, doctor
from field.commands.base import fail, place, tell
from field.kit import clock

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("backup")
@click.argument("folder", type=FOLDER)
def backup_command(folder: Path) -> None:
    """A consistent copy of everything, taken while the app runs."""
    here = place()
    try:
        tell(backup.backup(here.database, here.storage, folder, clock.now()))
    except backup.NotEmpty as error:
        fail(str(error))


@click.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore_command(folder: Path) -> None:
    """Put a copy into an empty installation."""
    here = place()
    try:
        tell(backup.restore(here.database, here.storage, folder))
    except (backup.NotEmpty, FileNotFoundError) as error:
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


COMMANDS = (backup_command, restore_command, doctor_command)
