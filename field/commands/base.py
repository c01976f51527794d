"""What the commands share: the installation they act on, JSON out, and refusals in one line."""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar
from uuid import UUID

import click
from sqlmodel import Session

from field import walks
from field.kit import clock
from field.kit.errors import Refusal
from field.walks import Walk
from field.web.parts import Installation, installation

P = ParamSpec("P")
R = TypeVar("R")
ACTOR = "command"


def place() -> Installation:
    return installation()


def tell(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def fail(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(1)


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
