"""What every message of a phone holds (det som sänds): words, moments, hashes and a revision, read with care.

A finding, a check and a rating are read by the same rules. Raises `Refusal("invalid", field=…)` for what
cannot be parsed or is too long."""

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from field.findings.watch import mask
from field.kit import clock, geo
from field.kit.errors import Refusal
from field.kit.text import SHORT_MAX, clean

PHOTOS_MAX = 50
CLOCK_OFF = timedelta(days=366)
SHA256 = re.compile(r"[0-9a-f]{64}")


def body_digest(body: dict[str, Any], fields: Sequence[str] | None = None) -> str:
    """Two bodies that say the same have the same digest, in whatever order. Outside `fields`, where named,
    nothing makes a difference.
    """
    read_ = {name: value for name, value in body.items() if fields is None or name in fields}
    return hashlib.sha256(
        json.dumps(read_, sort_keys=True, separators=(",", ":"), default=str).encode()
    ).hexdigest()


def read_revision(value: object, name: str = "revision") -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise Refusal("invalid", field=name)
    return value


def read_photos(value: object, name: str = "photos") -> list[str]:
    """A list of SHA-256 in lower-case hex, in the phone's order, without doubles."""
    if value is None:
        return []
    if (
        not isinstance(value, list)
        or len(value) > PHOTOS_MAX
        or not all(isinstance(each, str) for each in value)
    ):
        raise Refusal("invalid", field=name)
    if not all(SHA256.fullmatch(each) for each in value):
        raise Refusal("invalid", field=name)
    return list(dict.fromkeys(value))


def read_moment(value: object, now: datetime, flags: list[str]) -> datetime:
    """A phone's time; off by more than a year, or no time at all, becomes the server's, with the flag
    `clock`.
    """
    try:
        moment = clock.parse(value) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        moment = None
    if moment is None or abs(moment - now) > CLOCK_OFF:
        flags.append("clock")
        return now
    return moment


def read_uuid(value: object, field_name: str) -> UUID:
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise Refusal("invalid", field=field_name) from None


def read_text(body: dict[str, Any], name: str, longest: int = SHORT_MAX) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest:
        raise Refusal("invalid", field=name)
    return clean(value)


def read_spot(body: dict[str, Any], flags: list[str]) -> tuple[float, float] | None:
    """Where it is said to be, degrees WGS 84; what is no position is set aside with the flag `position`."""
    given = body.get("position")
    spot = geo.position(given.get("lat"), given.get("lon")) if isinstance(given, dict) else None
    if given is not None and spot is None:
        flags.append("position")
    return spot


def masked(text: str, flags: list[str]) -> str:
    """A child's words without what could name a person; says so once in `flags`."""
    clean_, found = mask(text)
    if found and "masked" not in flags:
        flags.append("masked")
    return clean_
