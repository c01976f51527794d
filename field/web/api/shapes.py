"""How rows look to a phone. Times ISO 8601 in UTC, degrees WGS 84, metres."""

from datetime import datetime
from typing import Any

from field.findings import Finding
from field.followups import Check
from field.participants import Participant
from field.photos import Photo
from field.ratings import Rating
from field.walks import CONDITIONS, Finish


def moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def finding(row: Finding, person: Participant, pictures: list[Photo]) -> dict[str, Any]:
    """A behaviour note shows its place alone: no photo, no clock time. Without a device position the photo's
    is shown.
    """
    hidden = row.is_restricted
    return {
        "id": str(row.id),
        "number": row.number,
        "type": row.type,
        "kind": row.kind,
        "text": row.text,
        "urgency": row.urgency,
        "asset_ref": row.asset_ref or None,
        "landmark": row.landmark or None,
        "building": row.building,
        "perspective": row.perspective,
        "call": {"at": moment(row.call_at), "whom": row.call_whom, "outcome": row.call_outcome}
        if row.call_at and not hidden
        else None,
        "position": position(row, pictures),
        "noted_at": None if hidden else moment(row.noted_at),
        "photos": [] if hidden else [photo(each) for each in pictures],
        "flags": row.flags,
        "same_as": str(row.same_as) if row.same_as else None,
        "state": row.state,
        "revision": row.revision,
        "mine": row.participant_id == person.id,
    }


def position(row: Finding, pictures: list[Photo]) -> dict[str, Any] | None:
    if row.lat is not None and row.lon is not None:
        return {
            "lat": row.lat,
            "lon": row.lon,
            "accuracy_m": row.accuracy_m,
            "bearing_deg": row.bearing_deg,
            "source": row.source,
            "taken_at": None if row.is_restricted else moment(row.taken_at),
        }
    placed = next((each for each in pictures if each.lat is not None and not row.is_restricted), None)
    return _photo_position(placed) if placed else None


def _photo_position(row: Photo) -> dict[str, Any] | None:
    if row.lat is None:
        return None
    return {
        "lat": row.lat,
        "lon": row.lon,
        "bearing_deg": row.bearing_deg,
        "source": "photo",
        "taken_at": moment(row.taken_at),
    }


def photo(row: Photo) -> dict[str, Any]:
    state = "broken" if row.copies == "broken" else "kept"
    return {
        "id": str(row.id),
        "sha256": row.sha256,
        "type": row.mime,
        "state": state,
        "position": _photo_position(row),
        "taken_at": moment(row.taken_at),
        "altitude_m": row.altitude_m,
        "orientation": row.orientation,
        "width": row.width,
        "height": row.height,
        "placeholder": row.placeholder,
    }


def check(row: Check) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "finding": str(row.finding_id),
        "handover": str(row.handover_id) if row.handover_id else None,
        "outcome": row.outcome,
        "reason": row.reason,
        "text": row.text,
        "checked_at": moment(row.checked_at),
        "revision": row.revision,
    }


def rating(row: Rating) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "place": row.place,
        "answers": row.answers,
        "questions_version": row.questions_version,
        "light": row.light,
        "lamps": row.lamps,
        "rated_at": moment(row.rated_at),
        "revision": row.revision,
    }


def finish(row: Finish) -> dict[str, Any]:
    return {
        "headcount": row.headcount,
        **{name: getattr(row, name) for name in CONDITIONS},
        "revision": row.revision,
    }
