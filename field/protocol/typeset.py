"""Typesetting (sättning): lays out a folder for the press. Layouts are ours; texts from the field go in as
JSON, never as markup.

The folder holds only what was laid in it, and so does the place for packages: no text can reach another file
or the network."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from field.protocol import fonts

HERE = Path(__file__).resolve().parent
LONGEST_S = 300


class NotSet(RuntimeError):
    """The document could not be set; the text is the press's own."""


@contextmanager
def sheets() -> Iterator["Sheets"]:
    """A folder for one document's layouts, data and pictures; gone afterwards."""
    with TemporaryDirectory(prefix="strak-pdf-") as folder:
        yield Sheets(Path(folder))


class Sheets:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept = 0

    def keep(self, picture: bytes, suffix: str) -> str:
        """Lay a picture in the folder; returns the name by which the data calls it."""
        self._kept += 1
        name = f"{self._kept}.{suffix}"
        (self.folder / name).write_bytes(picture)
        return name

    def pdf(self, layout: str, data: dict[str, Any], made_at: datetime) -> bytes:
        """The document as PDF/UA-1. The same data and time give the same bytes. Raises `NotSet`."""
        for source in (HERE / "layouts").glob("*.typ"):
            shutil.copy(source, self.folder)
        (self.folder / "data.json").write_text(json.dumps(_displayable(data)), encoding="utf-8")
        self._press(layout, made_at)
        return (self.folder / "out.pdf").read_bytes()

    def _press(self, layout: str, made_at: datetime) -> None:
        arguments = [
            str(self.folder),
            layout,
            str(fonts.FOLDER),
            made_at.astimezone(UTC).replace(microsecond=0).isoformat(),
        ]  # typst knows no parts of seconds
        command = [sys.executable, "-I", str(HERE / "press.py"), *arguments]
        try:
            run = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, check=False)  # noqa: S603 - our own file
        except subprocess.TimeoutExpired:
            raise NotSet(f"not set within {LONGEST_S} s") from None
        if run.returncode:
            raise NotSet(run.stderr[-2000:])


def _displayable(value: Any) -> Any:
    if isinstance(value, str):
        return fonts.displayable(value)
    if isinstance(value, dict):
        return {key: _displayable(item) for key, item in value.items()}
    return [_displayable(item) for item in value] if isinstance(value, list | tuple) else value
