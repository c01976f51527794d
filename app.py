"""Stråk's front door: `flask --app app …`. Each command is thin and calls one function; `--help` on each says
what it takes.
"""

import sys

import click

from field import commands
from field.kit.settings import SettingError


def _front() -> commands.Front:
    """A verb opens by itself what it needs; a server that asks for the app gets all of it at once."""
    front = commands.Front()
    if click.get_current_context(silent=True) is None:
        front.open()
    return front


try:
    app = _front()
except SettingError as error:
    sys.exit(f"Setting: {error}")
