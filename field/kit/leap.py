"""Leaps (språng): no revision wins for ever. It is at most 1,000 above the one that is here; an unknown thing
has 0.
"""

from field.kit.errors import Refusal

MOST = 1_000


def check(revision: int, present: int, /, **current: object) -> None:
    """Raises `Refusal("revision-too-far")` with what is true now."""
    if revision > highest(present):
        raise Refusal("revision-too-far", None, None, **current)


def highest(present: int) -> int:
    """The highest revision that may come upon this one; -1 stands for a row that nobody has told of."""
    return max(present, 0) + MOST
