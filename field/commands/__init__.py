"""Commands (kommandon): the verbs of `flask --app app` and of `strak`. JSON on standard output, words on
standard error.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click
from flask import Flask

from field.commands import keeping, loading, running, walking

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

COMMANDS: tuple[click.Command, ...] = tuple(
    command for module in (running, loading, walking, keeping) for command in module.COMMANDS
)


class Front(Flask):
    """The verbs, and behind them the web, which is built when it is first asked for: most verbs never do."""

    def __init__(self) -> None:
        super().__init__("strak", static_folder=None)
        self.web: WSGIApplication | None = None
        init(self)

    def open(self) -> "WSGIApplication":
        from field.web import create_app  # noqa: PLC0415

        self.web = self.web or create_app()
        return self.web

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        return self.open()(environ, start_response)


def init(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)
