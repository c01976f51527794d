"""The first page (startsidan): what this is, and three doors: go along, see what happened, sign in."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

pages = Blueprint("home", __name__)


@pages.get("/")
def show() -> ResponseReturnValue:
    return render_template("home/page.html")


@pages.app_context_processor
def _address() -> dict[str, object]:
    return {"keeping": keeping}


def keeping(**changes: str | None) -> str:
    """The query of the address in use, with some values changed; None takes one away."""
    wanted = {**request.args.to_dict(), **changes}
    return urlencode({name: value for name, value in wanted.items() if value})
