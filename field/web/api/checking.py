"""PUT of a check (what was seen at the follow-up) and of a rating (how a stop feels)."""

from typing import Any
from uuid import UUID

from flask import jsonify
from flask.typing import ResponseReturnValue

from field.findings.note import SHORT_MAX, body_digest, read_moment, read_revision
from field.followups import Check
from field.kit import geo
from field.kit.errors import Refusal
from field.kit.text import one_line
from field.lifecycle import checking, noting
from field.participants import Participant
from field.ratings import Rating
from field.walks import Walk
from field.web import parts, refusals
from field.web.api import base, shapes
from field.web.api.base import calls


@calls.put("/checks/<uuid:check_id>")
def check(check_id: UUID) -> ResponseReturnValue:
    said = base.body()
    with parts.transaction() as db:
        person, walk = base.who(db)
        base.own_walk(said, walk)
        try:
            kept = checking.record_check(db, walk, person, check_id, said, parts.now())
        except Refusal as refusal:
            row = refusal.details.get("check")
            if isinstance(row, Check):
                return refusals.problem(refusal, current=shapes.check(row))
            raise
        answer = {"revision": kept.check.revision, "missing": kept.missing, "flags": []}
    return jsonify(answer), 201 if kept.created else 200


@calls.put("/ratings/<uuid:rating_id>")
def rating(rating_id: UUID) -> ResponseReturnValue:
    said = base.body()
    revision, digest = read_revision(said.get("revision")), body_digest(said)
    with parts.transaction() as db:
        person, walk = base.who(db)
        base.own_walk(said, walk)
        noting.lock(db, walk)
        row = db.get(Rating, rating_id)
        if row is not None and row.walk_id != walk.id:
            raise Refusal("not-found")
        if row is not None and (row.revision > revision or (row.revision == revision and row.digest != digest)):
            return refusals.problem(Refusal("stale"), current={"id": str(row.id), "answers": row.answers, "revision": row.revision})
        created = row is None
        if row is None or row.revision < revision:
            row = _put(row or _new(rating_id, walk, person), said)
            row.revision, row.digest = revision, digest
            db.add(row)
    return jsonify(revision=revision, flags=[]), 201 if created else 200


def _new(rating_id: UUID, walk: Walk, person: Participant) -> Rating:
    return Rating(id=rating_id, walk_id=walk.id, participant_id=person.id, questions_version="", answers={}, rated_at=parts.now())


def _put(row: Rating, said: dict[str, Any]) -> Rating:
    given = said.get("answers")
    if not isinstance(given, dict):
        raise Refusal("invalid", field="answers")
    row.answers = {str(code)[:40]: n for code, n in given.items() if isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= 3}
    row.questions_version = _word(said, "questions_version")
    row.place, row.light, row.lamps = _word(said, "place"), _word(said, "light"), _word(said, "lamps")
    spot = said.get("position")
    row.lat, row.lon = (geo.position(spot.get("lat"), spot.get("lon")) if isinstance(spot, dict) else None) or (None, None)
    row.rated_at = read_moment(said.get("rated_at"), parts.now(), [])
    return row


def _word(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refusal("invalid", field=name)
    return one_line(value)[:SHORT_MAX]
