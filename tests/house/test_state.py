"""A state is changed only by `move`, which knows the table of allowed steps; and only one place commits.

A claim is free as well: an UPDATE that says in its WHERE which state it moves from, so that of two workers one wins.
"""

import ast
from collections.abc import Iterator

from tests.house.sources import calls, check, fault, python


def state_faults(source: str, path: str) -> list[str]:
    tree = ast.parse(source, path)
    inside = {
        id(node) for function in _functions(tree) if function.name == "move" for node in ast.walk(function)
    }
    inside |= {
        id(node)
        for function in _functions(tree)
        if _asks_for_state(function)
        for node in calls(function)
        if _is_update(node)
    }
    found = [(node.lineno, what) for node, what in _changes(tree) if id(node) not in inside]
    return [fault(path, line, what) for line, what in sorted(found)]


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _asks_for_state(function: ast.FunctionDef) -> bool:
    """Has a `.where(… .state …)`."""
    wheres = [
        call for call in calls(function) if isinstance(call.func, ast.Attribute) and call.func.attr == "where"
    ]
    asked = [node for call in wheres for each in call.args for node in ast.walk(each)]
    return any(isinstance(node, ast.Attribute) and node.attr == "state" for node in asked)


def _is_update(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "values" and _names_state(call)


def _changes(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "state"
            and isinstance(node.ctx, ast.Store | ast.Del)
        ):
            yield node, "state by assignment, not by move"
    for call in calls(tree):
        if isinstance(call.func, ast.Name) and call.func.id == "setattr" and _is_state(call.args[1]):
            yield call, "state by setattr, not by move"
        if _is_update(call):
            yield call, "state by UPDATE, not by move"


def _is_state(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == "state"


def _names_state(call: ast.Call) -> bool:
    in_dictionaries = [key for each in call.args if isinstance(each, ast.Dict) for key in each.keys if key]
    return any(word.arg == "state" for word in call.keywords) or any(
        _is_state(key) for key in in_dictionaries
    )


# The database's door and its driver; a new schema comes before there is anything to share a transaction with.
DOOR = ("field/kit/db.py", "field/kit/ready.py", "field/migrations/")


def commit_faults(source: str, path: str) -> list[str]:
    if path.startswith(DOOR):
        return []
    found = [
        call.lineno
        for call in calls(ast.parse(source, path))
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]
    return [fault(path, line, "a commit outside the one place") for line in found]


def test_a_state_changes_only_through_move() -> None:
    assert check(state_faults, python()) == []


def test_only_the_database_door_commits() -> None:
    assert check(commit_faults, python()) == []


def test_a_state_changed_in_passing_is_seen() -> None:
    bad = """
def answer(row):
    row.state = "fixed"
    row.state: str = "fixed"
    setattr(row, "state", "fixed")
    db.exec(update(Handover).where(Handover.id == 1).values(state="fixed"))
    db.exec(update(Handover).values({"state": "fixed"}))
    row.handover.state, other = "fixed", 1
"""
    assert [each.partition(" ")[0] for each in state_faults(bad, "x.py")] == [
        f"x.py:{line}" for line in range(3, 9)
    ]


def test_move_itself_and_reading_and_making_are_free() -> None:
    claim = "def claim(db):\n    db.execute(update(Letter).where(Letter.state == 'written').values(state='sending'))\n"
    assert state_faults(claim, "x.py") == []
    good = 'def move(row, to):\n    row.state = to\n\nrow = Finding(state="noted")\nif row.state == "noted":\n    row.estate = 1\n'
    assert state_faults(good, "x.py") == []


def test_a_commit_elsewhere_is_seen() -> None:
    assert commit_faults("def note(db):\n    db.commit()\n", "field/findings.py") == [
        "field/findings.py:2 a commit outside the one place"
    ]
    assert commit_faults("session.commit()", "field/kit/db.py") == []
