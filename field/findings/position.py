"""Positions of a finding (platser): all that were told are kept, by who told them; one is in use, by a rule
or because a person chose it.

The rule: what the phone said last (a pin it was moved to, or the device's own fix), else the oldest photo
that knows where it was taken. Photos keep their own positions; everything else stands in `Finding.positions`,
with `SAID` naming what the phone said last."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from field.findings.rows import Finding

SOURCES = ("device", "photo", "pin")
SAID = "said"
OF_PHOTO = "photo:"


class Placed(Protocol):
    """A photo, as far as its place goes."""

    id: Any
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    bearing_deg: float | None
    taken_at: datetime | None


def tell(finding: Finding, positions: dict[str, Any], source: str | None) -> None:
    """Keeps what a phone said beside what it said before, one of each source."""
    finding.positions = {**finding.positions, **positions, SAID: source or ""}


def key_of(photo: Placed) -> str:
    return f"{OF_PHOTO}{photo.id}"


def settle(finding: Finding, pictures: Iterable[Placed]) -> bool:
    """Puts the position that counts into use: whether it changed. `pictures` are the finding's own, oldest
    first.

    A place that no phone told (a report from a file) is left as it is.
    """
    if not finding.positions and finding.source not in (None, "photo"):
        return False
    placed = [each for each in pictures if each.lat is not None]
    before = (finding.lat, finding.lon, finding.source)
    for key in (finding.place_choice, str(finding.positions.get(SAID) or "")):
        if key in SOURCES and key in finding.positions:
            _use(finding, key, finding.positions[key])
            break
        if chosen := next((each for each in placed if key == key_of(each)), None):
            _use(finding, "photo", as_told(chosen))
            break
    else:
        _use(finding, "photo" if placed else None, as_told(placed[0]) if placed else {})
    return (finding.lat, finding.lon, finding.source) != before


def as_told(photo: Placed) -> dict[str, Any]:
    taken = photo.taken_at.isoformat() if photo.taken_at else None
    return {
        "lat": photo.lat,
        "lon": photo.lon,
        "accuracy_m": photo.accuracy_m,
        "bearing_deg": photo.bearing_deg,
        "taken_at": taken,
    }


def _use(finding: Finding, source: str | None, told: dict[str, Any]) -> None:
    finding.lat, finding.lon, finding.source = told.get("lat"), told.get("lon"), source
    finding.accuracy_m, finding.bearing_deg = told.get("accuracy_m"), told.get("bearing_deg")
    finding.taken_at = datetime.fromisoformat(told["taken_at"]) if told.get("taken_at") else None
