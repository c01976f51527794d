"""POST /join: a code becomes a pass. POST upload-pass: the pass becomes a narrow one, for what is left on a
phone that goes to the next.
"""

from uuid import UUID

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from field import participants, walks
from field.kit import i18n
from field.kit.errors import Refusal
from field.participants import MODES, Participant
from field.web import parts
from field.web.api import base
from field.web.api.base import calls

NETWORK_TRIES = 60  # a school's tablets share one address


@calls.post("/join")
def join() -> ResponseReturnValue:
    said, now = base.body(), parts.now()
    code, mode, language = said.get("code"), said.get("mode", "adult"), said.get("language") or "sv"
    if not isinstance(code, str) or not 0 < len(code) <= 100:
        raise Refusal("invalid", field="code")
    if mode not in MODES:
        raise Refusal("invalid", field="mode")
    if not isinstance(language, str):
        raise Refusal("invalid", field="language")
    _not_too_often()
    with parts.transaction() as db:
        found = walks.by_code(db, code)
        if found and found[0].joinable(now):
            walk, role = found
            chosen = language if language in i18n.LANGUAGES else "sv"
            person, token = participants.join(db, walk, role, mode, chosen, now, _former(said))
            return jsonify(
                {"pass": token, "participant": str(person.id), "walk": str(walk.id), "role": person.role}
            ), 201
    _count_wrong()
    raise Refusal("code-unknown")


def _former(said: dict[str, object]) -> Participant | None:
    """Joining again with the old pass, also one that has expired, keeps one's place and what one made."""
    token = said.get("former_pass")
    if not isinstance(token, str):
        return None
    with parts.reading() as db:
        return participants.holder(db, token)


@calls.post("/walks/<uuid:walk_id>/upload-pass")
def narrow_pass(walk_id: UUID) -> ResponseReturnValue:
    """May be repeated; the pass stays the same, so nothing is lost with a lost answer."""
    with parts.transaction() as db:
        person, _walk = base.sender_of(db, walk_id)
        participants.narrow(db, person)
        return jsonify(participant=str(person.id), walk=str(walk_id), scope="upload")


def _keys() -> tuple[tuple[str, int], ...]:
    device = f"{request.remote_addr} {request.headers.get('User-Agent', '')}"
    return (f"device:{device}", participants.TRIES), (f"network:{request.remote_addr}", NETWORK_TRIES)


def _not_too_often() -> None:
    with parts.reading() as db:
        for key, allowed in _keys():
            participants.check_tries(db, key, parts.now(), allowed)


def _count_wrong() -> None:
    with parts.transaction() as db:
        for key, _allowed in _keys():
            participants.count_try(db, key, parts.now())
