"""Walked: the way the leader's phone went, sent after a yes for this walk. A line without times or person,
and without its two ends.

What a phone sends is cut before it is kept: where somebody lives or parks is never in the database, nor in a
backup of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from field import journal, walks
from field.kit import geo, leap
from field.kit.errors import Refusal
from field.participants import Participant
from field.said.body import read_revision
from field.walks import Walk

SENT_MOST = 5_000
KEPT_MOST = 500
CUT_M = 100.0


@dataclass(frozen=True)
class Tracked:
    """What is kept: positions [lon, lat], at most 500, none where the walk never got 100 m away."""

    line: list[list[float]]
    revision: int
    created: bool


def keep_track(db: Session, walk: Walk, person: Participant, body: dict[str, Any], now: datetime) -> Tracked:
    """Idempotent on revision; an empty line takes it back. Raises "not-allowed" but for the leader,
    "invalid", "stale" with `revision`.
    """
    if not person.is_leader:
        raise Refusal("not-allowed")
    return put_track(db, walk, body, now)


def put_track(db: Session, walk: Walk, body: dict[str, Any], now: datetime) -> Tracked:
    """The same, of whoever may speak for the leader: a file that the leader's phone has saved."""
    revision, line = (
        read_revision(body.get("revision")),
        geo.thinned(geo.cut_ends(_read(body.get("line")), CUT_M), KEPT_MOST),
    )
    walks.lock(db, walk)
    present = walks.track_of(db, walk.id)
    stands = present["revision"] if present else 0
    leap.check(revision, stands, revision=stands)
    if present is None or present["revision"] < revision:
        walks.put_track(db, walk, line, revision)
        journal.write(db, now, "phone", "track-kept", "walk", walk.id, positions=len(line))
    elif present["revision"] > revision or present["coordinates"] != line:
        raise Refusal("stale", revision=present["revision"])
    return Tracked(line, revision, created=present is None)


def _read(value: object) -> list[Sequence[float]]:
    """Positions as sent, [lon, lat, …]: whatever stands after the second number is not looked at, and what is
    no place is left out.
    """
    if (
        not isinstance(value, list)
        or len(value) > SENT_MOST
        or not all(isinstance(each, list) and len(each) >= 2 for each in value)
    ):
        raise Refusal("invalid", field="line")
    spots = (geo.position(each[1], each[0]) for each in value)
    return [(lon, lat) for lat, lon in (spot for spot in spots if spot)]
