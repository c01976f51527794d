"""What the commands share: the installation they act on, JSON out, and refusals in one line."""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar
from uuid import UUID

import click
from flask import current_app
from sqlmodel import Session

from field import installation, walks
from field.installation import Installation, NoInstallation
from field.kit import clock
from field.kit import settings as settings_of
from field.kit.errors import Refusal
from field.kit.settings import SettingError, Settings
from field.walks import Walk

P = ParamSpec("P")
R = TypeVar("R")
ACTOR = "command"


def place(*, make: bool = False) -> Installation:
    """The installation that the verb acts on, told once on standard error. Exit 2 where there is none, unless
    the verb is one that may `make` it.
    """
    opened = current_app.extensions
    try:
        if "strak" not in opened:
            settings = settings_of.load(make=make)
            opened["strak"] = installation.make(settings) if make else installation.find(settings)
    except SettingError as error:
        fail(f"Setting: {error}")
    except NoInstallation as error:
        fail(str(error), 2)
    here: Installation = opened["strak"]
    said = click.get_current_context().find_root().meta
    if not said.get("strak.installation"):
        said["strak.installation"] = True
        click.echo(f"Installation: {installation.place(here.settings)}", err=True)
    return here


def told() -> Settings:
    """What the settings say, without opening or making anything."""
    opened: Installation | None = current_app.extensions.get("strak")
    try:
        return opened.settings if opened else settings_of.load(make=False)
    except SettingError as error:
        fail(f"Setting: {error}")


def tell(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def fail(words: str, code: int = 1) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(code)


def refusing(command: Callable[P, R]) -> Callable[P, R]:
    """A refusal becomes one line on standard error and exit 1."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except Refusal as refusal:
            fail(f"{refusal.code}: {refusal.words}" + (f" ({refusal.field})" if refusal.field else ""))

    return guarded


class At(click.ParamType[datetime]):
    """ISO 8601 with offset."""

    name = "iso8601"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401
        if isinstance(value, datetime):
            return value
        try:
            return clock.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


AT = At()


def walk_of(db: Session, walk_id: str) -> Walk:
    """A walk by its id or one of its codes."""
    try:
        row = db.get(Walk, UUID(walk_id))
    except ValueError:
        found = walks.by_code(db, walk_id)
        row = found[0] if found else None
    if row is None:
        fail(f"there is no walk {walk_id}")
    return row
