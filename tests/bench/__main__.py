"""`make bench`: every `bench_*.py` here, or those named; lines `name ratio reference`, and JSON in the file BENCH_JSON names."""

import importlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
Result = tuple[str, float, str]


def names() -> list[str]:
    return sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))


def results(chosen: list[str]) -> Iterator[Result]:
    for name in chosen:
        yield from importlib.import_module(f"tests.bench.bench_{name}").run()


def main(arguments: list[str]) -> int:
    """1 where there is nothing to measure: an empty run is no good news."""
    measured = []
    for result in results(arguments or names()):
        measured.append(result)
        print(f"{result[0]} {result[1]:.3g} {result[2]}", flush=True)
    if target := os.environ.get("BENCH_JSON"):
        rows = [dict(zip(("name", "ratio", "reference"), result, strict=True)) for result in measured]
        Path(target).write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if measured else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
