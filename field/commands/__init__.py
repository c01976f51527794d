"""Commands (kommandon): the verbs of `flask --app app`. JSON on standard output, words on standard error."""

from flask import Flask

from field.commands import keeping, loading, running, walking


def init(app: Flask) -> None:
    for module in (running, loading, walking, keeping):
        for command in module.COMMANDS:
            app.cli.add_command(command)
