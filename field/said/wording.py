"""Wordings (ordalydelser): a `Note` as it is kept in a version: what a phone would send to say the same,
without its revision. Read again, it is the same note.
"""

from datetime import datetime
from typing import Any

from field.kinds import Kinds
from field.said import finding as said_finding
from field.said.finding import Note


def of(note: Note) -> dict[str, Any]:
    """Plain JSON."""
    told = {**note.positions}
    said = told.pop(note.source, None) if note.source else None
    return {
        "type": note.type,
        "kind": note.kind,
        **note.asked,
        "noted_at": note.noted_at.isoformat(),
        "photos": list(note.photos),
        "same_as": str(note.same_as) if note.same_as else None,
        "position": {**said, "source": note.source} if said else None,
        "positions": [{**each, "source": source} for source, each in told.items()],
        "call": {"at": note.call_at.isoformat(), "whom": note.call_whom, "outcome": note.call_outcome}
        if note.call_at
        else None,
    }


def note_of(body: dict[str, Any], revision: int, kinds: Kinds, now: datetime, *, child: bool) -> Note:
    return said_finding.read({**body, "revision": revision}, kinds, now, child=child)
