"""What every call shares: the blueprint, the pass, and JSON read with care."""

import json
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from flask import Blueprint, request
from sqlmodel import Session

from field import participants
from field.findings import Finding
from field.followups import Check
from field.kit import clock, i18n
from field.kit.errors import Refusal
from field.participants import Participant
from field.ratings import Rating
from field.walks import Walk
from field.web import parts

T = TypeVar("T")
calls = Blueprint("api", __name__, url_prefix="/api/v1")
JSON_MAX = 1024 * 1024
MOMENTS = ("noted_at", "checked_at")
"""When it was, by the phone's clock, which a rehearsal does not move."""


def bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def who(db: Session) -> tuple[Participant, Walk]:
    """The pass's participant and walk, for a call that reads. A narrow pass reads nothing: raises
    "upload-only".
    """
    person, walk = sender(db)
    if person.is_narrow:
        raise Refusal("upload-only")
    return person, walk


def sender(db: Session) -> tuple[Participant, Walk]:
    """The same for a call that delivers, or asks for a receipt; texts in answers are in the participant's
    language from here on.
    """
    person, walk = participants.by_pass(db, bearer(), parts.now())
    i18n.bind(person.language)
    return person, walk


def who_of(db: Session, walk_id: UUID) -> tuple[Participant, Walk]:
    """As `who`, for a path that names the walk: another walk's is not found."""
    return _of(walk_id, *who(db))


def sender_of(db: Session, walk_id: UUID) -> tuple[Participant, Walk]:
    """As `sender`, for a path that names the walk."""
    return _of(walk_id, *sender(db))


def _of(walk_id: UUID, person: Participant, walk: Walk) -> tuple[Participant, Walk]:
    if walk.id != walk_id:
        raise Refusal("not-found")
    return person, walk


def own(person: Participant, thing: Finding | Check | Rating | None) -> None:
    """To a narrow pass nothing is there but what its own participant noted; where nobody knows any more whose
    it was, that may be.
    """
    if person.is_narrow and thing is not None and thing.participant_id not in (None, person.id):
        raise Refusal("not-found")


def body() -> dict[str, Any]:
    """The JSON object sent. Raises "not-json" for anything else, "too-large" over a megabyte."""
    if (request.content_length or 0) > JSON_MAX:
        raise Refusal("too-large")
    data = request.get_data(cache=False)
    if len(data) > JSON_MAX:
        raise Refusal("too-large")
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise Refusal("not-json") from None
    if not isinstance(said, dict):
        raise Refusal("not-json")
    return {
        name: clock.carried(value) if name in MOMENTS and isinstance(value, str) else value
        for name, value in said.items()
    }


def hear(said: dict[str, Any], read: Callable[[dict[str, Any]], T], walk_id: UUID | None = None) -> T:
    """What a body says, read before any transaction. Who may not send it at all is told that, not what was
    wrong with it.
    """
    try:
        return read(said)
    except Refusal:
        with parts.reading() as db:
            if walk_id is None:
                own_walk(said, sender(db)[1])
            else:
                sender_of(db, walk_id)
        raise


def own_walk(said: dict[str, Any], walk: Walk) -> None:
    """The body's walk must be the pass's: a missing one cannot be read, another is not found."""
    try:
        walk_id = UUID(said["walk"]) if isinstance(said.get("walk"), str) else None
    except ValueError:
        walk_id = None
    if walk_id is None:
        raise Refusal("invalid", field="walk")
    if walk_id != walk.id:
        raise Refusal("not-found")
