"""Tests written in JavaScript: every `*.test.js` and `*.test.mjs` under tests/ is one pytest test, run by Node's own runner."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.tools import ROOT

SUFFIXES = (".test.js", ".test.mjs")


@cache
def _node() -> list[str]:
    """Node from 20.19 on sees by itself that a `.js` file is a module."""
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    major, minor = (int(part) for part in version.lstrip("v").split(".")[:2])
    return ["node", *([] if (major, minor) >= (20, 19) else ["--experimental-default-type=module"])]


class ScriptFailed(Exception):
    """Carries what Node said."""


class ScriptTest(pytest.Item):
    def runtest(self) -> None:
        done = subprocess.run(
            [*_node(), "--test", "--test-reporter=tap", str(self.path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or "\n# tests 0" in done.stdout:
            raise ScriptFailed(done.stdout + done.stderr)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        return (
            str(excinfo.value)
            if isinstance(excinfo.value, ScriptFailed)
            else super().repr_failure(excinfo, style)
        )

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, self.name


class ScriptFile(pytest.File):
    def collect(self) -> Iterator[ScriptTest]:
        yield ScriptTest.from_parent(self, name="node")


def collect(path: Path, parent: pytest.Collector) -> ScriptFile | None:
    return ScriptFile.from_parent(parent, path=path) if path.name.endswith(SUFFIXES) else None
