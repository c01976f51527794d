"""What a phone says when the walk ends (avslutet): heads in bands, weather and light; and how much each phone
still holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from field.kit.text import SHORT_MAX, one_line
from field.said.body import read_revision
from field.walks import CONDITIONS

BANDS_MOST = 20


@dataclass(frozen=True)
class FinishAsSaid:
    """`conditions` are those that were said; None takes back what was said before."""

    conditions: dict[str, Any]
    held: int
    revision: int


def read(body: dict[str, Any]) -> FinishAsSaid:
    """Raises `Refusal("invalid", field=…)` for what is no count."""
    revision, held = read_revision(body.get("revision", 0)), read_revision(body.get("held", 0), "held")
    return FinishAsSaid(_conditions(body), held, revision)


def _conditions(said: Mapping[str, Any]) -> dict[str, Any]:
    """Words short, heads counted in at most 20 bands; what means nothing is set aside."""
    words: dict[str, Any] = {
        name: one_line(said[name])[:SHORT_MAX] for name in CONDITIONS if isinstance(said.get(name), str)
    }
    words |= {name: None for name in (*CONDITIONS, "headcount") if name in said and said[name] is None}
    bands = said.get("headcount")
    if not isinstance(bands, dict):
        return words
    counts = {
        one_line(band)[:40]: n
        for band, n in bands.items()
        if isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= 10_000
    }
    return {**words, "headcount": dict(list(counts.items())[:BANDS_MOST])}
