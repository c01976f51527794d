"""What a load did, and CSV read with its line numbers."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from field.kit.text import one_line


@dataclass
class Loaded:
    """Counts and faults; `refused` rows are {line, why}, and of a GeoJSON feature {feature, name} too: a
    whole file may be one line.

    With any fault the caller rolls everything back.
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)

    def count(self, outcome: str) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)

    def refuse(self, line: int, why: str, **of: object) -> None:
        self.refused.append({"line": line, "why": why, **of})

    def as_dict(self) -> dict[str, Any]:
        """What the load did: with any fault nothing was added or changed, and the faults come in the order of
        their lines.
        """
        done = not self.refused
        counts = {"added": self.added * done, "changed": self.changed * done, "same": self.same * done}
        return {
            **counts,
            "refused": sorted(
                self.refused, key=lambda fault: (int(fault["line"]), int(fault.get("feature", 0)))
            ),
        }


def read_text(data: bytes, loaded: Loaded) -> str:
    """UTF-8, with or without a byte order mark."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        loaded.refuse(data[: error.start].count(b"\n") + 1, "the file is not UTF-8")
        return ""


def rows(data: bytes, header: Sequence[str], loaded: Loaded) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row) of a CSV with commas or semicolons. Missing columns are one fault; a row of another length
    another.
    """
    text = read_text(data, loaded)
    if loaded.refused:
        return
    first = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True
    )
    try:
        names = [one_line(name).lower() for name in next(reader, [])]
        lacking = [name for name in header if name not in names]
        if lacking:
            loaded.refuse(1, f"columns missing: {', '.join(lacking)}")
            return
        line = reader.line_num + 1
        for values in reader:
            if any(value.strip() for value in values):
                yield from _row(line, names, values, loaded)
            line = reader.line_num + 1
    except csv.Error as error:
        loaded.refuse(reader.line_num, f"not CSV: {error}")


def _row(
    line: int, names: list[str], values: list[str], loaded: Loaded
) -> Iterator[tuple[int, dict[str, str]]]:
    if len(values) != len(names):
        loaded.refuse(line, f"{len(values)} values for {len(names)} columns")
        return
    yield line, {name: one_line(value) for name, value in zip(names, values, strict=True)}
