"""The demo's story (berättelsen): walks, findings, answers and checks of a district that never was, read from
`story.yaml` into typed rows.

Dates are relative, so the demo is always fresh: its spring is the last whose points are due for a second look
about now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32
from zoneinfo import ZoneInfo

import yaml

from field.kit import clock

STORY = Path(__file__).with_name("story.yaml")
DUE_AGAIN_FROM_MONTH = 10
"""Points handed over in May are due in November; from October that is near enough to be this year's."""

Position = tuple[float, float]
Row = TypeVar("Row")


@dataclass(frozen=True)
class When:
    """Either `days` from today, or a day in the story's spring year (`year` 0) or one near it. Clock time is
    local.
    """

    time: str
    days: int | None = None
    year: int = 0
    month: int = 1
    day: int = 1

    def at(self, now: datetime, zone: ZoneInfo) -> datetime:
        """An aware time in `zone`."""
        today = clock.day(now, zone)
        day = (
            today + timedelta(days=self.days)
            if self.days is not None
            else date(spring_year(today) + self.year, self.month, self.day)
        )
        return datetime.combine(day, time.fromisoformat(self.time), zone)


@dataclass(frozen=True)
class StoryPicture:
    """One drawn picture; the same seed draws the same view before and after."""

    scene: str
    seed: int
    after: bool = False
    portrait: bool = False


@dataclass(frozen=True)
class Stop:
    name: str
    at: Position


@dataclass(frozen=True)
class StoryRating:
    """Answers 0..3 by the question's code."""

    stop: str
    minute: int
    answers: Mapping[str, int]


@dataclass(frozen=True)
class Call:
    """What was phoned in, `minute` after the walk began."""

    minute: int
    whom: str
    outcome: str


@dataclass(frozen=True)
class StoryAnswer:
    """`days` and `due_days` count from the walk's day; `picture` means a photo of the finding's scene,
    mended.
    """

    owner: str
    answer: str
    days: int
    due_days: int | None = None
    words: str = ""
    reason: str = ""
    suggested: str = ""
    own_ref: str = ""
    picture: bool = False


@dataclass(frozen=True)
class StoryFinding:
    """`at` is (latitude, longitude) or None, `minute` counts from the walk's start, `double_of` is another
    finding's key.
    """

    key: str
    kind: str
    text: str
    minute: int
    type: str = "defect"
    at: Position | None = None
    accuracy_m: float = 8
    landmark: str = ""
    building: Mapping[str, str] | None = None
    urgency: str | None = None
    perspective: str = "adult"
    asset_ref: str = ""
    pictures: tuple[StoryPicture, ...] = ()
    call: Call | None = None
    answers: tuple[StoryAnswer, ...] = ()
    double_of: str | None = None


@dataclass(frozen=True)
class StoryCheck:
    """What was seen at a finding on a follow-up walk."""

    finding: str
    minute: int
    outcome: str
    reason: str = ""
    text: str = ""
    picture: StoryPicture | None = None


@dataclass(frozen=True)
class StoryWalk:
    """`route` is (latitude, longitude) pairs; `handed_over_days` is None for a walk that hands nothing
    over.
    """

    key: str
    area: str
    kind: str
    title: str
    when: When
    minutes: int
    meeting: str
    leader: str
    invited: str = ""
    route: tuple[Position, ...] = ()
    stops: tuple[Stop, ...] = ()
    handed_over_days: int | None = None
    headcount: Mapping[str, int] = field(default_factory=dict)
    conditions: Mapping[str, str] = field(default_factory=dict)
    ratings: tuple[StoryRating, ...] = ()
    findings: tuple[StoryFinding, ...] = ()
    checks: tuple[StoryCheck, ...] = ()

    @property
    def is_over(self) -> bool:
        return bool(self.headcount)


def spring_year(today: date) -> int:
    """The year of the story's spring: the last one whose six months have run out, or soon will."""
    return today.year if today.month >= DUE_AGAIN_FROM_MONTH else today.year - 1


@cache
def walks() -> tuple[StoryWalk, ...]:
    """All walks in the order of the story. Raises TypeError for a word in the file that no row has, KeyError
    for one that is missing.
    """
    told = yaml.safe_load(STORY.read_text(encoding="utf-8"))
    return tuple(_walk(row) for row in told["walks"])


def _walk(entry: dict[str, Any]) -> StoryWalk:
    return _row(
        StoryWalk,
        entry,
        when=lambda value: _row(When, value),
        route=lambda value: tuple(_position(pair) for pair in value),
        stops=lambda value: tuple(_row(Stop, each, at=_position) for each in value),
        ratings=lambda value: tuple(_row(StoryRating, each) for each in value),
        findings=lambda value: tuple(_finding(each) for each in value),
        checks=lambda value: tuple(_check(each) for each in value),
    )


def _finding(entry: dict[str, Any]) -> StoryFinding:
    return _row(
        StoryFinding,
        entry,
        at=_position,
        pictures=lambda value: tuple(_picture(each, entry["key"]) for each in value),
        call=lambda value: _row(Call, value),
        answers=lambda value: tuple(_row(StoryAnswer, each) for each in value),
    )


def _check(entry: dict[str, Any]) -> StoryCheck:
    return _row(StoryCheck, entry, picture=lambda value: _picture(value, entry["finding"]))


def _row(shape: Callable[..., Row], told: dict[str, Any], **readers: Callable[[Any], Any]) -> Row:
    """A row of `shape` from a mapping; `readers` make nested rows of the values they are named after."""
    return shape(**{name: readers[name](value) if name in readers else value for name, value in told.items()})


def _position(pair: list[float]) -> Position:
    return float(pair[0]), float(pair[1])


def _picture(words: str, key: str) -> StoryPicture:
    """ "lamp after portrait" as a picture; the seed is the finding's own."""
    scene, *rest = words.split()
    return StoryPicture(
        scene, crc32(key.encode()) % 10_000, after="after" in rest, portrait="portrait" in rest
    )
