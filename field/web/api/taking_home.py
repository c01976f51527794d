"""GET of the take-home sheet: what the walk has seen so far, by kind, in the language of the pass."""

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from field.protocol import take_home
from field.readings import class_finds
from field.web import parts
from field.web.api import base
from field.web.api.base import calls


@calls.get("/walks/<uuid:walk_id>/take-home.pdf")
def take_home_pdf(walk_id: UUID) -> ResponseReturnValue:
    here = parts.settings()
    with parts.reading() as db:
        person, walk = base.who_of(db, walk_id)
        seen = class_finds.of_walk(db, walk, here.base_url, here.timezone, person.language)
    answer = Response(take_home.render(seen, parts.now()), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="strak.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
