"""What a phone sends about a finding, read kindly: what cannot be used is set aside with a flag, never
refused for its content.

Refused (422) is only what cannot be parsed or is too long: then the phone keeps it and the person is told
which field."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from field.findings import words
from field.findings.asked import ASKED, CODES, TYPE, Asked
from field.findings.position import SOURCES
from field.findings.watch import seen_in
from field.kinds import OTHER, TYPES, Kinds
from field.kit import geo
from field.kit.errors import Refusal
from field.kit.text import SHORT_MAX, clean
from field.said.body import (
    body_digest,
    masked,
    read_moment,
    read_photos,
    read_revision,
    read_text,
    read_uuid,
)

FIELDS = (
    *CODES,
    "walk",
    "kind",
    "call",
    "position",
    "positions",
    "same_as",
    "noted_at",
    "photos",
    "removed",
    "restore",
    "revision",
)


@dataclass
class Note:
    """A finding as said by a phone, made safe. `asked` is what `findings.asked` asks, by its codes. `flags`
    tells what was changed on the way in; `positions` are all it told, by source.
    `removed` are others' photos that it takes off; `restore` brings a removed finding back.

    `type` and `kind` are as they were said until `judge` has made them agree.
    """

    type: str
    kind: str | None
    asked: dict[str, Any]
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
    removed: list[str] = field(default_factory=list)
    restore: bool = False

    def judge(self, kinds: Kinds, *, child: bool) -> "Note":
        """Behaviour ⇔ social and positive ⇔ positive, by the district's kinds; a child's words are masked, a
        grown-up's looked through. Once.
        """
        flags: list[str] = []
        self.type, self.kind = _type_and_kind(self.type, self.kind, kinds, flags)
        self.flags[:0] = flags
        _watch(self, child)
        return self


def read(body: object, kinds: Kinds, now: datetime, *, child: bool = False) -> Note:
    """A PUT body as a `Note`, read and judged. Raises as `parse`."""
    return parse(body, now).judge(kinds, child=child)


def parse(body: object, now: datetime) -> Note:
    """A PUT body as a `Note` to be judged: nothing is asked of the district for it. Raises
    `Refusal("invalid", field=…)` for what cannot be parsed or is too long.
    """
    if not isinstance(body, dict):
        raise Refusal("not-json")
    flags: list[str] = []
    note = Note(
        type=body.get("type", ""),
        kind=body.get("kind"),
        asked={each.code: _READERS[each.shape](each, body, flags) for each in ASKED if each is not TYPE},
        noted_at=read_moment(body.get("noted_at"), now, flags),
        photos=read_photos(body.get("photos")),
        revision=read_revision(body.get("revision")),
        digest=body_digest(body, FIELDS),
        same_as=_same_as(body.get("same_as"), flags),
        flags=flags,
        removed=read_photos(body.get("removed"), "removed"),
        restore=body.get("restore") is True,
    )
    _call(note, body.get("call"), now)
    _position(note, body.get("position"), now)
    _other_positions(note, body.get("positions"), now)
    return note


def _type_and_kind(
    said_type: object, said_kind: object, kinds: Kinds, flags: list[str]
) -> tuple[str, str | None]:
    """What the phone said, made to agree; unknown codes are replaced."""
    type_, kind = said_type, said_kind
    if type_ not in TYPES:
        flags.append("type-unknown")
        type_ = "defect"
    if kind is not None and not (isinstance(kind, str) and kind in kinds.by_code):
        flags.append("kind-unknown")
        kind = OTHER
    agreed = kinds.agreeing(str(type_), kind)
    if agreed != (said_type, said_kind) and not flags:
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


def _words(asked: Asked, body: dict[str, Any], _flags: list[str]) -> str:
    return read_text(body, asked.code, asked.longest)


def _choice(asked: Asked, body: dict[str, Any], flags: list[str]) -> str | None:
    value = body.get(asked.code)
    if value is None or str(value) in asked.choices:
        return None if value is None else str(value)
    flags.append(f"{asked.code}-unknown")
    return None


def _many(asked: Asked, body: dict[str, Any], flags: list[str]) -> list[str]:
    value = body.get(asked.code)
    given = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    known = [each for each in given if isinstance(each, str) and each in asked.choices]
    if len(known) != len(given):
        flags.append(f"{asked.code}-unknown")
    return list(dict.fromkeys(known))


def _group(asked: Asked, body: dict[str, Any], _flags: list[str]) -> dict[str, str] | None:
    """The parts of one thing; said as one text, it is the first of them."""
    value = body.get(asked.code)
    if not value:
        return None
    if isinstance(value, str):
        value = {next(iter(asked.parts)): value}
    if not isinstance(value, dict):
        raise Refusal("invalid", field=asked.code)
    said = {name: read_text({name: _plain(value.get(name))}, name, asked.longest) for name in asked.parts}
    return said if any(said.values()) else None


def _plain(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


_READERS = {"text": _words, "line": _words, "choice": _choice, "many": _many, "group": _group}


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
        for each in ASKED:
            if each.is_words:
                note.asked[each.code] = _masked(note.asked[each.code], note.flags)
        note.call_whom, note.call_outcome = (
            masked(each, note.flags) for each in (note.call_whom, note.call_outcome)
        )
    elif any(
        seen_in(part, words.kinds_in(each))
        for each in words.WATCHED
        for part in _parts(note.asked[each.code])
    ):
        note.flags.append("personal")


def _masked(value: Any, flags: list[str]) -> Any:  # noqa: ANN401 - words, or the words of a group's parts
    if isinstance(value, dict):
        return {name: masked(words, flags) for name, words in value.items()}
    return masked(value, flags) if value else value


def _parts(value: Any) -> list[str]:  # noqa: ANN401 - as `_masked`
    return list(value.values()) if isinstance(value, dict) else [value or ""]
