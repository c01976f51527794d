"""Each table of allowed steps: every state is known, can be reached from the first, and can be left unless its end is a decision."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import field
from field.kit.steps import Steps, steps

# What these mean is over: a letter out, a handover taken back or given on, a follow-up dropped, a check in a frozen protocol.
FINAL = {"sent", "passed_on", "withdrawn", "dropped", "frozen"}


def tables() -> Iterator[tuple[str, Steps]]:
    for module in pkgutil.walk_packages(field.__path__, "field."):
        if module.name.startswith(("field.web", "field.migrations", "field.kit")):
            continue
        names = vars(importlib.import_module(module.name))
        yield from (
            (f"{module.name}.{name}", table) for name, table in names.items() if name.endswith("STEPS")
        )


def step_faults(table: Steps, final: set[str]) -> list[str]:
    faults = [
        f"{state} → {after} is no state" for state in table for after in table[state] if after not in table
    ]
    faults += [f"{state} cannot be left" for state in table if not table[state] and state not in final]
    return faults + [f"{state} cannot be reached" for state in table if state not in _reached(table)]


def _reached(table: Steps) -> set[str]:
    reached = {next(iter(table))}
    while more := {after for state in reached for after in table.get(state, ())} - reached:
        reached |= more
    return reached


def test_every_state_can_be_reached_and_left() -> None:
    found = dict(tables())
    assert {"field.handovers.STEPS", "field.walks.STEPS"} <= set(found)
    assert {name: faults for name, table in found.items() if (faults := step_faults(table, FINAL))} == {}


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        (steps(noted="ready", ready=""), "ready cannot be left"),
        (steps(noted="noted", lost="noted"), "lost cannot be reached"),
        (steps(noted="redy"), "noted → redy is no state"),
    ],
)
def test_a_table_with_a_hole_is_seen(table: Steps, wrong: str) -> None:
    assert wrong in step_faults(table, FINAL)
    assert step_faults(steps(noted="sent", sent=""), FINAL) == []
