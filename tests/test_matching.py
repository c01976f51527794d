"""Which line a camera's photo belongs to, by the clock: cameras that are wrong, midnight, the night the clocks change, and no time at all."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from field.paper.matching import Shot, ahead_by, match
from field.paper.transcribing import moment, read_clock

NONE = timedelta()
EVENING = datetime(2026, 5, 12, 16, 0, tzinfo=UTC)  # 18:00 in Stockholm
BEFORE_MIDNIGHT = datetime(2026, 5, 12, 20, 30, tzinfo=UTC)  # 22:30
CLOCKS_BACK = datetime(
    2026, 10, 24, 22, 0, tzinfo=UTC
)  # midnight before the hour from two to three comes twice
CLOCKS_ON = datetime(2026, 3, 28, 23, 0, tzinfo=UTC)  # midnight before there is no such hour

CASES = {
    "the last line before the photo": (EVENING, ["18:10", "18:20", "18:40"], {"18:23:59": 1}, NONE),
    "a line in the photo's own minute": (EVENING, ["18:10", "18:20"], {"18:20:03": 1}, NONE),
    "seconds do not count": (EVENING, ["18:10:50", "18:20:59"], {"18:20:00": 1}, NONE),
    "of two lines in one minute the last": (EVENING, ["18:20", "18:20"], {"18:21:00": 1}, NONE),
    "lines in another order than their times": (
        EVENING,
        ["18:40", "18:10"],
        {"18:12:00": 1, "18:41:00": 0},
        NONE,
    ),
    "two photos in the same second": (
        EVENING,
        ["18:10", "18:20"],
        {"18:12:30": 0, "18:12:30 again": 0},
        NONE,
    ),
    "a photo before the first line": (EVENING, ["18:10"], {"18:09:59": None}, NONE),
    "ten minutes after": (EVENING, ["18:10"], {"18:20:59": 0}, NONE),
    "long after": (EVENING, ["18:10"], {"18:21:00": None}, NONE),
    "a photo without a time": (EVENING, ["18:10"], {"": None}, NONE),
    "no lines": (EVENING, [], {"18:10:00": None}, NONE),
    "no photos": (EVENING, ["18:10"], {}, NONE),
    "a camera two minutes ahead": (
        EVENING,
        ["18:10", "18:20"],
        {"18:21:30": 0, "18:22:00": 1},
        timedelta(minutes=2),
    ),
    "a camera an hour behind": (
        EVENING,
        ["18:10", "18:20"],
        {"17:12:00": 0, "17:20:00": 1},
        timedelta(hours=-1),
    ),
    "past midnight": (BEFORE_MIDNIGHT, ["23:58", "00:03"], {"00:01:00 next": 0, "00:05:00 next": 1}, NONE),
    "an hour that comes twice": (
        CLOCKS_BACK,
        ["01:58", "02:05", "03:10"],
        {"02:04:00": 0, "02:06:00": 1, "03:11:00": 2},
        NONE,
    ),
    "an hour that is left out": (CLOCKS_ON, ["01:58", "03:04"], {"01:59:00": 0, "03:05:00": 1}, NONE),
}


def taken(starts_at: datetime, shown: str, zone: ZoneInfo) -> Shot:
    """As a camera without an offset says it: the wall clock of the walk's day, or of the day after."""
    clock, _, more = shown.partition(" ")
    if not clock:
        return Shot(None)
    day = starts_at.astimezone(zone).date() + timedelta(days=more == "next")
    return Shot(datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC))


@pytest.mark.parametrize(("starts_at", "lines", "shots", "ahead"), CASES.values(), ids=CASES)
def test_a_photo_finds_its_line(
    starts_at: datetime, lines: list[str], shots: dict[str, int | None], ahead: timedelta, zone: ZoneInfo
) -> None:
    written = [(i, moment(starts_at, time.fromisoformat(clock), zone)) for i, clock in enumerate(lines)]
    assert match(written, {shown: taken(starts_at, shown, zone) for shown in shots}, ahead) == shots


def test_a_satellites_time_is_not_set_right_by_the_cameras_clock(zone: ZoneInfo) -> None:
    lines = [("a", EVENING), ("b", EVENING + timedelta(minutes=5))]
    shots = {
        "camera": Shot(EVENING + timedelta(minutes=6)),
        "satellite": Shot(EVENING + timedelta(minutes=6), by_satellite=True),
    }
    assert match(lines, shots, timedelta(minutes=5)) == {"camera": "a", "satellite": "b"}


@pytest.mark.parametrize(
    ("camera", "real", "ahead"),
    [
        ("18:42", "18:40", timedelta(minutes=2)),
        ("18:40", "18:42:30", timedelta(minutes=-2, seconds=-30)),
        ("00:05", "23:55", timedelta(minutes=10)),
        ("23:55", "00:05", timedelta(minutes=-10)),
        ("06:42", "18:42", timedelta(hours=-12)),
        ("18:42", "18:42", NONE),
    ],
)
def test_two_clocks_differ_by_at_most_half_a_day(camera: str, real: str, ahead: timedelta) -> None:
    assert ahead_by(time.fromisoformat(camera), time.fromisoformat(real)) == ahead


@pytest.mark.parametrize(
    ("starts_at", "clock", "utc"),
    [
        (EVENING, "18:10", "2026-05-12T16:10"),
        (EVENING, "17:40", "2026-05-12T15:40"),
        (EVENING, "12:00", "2026-05-12T10:00"),
        (EVENING, "11:59", "2026-05-13T09:59"),
        (BEFORE_MIDNIGHT, "00:15", "2026-05-12T22:15"),
        (datetime(2026, 5, 12, 22, 30, tzinfo=UTC), "23:50", "2026-05-12T21:50"),
        (CLOCKS_BACK, "02:30", "2026-10-25T00:30"),
        (CLOCKS_BACK, "03:00", "2026-10-25T02:00"),
        (CLOCKS_ON, "02:30", "2026-03-29T01:30"),
    ],
)
def test_a_clock_on_the_paper_is_a_moment_of_the_walk(
    starts_at: datetime, clock: str, utc: str, zone: ZoneInfo
) -> None:
    assert moment(starts_at, time.fromisoformat(clock), zone) == datetime.fromisoformat(f"{utc}+00:00")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("18:42", "18:42"), ("18.42", "18:42"), ("1842", "18:42"), ("905", "09:05"), ("9:05", "09:05"), ("18:42:30", "18:42:30"),
        ("184230", "18:42:30"), ("0000", "00:00"), ("", None), ("18", None), ("25:99", None), ("2460", None), ("18:", None),
        ("18:42:30:1", None), ("kvart i", None), ("١٨:٤٢", None), ("018:42", None), ("-1:10", None),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(text: str, read: str | None) -> None:
    assert read_clock(text) == (time.fromisoformat(read) if read else None)
