"""Steps (tillåtna steg): one table of allowed moves per kind of row; a state is changed here and nowhere
else.
"""

from collections.abc import Mapping
from typing import Protocol

from field.kit.errors import Refusal

Steps = Mapping[str, frozenset[str]]


class HasState(Protocol):
    state: str


def steps(**allowed: str) -> Steps:
    """`steps(noted="ready held", ready="…")`: from each state, the states it may move to."""
    return {state: frozenset(after.split()) for state, after in allowed.items()}


def check(column: str, table: Steps) -> str:
    """The database's CHECK that a column holds one of the states."""
    return "{} IN ({})".format(column, ", ".join(f"'{state}'" for state in table))


def move(row: HasState, table: Steps, to: str) -> None:
    """Raises `Refusal("wrong-step")`. Moving to the state it has already changes nothing."""
    if row.state == to:
        return
    if to not in table.get(row.state, frozenset()):
        raise Refusal("wrong-step", was=row.state, to=to)
    row.state = to
