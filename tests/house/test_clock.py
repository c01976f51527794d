"""The machine is asked for the time in `field/kit/clock.py` alone, so that a rehearsal can move it and tests can give it."""

import ast

from tests.house.sources import calls, check, dotted, fault, python

# The second stamps an id with the moment of its making (UUIDv7): no rule of the domain reads it.
MAY_ASK = ("field/kit/clock.py", "field/kit/tokens.py")
ASKING = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    "func.now",
    "func.current_timestamp",
    "func.current_date",
}


def clock_faults(source: str, path: str) -> list[str]:
    if path in MAY_ASK:
        return []
    tree = ast.parse(source, path)
    # Not only calls: `default_factory=datetime.now` asks as well.
    named = [
        (node.lineno, ".".join(dotted(node).split(".")[-2:]))
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
    ]
    found = {(line, name) for line, name in named if name in ASKING}
    found |= {(line, name) for line, name in _imported_from_time(tree) if name in ASKING}
    found |= {
        (call.lineno, "CURRENT_TIMESTAMP")
        for call in calls(tree)
        if any(_says_now(each) for each in call.args)
    }
    return [fault(path, line, f"{name} asks the machine for the time") for line, name in sorted(found)]


def _imported_from_time(tree: ast.AST) -> list[tuple[int, str]]:
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "time"]
    return [(node.lineno, f"time.{each.name}") for node in imports for each in node.names]


def _says_now(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and "CURRENT_TIMESTAMP" in node.value.upper()
    )


def test_only_the_clock_asks_for_the_time() -> None:
    assert check(clock_faults, python()) == []


def test_asking_elsewhere_is_seen() -> None:
    bad = [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "dt.date.today()",
        "time.time()",
        "from time import time",
        "Field(default_factory=datetime.now)",
        "select(func.now())",
        "text('DEFAULT current_timestamp')",
    ]
    assert [line for line in bad if not clock_faults(line, "field/walks.py")] == []


def test_the_given_time_and_measuring_are_free() -> None:
    assert (
        clock_faults(
            "clock.now()\nnow.date()\ntime.monotonic()\ntime.sleep(1)\ndatetime.fromisoformat(text)",
            "field/work.py",
        )
        == []
    )


def day_faults(source: str, path: str) -> list[str]:
    """A moment is kept in UTC: its `.date()` is London's day, not the walk's. `clock.day(moment, zone)` asks where."""
    if path == "field/kit/clock.py":
        return []
    asked = [call for call in calls(ast.parse(source, path)) if _is_date_of(call)]
    return [
        fault(path, call.lineno, "a moment's day without a zone: clock.day(moment, zone)") for call in asked
    ]


def _is_date_of(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "date" and not call.args


def test_the_day_of_a_moment_is_asked_with_a_zone() -> None:
    assert check(day_faults, python()) == []


def test_a_day_without_a_zone_is_seen() -> None:
    bad = ["finding.noted_at.date().isoformat()[:7]", "now.date()", "at.astimezone(zone).date()"]
    assert [line for line in bad if not day_faults(line, "field/protocol/draw_up.py")] == []
    assert (
        day_faults("clock.day(finding.noted_at, zone)\ndate(2026, 6, 1)", "field/protocol/draw_up.py") == []
    )
