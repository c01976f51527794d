"""The noun in the signature: one class name means one class, and a parameter says what it is a row of."""

import ast

from tests.house.sources import ROOT, check, fault, python

# Where any row of any table is meant.
ANY_ROW = ("field/kit/",)


def named_twice(texts: dict[str, str]) -> list[str]:
    """Public classes whose name stands in more than one module."""
    homes: dict[str, list[str]] = {}
    for path, text in texts.items():
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(path)
    return [f"{name}: {', '.join(paths)}" for name, paths in homes.items() if len(paths) > 1]


def row_faults(source: str, path: str) -> list[str]:
    if path.startswith(ANY_ROW) or path.endswith("/rows.py"):
        return []
    return [
        fault(path, node.lineno, f"{node.name}(row): which row?")
        for node in ast.walk(ast.parse(source, path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for each in (*node.args.args, *node.args.kwonlyargs)
        if each.arg == "row" and not _is_of_a_sheet(each)
    ]


def _is_of_a_sheet(argument: ast.arg) -> bool:
    """A line of a spreadsheet or a document's table is called a row by everybody."""
    return argument.annotation is not None and ast.unparse(argument.annotation) in ("int", "_Row", "object")


def test_one_class_name_means_one_class() -> None:
    assert named_twice({name: (ROOT / name).read_text(encoding="utf-8") for name in python()}) == []


def test_a_parameter_says_what_it_is_a_row_of() -> None:
    assert check(row_faults, python()) == []


def test_a_name_twice_and_a_bare_row_are_seen() -> None:
    assert named_twice({"field/a.py": "class Point: ...", "field/b.py": "class Point: ..."}) == [
        "Point: field/a.py, field/b.py"
    ]
    assert named_twice({"field/a.py": "class _Seen: ...", "field/b.py": "class _Seen: ..."}) == []
    assert row_faults("def move(row: Finding): ...", "field/walks.py")
    assert row_faults("def write(row: int): ...", "field/protocol/xlsx.py") == []
