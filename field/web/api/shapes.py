"""How rows look to a phone. Times ISO 8601 in UTC, degrees WGS 84, metres."""

from datetime import datetime
from typing import Any

from field.findings import Finding, FindingProposal
from field.findings.asked import ASKED, Asked
from field.followups import Check
from field.kit.i18n import gettext
from field.participants import Participant
from field.photos import Photo
from field.ratings import Rating
from field.walks import CONDITIONS, Finish


def moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def finding(finding: Finding, person: Participant, pictures: list[Photo]) -> dict[str, Any]:
    """A behaviour note shows its place alone: no photo, no clock time. Without a device position the photo's
    is shown.
    """
    hidden = finding.is_restricted
    return {
        "id": str(finding.id),
        "number": finding.number,
        "kind": finding.kind,
        **{each.code: each.of(finding) for each in ASKED},
        "call": {"at": moment(finding.call_at), "whom": finding.call_whom, "outcome": finding.call_outcome}
        if finding.call_at and not hidden
        else None,
        "position": position(finding, pictures),
        "noted_at": None if hidden else moment(finding.noted_at),
        "photos": [] if hidden else [photo(each) for each in pictures],
        "flags": finding.flags,
        "same_as": str(finding.same_as) if finding.same_as else None,
        "state": finding.state,
        "revision": finding.revision,
        "mine": finding.participant_id == person.id,
    }


def proposal(proposal: FindingProposal) -> dict[str, Any]:
    return {
        "id": str(proposal.id),
        "finding": str(proposal.finding_id),
        "pass": str(proposal.participant_id) if proposal.participant_id else None,
        "revision": proposal.revision,
        "body": proposal.body,
    }


def team_pass(person: Participant, number: int) -> dict[str, Any]:
    """`sign` is what the leader calls it by: a phone is a number, not a person."""
    return {
        "id": str(person.id),
        "sign": str(number),
        "state": "upload-only" if person.is_narrow else "open",
        "holds": person.held,
    }


def asked(field: Asked) -> dict[str, Any]:
    """One field of what is asked of a finding, in the bound language, as a phone builds its form of it."""
    told: dict[str, Any] = {
        "code": field.code,
        "label": gettext(field.question),
        "hint": gettext(field.hint) if field.hint else "",
        "kind": field.shape,
        "group": field.group,
        "for": list(field.types),
        "choices": [
            {"code": code, "label": gettext(field.choices[code])} for code in field.offered or field.choices
        ],
        "parts": [{"code": code, "label": gettext(words)} for code, words in field.parts.items()],
        "max": field.longest if field.is_words else None,
    }
    return {**told, "kinds": list(field.kinds)} if field.kinds else told


def position(finding: Finding, pictures: list[Photo]) -> dict[str, Any] | None:
    if finding.lat is not None and finding.lon is not None:
        return {
            "lat": finding.lat,
            "lon": finding.lon,
            "accuracy_m": finding.accuracy_m,
            "bearing_deg": finding.bearing_deg,
            "source": finding.source,
            "taken_at": None if finding.is_restricted else moment(finding.taken_at),
        }
    placed = next((each for each in pictures if each.lat is not None and not finding.is_restricted), None)
    return _photo_position(placed) if placed else None


def _photo_position(photo: Photo) -> dict[str, Any] | None:
    if photo.lat is None:
        return None
    return {
        "lat": photo.lat,
        "lon": photo.lon,
        "bearing_deg": photo.bearing_deg,
        "source": "photo",
        "taken_at": moment(photo.taken_at),
    }


def photo(photo: Photo) -> dict[str, Any]:
    state = "broken" if photo.copies == "broken" else "kept"
    return {
        "id": str(photo.id),
        "sha256": photo.sha256,
        "type": photo.mime,
        "state": state,
        "position": _photo_position(photo),
        "taken_at": moment(photo.taken_at),
        "altitude_m": photo.altitude_m,
        "orientation": photo.orientation,
        "width": photo.width,
        "height": photo.height,
        "placeholder": photo.placeholder,
    }


def check(check: Check) -> dict[str, Any]:
    return {
        "id": str(check.id),
        "finding": str(check.finding_id),
        "handover": str(check.handover_id) if check.handover_id else None,
        "outcome": check.outcome,
        "reason": check.reason,
        "text": check.text,
        "checked_at": moment(check.checked_at),
        "revision": check.revision,
    }


def rating(rating: Rating) -> dict[str, Any]:
    return {
        "id": str(rating.id),
        "place": rating.place,
        "answers": rating.answers,
        "questions_version": rating.questions_version,
        "light": rating.light,
        "lamps": rating.lamps,
        "rated_at": moment(rating.rated_at),
        "revision": rating.revision,
    }


def finish(finish: Finish) -> dict[str, Any]:
    return {
        "headcount": finish.headcount,
        **{name: getattr(finish, name) for name in CONDITIONS},
        "revision": max(finish.revision, 0),
    }
