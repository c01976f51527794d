"""Typing in (inskrivning): a walk sheet that was filled in by hand becomes findings, through the very verb
that phones go through.

A line is known by its sheet and its number, and its finding's id is made of them: typed twice, or by two at
once, it is one finding. What is typed is never refused for what it says; only a line that already says
something else is left to the person."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from field import findings, kinds, participants, places, walks
from field.findings import Finding
from field.kinds import OTHER, TYPES, Kind, Kinds
from field.kit.clock import day as date_in
from field.kit.text import TEXT_MAX
from field.lifecycle import noting
from field.participants import Participant
from field.places import Place
from field.said import finding as said_finding
from field.said.body import body_digest
from field.walks import Walk

SHEETS_MOST, LINES_MOST = 20, 200
BEFORE_START = timedelta(hours=6)
NEAR_A_PLACE_M = 50.0
NO_TIME = "no-time"


@dataclass(frozen=True)
class SheetLine:
    """One line of a sheet: `said` is what a phone would say, without its time and photos; `clock` as it
    stands on the paper, if it does.
    """

    number: int
    said: dict[str, Any]
    clock: time | None = None

    @property
    def digest(self) -> str:
        return body_digest({**self.said, "clock": str(self.clock)})


@dataclass
class KeptLine:
    """What became of the lines; `clashes` are numbers whose line is there already and says something else:
    then keep nothing of it all.
    """

    added: list[Finding] = field(default_factory=list)
    same: int = 0
    clashes: list[int] = field(default_factory=list)


def line_id(walk_id: UUID, sheet: int, number: int) -> UUID:
    return uuid5(walk_id, f"sheet {sheet} line {number}")


def typed(db: Session, walk: Walk) -> dict[tuple[int, int], Finding]:
    """(sheet, line) → finding, for the lines that are typed in, in the order of the sheets."""
    rows = {row.id: row for row in findings.of_walk(db, walk.id)}
    spots = (
        ((sheet, line) for sheet in range(1, SHEETS_MOST + 1) for line in range(1, LINES_MOST + 1))
        if rows
        else ()
    )
    return {spot: rows[found] for spot in spots if (found := line_id(walk.id, *spot)) in rows}


def keep(
    db: Session, walk: Walk, sheet: int, lines: Iterable[SheetLine], now: datetime, zone: ZoneInfo, actor: str
) -> KeptLine:
    """Notes each line. May be repeated: a line that says the same again is counted as such, even when it was
    edited since.
    """
    walks.lock(db, walk)
    kept, person = KeptLine(), speaker(db, walk, now)
    for line in sorted(lines, key=lambda each: each.number):
        present = db.get(Finding, line_id(walk.id, sheet, line.number))
        if present is None:
            kept.added.append(_note(db, walk, person, sheet, line, now, zone, actor))
        elif present.digest == line.digest and present.state != "removed":
            kept.same += 1
        else:
            kept.clashes.append(line.number)
    return kept


def speaker(db: Session, walk: Walk, now: datetime) -> Participant:
    """Paper has no phone: it speaks as a file does, in a children's walk as a child."""
    return participants.of_file(db, walk, "child_10_12" if walk.kind == "children" else "adult", now)


def _note(
    db: Session,
    walk: Walk,
    person: Participant,
    sheet: int,
    line: SheetLine,
    now: datetime,
    zone: ZoneInfo,
    actor: str,
) -> Finding:
    at = moment(walk.starts_at, line.clock, zone) if line.clock else _time_above(db, walk, sheet, line.number)
    body = {**line.said, "noted_at": (at + in_order(line.number)).isoformat(), "photos": [], "revision": 1}
    note = said_finding.read(body, kinds.load(db), now, child=person.is_child)
    note.digest = line.digest
    note.flags += [] if line.clock else [NO_TIME]
    return noting.note(db, walk, person, line_id(walk.id, sheet, line.number), note, now, actor).finding


def moment(starts_at: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """When a wall clock showed `clock` on the walk: its day, or the next where the walk goes past midnight.

    It is the first such moment from six hours before the walk's start. In an hour that the clocks repeat, the
    first of the two."""
    day = date_in(starts_at, zone) - timedelta(days=1)
    shown = datetime.combine(day, clock, zone)
    earliest = (starts_at - BEFORE_START).timestamp()
    while shown.timestamp() < earliest:
        day += timedelta(days=1)
        shown = datetime.combine(day, clock, zone)
    return shown.astimezone(starts_at.tzinfo)


def in_order(number: int) -> timedelta:
    """Lines of one minute stay in the order of the sheet: lists are sorted by time."""
    return timedelta(milliseconds=number)


def _time_above(db: Session, walk: Walk, sheet: int, number: int) -> datetime:
    """A line without a time has that of the nearest line above, or else of the walk's start."""
    above = [line_id(walk.id, sheet, each) for each in range(1, number)]
    query = (
        select(Finding.noted_at)
        .where(col(Finding.id).in_(above))
        .order_by(col(Finding.noted_at).desc())
        .limit(1)
    )
    found = db.exec(query).first()
    return (found or walk.starts_at).replace(microsecond=0)


# ── what stands on the paper, in words ──


def read_clock(text: str) -> time | None:
    """A time as people write it: 18:42, 18.42, 1842, 9:05, 18:42:30; None for what is none."""
    digits = (
        [part for part in text.replace(".", ":").split(":") if part]
        if ":" in text or "." in text
        else _pairs(text)
    )
    if not 1 < len(digits) < 4 or not all(
        part.isascii() and part.isdigit() and len(part) <= 2 for part in digits
    ):
        return None
    hour, minute, second = [*map(int, digits), 0][:3]
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _pairs(text: str) -> list[str]:
    """1842 → 18, 42; 905 → 9, 05."""
    if not text.isascii() or not text.isdigit() or not 3 <= len(text) <= 6:
        return []
    padded = text.zfill(len(text) + len(text) % 2)
    return [padded[i : i + 2] for i in range(0, len(padded), 2)]


def numbered(known: Kinds) -> list[Kind]:
    """The upper kinds as the sheet prints them, beginning with number 1."""
    return [row for row in known.parents if row.code not in {of.kind for of in TYPES.values()}]


def kind_named(words: str, known: Kinds) -> str | None:
    """The kind meant by its number on the sheet, its code, its name or the beginning of one (upper kinds
    first); None for no such kind.
    """
    key, printed = places.key(words), numbered(known)
    if key.isascii() and key.isdigit():
        return printed[int(key) - 1].code if 0 < int(key[:4]) <= len(printed) else None
    if key in known:
        return key
    rows = [*known.parents, *(row for row in known.by_code.values() if row.parent)]
    exact = (row.code for row in rows if key in map(places.key, _names(row)))
    begun = (
        row.code
        for row in rows
        if len(key) > 1 and any(places.key(name).startswith(key) for name in _names(row))
    )
    return next(exact, None) or next(begun, None)


def _names(kind: Kind) -> tuple[str, str]:
    return kind.label(), kind.label("sv")


def with_kind(said: dict[str, Any], words: str, known: Kinds) -> dict[str, Any]:
    """What was said with its kind. Words that name no kind, or one that does not go with the type, stand
    first in the text instead.
    """
    type_ = TYPES.get(str(said.get("type")))
    usual = type_.kind if type_ else None
    if not words:
        return {**said, "kind": usual}
    kind = kind_named(words, known)
    family = known.family(kind)
    if kind and usual in (None, family):
        return {
            **said,
            "kind": kind,
            "type": next((own.code for own in TYPES.values() if own.kind == family), said.get("type")),
        }
    told = f"{known.label(kind) if kind else words}. {said.get('text') or ''}".strip()[:TEXT_MAX]
    return {**said, "kind": usual or OTHER, "text": told}


def known_places(db: Session, walk: Walk) -> dict[str, tuple[str, float, float]]:
    """Key → name, lat, lon of the stops of the walk and of the area's named spots; a stop goes before a spot
    of the same name.
    """
    spots = db.exec(select(Place).where(Place.area_id == walk.area_id).order_by(Place.name))
    found = {row.name_key: (row.name, row.lat, row.lon) for row in spots}
    stops = ((str(stop.get("name") or ""), stop.get("lat"), stop.get("lon")) for stop in walk.stops)
    return found | {
        places.key(name): (name, lat, lon)
        for name, lat, lon in stops
        if name and lat is not None and lon is not None
    }


def with_place(said: dict[str, Any], spots: dict[str, tuple[str, float, float]]) -> dict[str, Any]:
    """A landmark that is a known place, or begins with one and a comma, has that place's position: a pin,
    good to some 50 metres.
    """
    words = str(said.get("landmark") or "")
    spot = spots.get(places.key(words)) or spots.get(places.key(words.partition(",")[0]))
    if spot is None:
        return said
    return {
        **said,
        "position": {"lat": spot[1], "lon": spot[2], "accuracy_m": NEAR_A_PLACE_M, "source": "pin"},
    }
