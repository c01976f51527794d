"""The clock (klockan): the only place that asks the machine for the time. Moved by `/dev/clock` for
rehearsals, never in earnest.

The move is kept in a small file beside the uploads, so that web and worker, two processes, see the same
moment."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

UNMOVED = timedelta(days=1)
_moved: Path | None = None


def allow_moving(folder: Path) -> None:
    """Only a loopback installation calls this; elsewhere the file is never looked at."""
    global _moved
    _moved = folder / "clock-moved"


def move_to(moment: datetime) -> None:
    """From now on `now()` runs on from `moment` (aware). Raises RuntimeError where moving is not allowed."""
    if _moved is None:
        raise RuntimeError("the clock cannot be moved here")
    _moved.write_text(str((moment - datetime.now(UTC)).total_seconds()))


def put_back() -> None:
    """`now()` is the machine's own time again. Raises RuntimeError where moving is not allowed."""
    if _moved is None:
        raise RuntimeError("the clock cannot be moved here")
    _moved.unlink(missing_ok=True)


def now() -> datetime:
    """The moment in UTC, moved if this installation is a rehearsal."""
    return datetime.now(UTC) + _offset()


def _offset() -> timedelta:
    if _moved is None:
        return timedelta()
    try:
        return timedelta(seconds=float(_moved.read_text()))
    except (OSError, ValueError):
        return timedelta()


def running_from(moment: datetime) -> Callable[[], datetime]:
    """The time as it goes on from a moment that was given: for work that takes a while."""
    began = monotonic()
    return lambda: moment + timedelta(seconds=monotonic() - began)


def carried(text: str) -> str:
    """A time said by somebody whose own clock has not been moved with this one, as of the moved clock; any
    other as it is.
    """
    ahead = _offset()
    try:
        moment = parse(text)
        is_of_today = abs(moment - datetime.now(UTC)) < UNMOVED < abs(ahead)
        return (moment + ahead).isoformat() if is_of_today else text
    except (ValueError, OverflowError):
        return text


def parse(text: str) -> datetime:
    """ISO 8601 with offset → aware UTC; raises ValueError without offset."""
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        raise ValueError("the time needs an offset, like 2026-05-12T18:00:00+02:00")
    return moment.astimezone(UTC)


def day(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day of a moment in the installation's zone."""
    return moment.astimezone(zone).date()


def midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, when the calendar day of a moment began in the installation's zone."""
    return datetime.combine(day(moment, zone), time.min, zone).astimezone(UTC)
