"""Where the rules read: the project's files by kind, and small helpers for checkers.

A checker takes a file's text and its path from the root, and answers with lines `path:line what`; no fault is `[]`.
"""

import ast
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from tests.tools import ROOT

Checker = Callable[[str, str], list[str]]


@cache
def kept_files() -> tuple[str, ...]:
    """What is, or would be, in the repository: known to git, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return tuple(sorted({name for name in names if name and (ROOT / name).is_file()}))


def files(*patterns: str, but: Iterable[str] = ()) -> list[str]:
    """Kept files that begin with one of `patterns`' folder and end with its suffix: `files("field/*.py")` is every depth."""
    chosen = [name for name in kept_files() if any(_fits(name, pattern) for pattern in patterns)]
    return [name for name in chosen if not name.startswith(tuple(but))]


def _fits(name: str, pattern: str) -> bool:
    start, _, end = pattern.partition("*")
    return name.startswith(start) and name.endswith(end)


def check(checker: Checker, names: Iterable[str]) -> list[str]:
    return [fault for name in names for fault in checker((ROOT / name).read_text(encoding="utf-8"), name)]


def python() -> list[str]:
    return files("app.py", "field/*.py")


def fault(path: str, line: int, what: str) -> str:
    return f"{path}:{line} {what}"


def matches(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Line number and matched text of each place."""
    for match in pattern.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, " ".join(match.group().split())


def without_comments(text: str) -> str:
    """Blanks `/* */` and whole-line `//` comments, keeping every line where it was."""
    text = re.sub(r"/\*.*?\*/", lambda match: re.sub(r"[^\n]", " ", match.group()), text, flags=re.DOTALL)
    return re.sub(r"(?m)^\s*//.*$", "", text)


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def dotted(node: ast.AST) -> str:
    """`datetime.now` of the expression `datetime.now`; empty for anything that is not names and dots."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else f".{node.attr}"
    return ""


def exists(name: str) -> bool:
    return (ROOT / name).exists()


def read(name: str) -> str:
    return (Path(ROOT) / name).read_text(encoding="utf-8")
