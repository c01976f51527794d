"""Restricted notes (skyddade anteckningar om händelser): place only, no photo, no clock time; behind a right
of their own.

They are opened by a button, since that they were read goes into the journal, and a GET changes nothing.
"""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import kinds, places
from field.findings import Finding
from field.kit import clock
from field.kit.errors import Refusal
from field.lifecycle import clearing
from field.web import parts
from field.web.desk import base

pages = Blueprint("desk_restricted", __name__, url_prefix="/desk/walks/<uuid:walk_id>/restricted")


@pages.before_request
def _only_those_with_the_right() -> None:
    """Those who are not signed in go on to sign in."""
    if parts.signed_in() and not parts.may_see_restricted():
        raise Refusal("not-allowed")


@pages.get("")
@parts.staff_only
def door(walk_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        return render_template("desk/restricted.html", here="walks", walk=base.walk(db, walk_id), rows=None)


@pages.post("")
@parts.staff_only
def opened(walk_id: UUID) -> ResponseReturnValue:
    with parts.transaction() as db:
        walk = base.walk(db, walk_id)
        rows = clearing.open_restricted(db, walk, parts.now(), parts.actor())
        return render_template(
            "desk/restricted.html",
            here="walks",
            walk=walk,
            rows=[_shown(db, row) for row in rows],
            kinds=kinds.load(db),
        )


def _shown(db: Session, finding: Finding) -> dict[str, str]:
    """What may be read of a note: what, where and which month."""
    place = db.get(places.Place, finding.place_id) if finding.place_id else None
    area = db.get(places.Area, finding.area_id) if finding.area_id else None
    where = [place.name if place else "", finding.landmark, area.name if area else ""]
    return {
        "kind": finding.kind or "",
        "where": ", ".join(part for part in where if part),
        "text": finding.text,
        "month": clock.day(finding.noted_at, parts.settings().timezone).isoformat()[:7],
    }
