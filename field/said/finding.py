"""What a phone sends about a finding, read kindly: what cannot be used is set aside with a flag, never
refused for its content.

Refused (422) is only what cannot be parsed or is too long: then the phone keeps it and the person is told
which field."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from field.findings.position import SOURCES
from field.findings.watch import seen_in
from field.kinds import OTHER, PERSPECTIVES, POSITIVE, RESTRICTED, TYPES, URGENCIES, Kinds
from field.kit import geo
from field.kit.errors import Refusal
from field.kit.text import clean
from field.said.body import (
    SHORT_MAX,
    TEXT_MAX,
    body_digest,
    masked,
    read_moment,
    read_photos,
    read_revision,
    read_text,
    read_uuid,
)

FIELDS = (
    "walk",
    "type",
    "kind",
    "text",
    "urgency",
    "call",
    "asset_ref",
    "landmark",
    "building",
    "perspective",
    "position",
    "positions",
    "same_as",
    "noted_at",
    "photos",
    "revision",
)


@dataclass
class Note:
    """A finding as said by a phone, made safe. `flags` tells what was changed on the way in; `positions` are
    all it told, by source.
    """

    type: str
    kind: str | None
    text: str
    urgency: str | None
    asset_ref: str
    landmark: str
    building: dict[str, str] | None
    perspective: list[str]
    noted_at: datetime
    photos: list[str]
    revision: int
    digest: str
    same_as: UUID | None = None
    position: tuple[float, float] | None = None
    accuracy_m: float | None = None
    bearing_deg: float | None = None
    source: str | None = None
    taken_at: datetime | None = None
    positions: dict[str, dict[str, Any]] = field(default_factory=dict)
    call_at: datetime | None = None
    call_whom: str = ""
    call_outcome: str = ""
    flags: list[str] = field(default_factory=list)


def read(body: object, kinds: Kinds, now: datetime, *, child: bool = False) -> Note:
    """A PUT body as a `Note`. Raises `Refusal("invalid", field=…)` for what cannot be parsed or is too
    long.
    """
    if not isinstance(body, dict):
        raise Refusal("not-json")
    flags: list[str] = []
    kind_of, kind = _type_and_kind(body, kinds, flags)
    note = Note(
        type=kind_of,
        kind=kind,
        text=read_text(body, "text", TEXT_MAX),
        urgency=_urgency(body.get("urgency"), flags),
        asset_ref=read_text(body, "asset_ref", SHORT_MAX),
        landmark=read_text(body, "landmark", SHORT_MAX),
        building=_building(body.get("building")),
        perspective=_perspective(body.get("perspective"), flags),
        noted_at=read_moment(body.get("noted_at"), now, flags),
        photos=read_photos(body.get("photos")),
        revision=read_revision(body.get("revision")),
        digest=body_digest(body, FIELDS),
        same_as=_same_as(body.get("same_as"), flags),
        flags=flags,
    )
    _call(note, body.get("call"), now)
    _position(note, body.get("position"), now)
    _other_positions(note, body.get("positions"), now)
    _watch(note, child)
    return note


def _type_and_kind(body: dict[str, Any], kinds: Kinds, flags: list[str]) -> tuple[str, str | None]:
    """Behaviour ⇔ social and positive ⇔ positive: where either says behaviour it is that, else where either
    says positive it is that.
    """
    kind_of, kind = body.get("type"), body.get("kind")
    if kind_of not in TYPES:
        flags.append("type-unknown")
        kind_of = "defect"
    if kind is not None and not (isinstance(kind, str) and kind in kinds.by_code):
        flags.append("kind-unknown")
        kind = OTHER
    family = kinds.family(kind)
    if family == RESTRICTED or kind_of == "behaviour":
        agreed = ("behaviour", kind if family == RESTRICTED else RESTRICTED)
    elif family == POSITIVE:
        agreed = ("positive", kind)
    else:
        agreed = (kind_of, POSITIVE if kind_of == "positive" else kind)
    if agreed != (body.get("type"), body.get("kind")) and not flags:
        flags.append("type-kind")
    return agreed


def _same_as(value: object, flags: list[str]) -> UUID | None:
    if value is None:
        return None
    try:
        return read_uuid(value, "same_as")
    except Refusal:
        flags.append("same-as")
        return None


def _urgency(value: object, flags: list[str]) -> str | None:
    if value is None:
        return None
    if str(value) not in URGENCIES:
        flags.append("urgency-unknown")
        return None
    return str(value)


def _building(value: object) -> dict[str, str] | None:
    if not value:
        return None
    if isinstance(value, str):
        value = {"name": value}
    if not isinstance(value, dict):
        raise Refusal("invalid", field="building")
    read_ = {
        name: read_text({name: _plain(value.get(name))}, name, SHORT_MAX)
        for name in ("name", "entrance", "floor")
    }
    return read_ if any(read_.values()) else None


def _plain(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _perspective(value: object, flags: list[str]) -> list[str]:
    given = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    known = [each for each in given if isinstance(each, str) and each in PERSPECTIVES]
    if len(known) != len(given):
        flags.append("perspective-unknown")
    return list(dict.fromkeys(known))


def _call(note: Note, value: object, now: datetime) -> None:
    if not isinstance(value, dict):
        return
    note.call_at = read_moment(value.get("at"), now, [])
    note.call_whom = clean(str(value.get("whom") or ""))[:SHORT_MAX]
    note.call_outcome = clean(str(value.get("outcome") or ""))[:SHORT_MAX]


def _position(note: Note, value: object, now: datetime) -> None:
    if value is None:
        return
    told = _told(value, note, now)
    if told is None:
        note.flags.append("position")
        return
    note.source, note.position = told["source"], (told["lat"], told["lon"])
    note.accuracy_m, note.bearing_deg, note.taken_at = (
        told["accuracy_m"],
        told["bearing_deg"],
        datetime.fromisoformat(told["taken_at"]),
    )
    note.positions[told.pop("source")] = told


def _other_positions(note: Note, value: object, now: datetime) -> None:
    """What else the phone knew of the place, as the fix it had before the pin was moved; what is no position
    is left out.
    """
    for each in value[: len(SOURCES)] if isinstance(value, list) else []:
        told = _told(each, note, now)
        if told is not None and told["source"] not in note.positions:
            note.positions[told.pop("source")] = told


def _told(value: object, note: Note, now: datetime) -> dict[str, Any] | None:
    """As plain JSON, or None for what is no position."""
    given = value if isinstance(value, dict) else {}
    spot = geo.position(given.get("lat"), given.get("lon"))
    if spot is None:
        return None
    return {
        "source": given["source"] if given.get("source") in SOURCES else "device",
        "lat": spot[0],
        "lon": spot[1],
        "accuracy_m": _measure(given.get("accuracy_m"), 0, 100_000),
        "bearing_deg": _measure(given.get("bearing_deg"), 0, 360),
        "taken_at": read_moment(given.get("taken_at") or note.noted_at.isoformat(), now, []).isoformat(),
    }


def _measure(value: object, low: float, high: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        return None
    return float(value)


def _watch(note: Note, child: bool) -> None:
    if child:
        for name in ("text", "landmark", "asset_ref", "call_whom", "call_outcome"):
            setattr(note, name, masked(getattr(note, name), note.flags))
        note.building = (
            {name: masked(value, note.flags) for name, value in note.building.items()}
            if note.building
            else None
        )
    elif any(seen_in(each) for each in (note.text, note.landmark, *(note.building or {}).values())):
        note.flags.append("personal")
