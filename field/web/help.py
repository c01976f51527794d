"""Help (hjälp) and statements: pages of words, kept whole in a language each.

A language that has none of its own gets the English ones, marked as English for whoever reads them aloud.
"""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from field import owners
from field.kit import i18n
from field.kit.settings import ROOT
from field.web import parts

pages = Blueprint("help", __name__)
SUBJECTS = ("walkers", "owners", "coordinators")
HELD = {"sv": "sv", "sv-easy": "sv"}
ELSE = "en"


@pages.get("/help/")
def index() -> ResponseReturnValue:
    return _page("index")


@pages.get("/help/<subject>")
def about(subject: str) -> ResponseReturnValue:
    if subject not in SUBJECTS:
        abort(404)
    return _page(subject)


@pages.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    return _page("accessibility")


@pages.get("/privacy")
def privacy() -> ResponseReturnValue:
    return _page("privacy")


def _page(name: str) -> str:
    held = language()
    with parts.reading() as db:
        contact = owners.in_role(db, owners.COORDINATOR)
    mail = contact.email if contact and contact.email else parts.settings().mail_from
    return render_template(
        f"help/{held}/{name}.html",
        held=held,
        name=name,
        contact=contact,
        mail=mail,
        rehearsal=parts.is_rehearsal(),
    )


def language() -> str:
    """The language the words stand in: the reader's own where its folder is there."""
    wanted = i18n.current_language()
    own = HELD.get(wanted, wanted)
    return own if (ROOT / "templates" / "help" / own).is_dir() else ELSE
