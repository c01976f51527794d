"""PUT of a check (what was seen at the follow-up) and of a rating (how a stop feels)."""

from uuid import UUID

from flask import jsonify
from flask.typing import ResponseReturnValue

from field.followups import Check
from field.kit.errors import Refusal
from field.lifecycle import checking, walking
from field.ratings import Rating
from field.said import check as said_check
from field.said import rating as said_rating
from field.web import parts, refusals
from field.web.api import base, shapes
from field.web.api.base import calls


@calls.put("/checks/<uuid:check_id>")
def put_check(check_id: UUID) -> ResponseReturnValue:
    body, now = base.body(), parts.now()
    said = base.hear(body, lambda each: said_check.read(each, now))
    with parts.transaction() as db:
        person, walk = base.sender(db)
        base.own_walk(body, walk)
        base.own(person, db.get(Check, check_id))
        try:
            kept = checking.record_check(db, walk, person, check_id, said, now)
        except Refusal as refusal:
            return _refused(refusal)
        answer = {"revision": kept.check.revision, "missing": kept.missing, "flags": kept.flags}
    return jsonify(answer), 201 if kept.created else 200


@calls.put("/ratings/<uuid:rating_id>")
def put_rating(rating_id: UUID) -> ResponseReturnValue:
    body, now = base.body(), parts.now()
    said = base.hear(body, lambda each: said_rating.read(each, now))
    with parts.transaction() as db:
        person, walk = base.sender(db)
        base.own_walk(body, walk)
        base.own(person, db.get(Rating, rating_id))
        try:
            kept = walking.rate(db, walk, person, rating_id, said, now)
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
