"""`strak`: the verbs with the installation's own settings file, user and umask, from any folder."""

import os
import pwd
from pathlib import Path

import click

from field import __version__
from field.commands import COMMANDS, Front
from field.kit import settings
from field.kit.settings import SettingError


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Settings: FIELD_ENV_FILE, else .env beside app.py, else /etc/strak.env; the environment wins.",
)
@click.version_option(__version__, prog_name="Stråk", message="%(prog)s %(version)s")
@click.pass_context
def strak(ctx: click.Context) -> None:
    """Stråk, safety inventories in the field."""
    ctx.with_resource(Front().app_context())


for command in COMMANDS:
    strak.add_command(command)


def main() -> None:
    os.umask(0o077)
    _become_owner()
    strak(prog_name="strak")


def _become_owner() -> None:
    """Root acts as the user whose files they are: what root makes, the service could not open. The settings
    are read before, for they may be root's alone; what is wrong with them the verb will say.
    """
    try:
        uploads = Path(settings.given().values.get("FIELD_UPLOADS") or settings.UPLOADS)
    except SettingError:
        return
    if os.geteuid() != 0 or not uploads.is_dir():
        return
    database = uploads / "strak.db"
    owner = (database if database.exists() else uploads).stat()
    if owner.st_uid:
        try:
            os.initgroups(pwd.getpwuid(owner.st_uid).pw_name, owner.st_gid)
        except KeyError:  # a user without a name, as in containers
            os.setgroups([owner.st_gid])
        os.setgid(owner.st_gid)
        os.setuid(owner.st_uid)


if __name__ == "__main__":
    main()
