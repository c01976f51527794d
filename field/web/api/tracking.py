"""PUT of the walked track: the leader's phone alone, after a yes for this walk."""

from uuid import UUID

from flask import jsonify
from flask.typing import ResponseReturnValue

from field.kit import geo
from field.kit.errors import Refusal
from field.lifecycle import walking
from field.said import track as said_track
from field.web import parts, refusals
from field.web.api import base
from field.web.api.base import calls


@calls.put("/walks/<uuid:walk_id>/track")
def put_track(walk_id: UUID) -> ResponseReturnValue:
    said = base.hear(base.body(), said_track.read, walk_id)
    with parts.transaction() as db:
        person, walk = base.sender_of(db, walk_id)
        try:
            is_first = walking.keep_track(db, walk, person, said, parts.now())
        except Refusal as refusal:
            return _refused(refusal)
    answer = {
        "revision": said.revision,
        "positions": len(said.line),
        "length_m": round(geo.length_m(said.line), 1),
    }
    return jsonify(answer), 201 if is_first else 200


def _refused(refusal: Refusal) -> ResponseReturnValue:
    """A stale write is told which revision stands; the line itself is shown to no phone."""
    if "revision" not in refusal.details:
        raise refusal
    return refusals.problem(refusal, current={"revision": refusal.details["revision"]})
