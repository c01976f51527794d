"""PUT of a check (what was seen at the follow-up) and of a rating (how a stop feels)."""

from uuid import UUID

from flask import jsonify
from flask.typing import ResponseReturnValue

from field.followups import Check
from field.kit.errors import Refusal
from field.lifecycle import checking, rating
from field.ratings import Rating
from field.web import parts, refusals
from field.web.api import base, shapes
from field.web.api.base import calls


@calls.put("/checks/<uuid:check_id>")
def put_check(check_id: UUID) -> ResponseReturnValue:
    said = base.body()
    with parts.transaction() as db:
        person, walk = base.sender(db)
        base.own_walk(said, walk)
        base.own(person, db.get(Check, check_id))
        try:
            kept = checking.record_check(db, walk, person, check_id, said, parts.now())
        except Refusal as refusal:
            return _refused(refusal)
        answer = {"revision": kept.check.revision, "missing": kept.missing, "flags": kept.flags}
    return jsonify(answer), 201 if kept.created else 200


@calls.put("/ratings/<uuid:rating_id>")
def put_rating(rating_id: UUID) -> ResponseReturnValue:
    said = base.body()
    with parts.transaction() as db:
        person, walk = base.sender(db)
        base.own_walk(said, walk)
        base.own(person, db.get(Rating, rating_id))
        try:
            kept = rating.rate(db, walk, person, rating_id, said, parts.now())
        except Refusal as refusal:
            return _refused(refusal)
        answer = {"revision": kept.rating.revision, "flags": kept.flags}
    return jsonify(answer), 201 if kept.created else 200


def _refused(refusal: Refusal) -> ResponseReturnValue:
    """A stale write is told what is true now."""
    check, rated = refusal.details.get("check"), refusal.details.get("rating")
    if isinstance(check, Check):
        return refusals.problem(refusal, current=shapes.check(check))
    if isinstance(rated, Rating):
        return refusals.problem(refusal, current=shapes.rating(rated))
    raise refusal
