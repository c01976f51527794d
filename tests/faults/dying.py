"""`python dying.py POINT TIMES …` runs `flask --app app …` in the current folder and is killed when it passes POINT for the TIMES-th time.

The points lie around each step that makes a picture or a finding durable. They are put in from outside: the app knows nothing of them.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

POINTS = (
    "before-file-sync",
    "after-file-sync",
    "before-rename",
    "after-rename",
    "after-folder-sync",
    "after-photo-row",
    "after-finding-row",
    "before-commit",
    "after-commit",
    "before-part-sync",
    "after-part-sync",
    "before-part-removed",
)


class Fuse:
    """Burns down by one each time its point is passed; nothing is tidied up when it is out."""

    def __init__(self, point: str, times: int) -> None:
        self.point = point
        self.left = times

    def pass_(self, point: str) -> None:
        if point == self.point:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def around(fuse: Fuse, before: str, work: Callable[..., Any], after: str) -> Callable[..., Any]:
    def passing(*given: Any, **named: Any) -> Any:
        fuse.pass_(before)
        result = work(*given, **named)
        fuse.pass_(after)
        return result

    return passing


class Disk:
    """Stands for the module `os` in one module of the app: its `fsync` passes the points of that place."""

    def __init__(self, fsync: Callable[..., Any]) -> None:
        self.fsync = fsync

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


def place(fuse: Fuse) -> None:
    from sqlmodel import Session

    from field import photos
    from field.kit import ready, storage
    from field.lifecycle.noting import finding as noting
    from field.web import uploads

    storage.os = Disk(around(fuse, "before-file-sync", os.fsync, "after-file-sync"))
    storage._sync_folder = around(fuse, "", storage._sync_folder, "after-folder-sync")
    Path.replace = around(fuse, "before-rename", Path.replace, "after-rename")
    photos.note_kept = around(fuse, "", photos.note_kept, "after-photo-row")
    noting._put = around(fuse, "", noting._put, "after-finding-row")
    for door in (Session, ready.Driver):
        door.commit = around(fuse, "before-commit", door.commit, "after-commit")
    uploads.os = Disk(around(fuse, "before-part-sync", os.fsync, "after-part-sync"))
    Path.unlink = _unlink(fuse, Path.unlink)


def _unlink(fuse: Fuse, unlink: Callable[..., Any]) -> Callable[..., Any]:
    def unlinking(path: Path, missing_ok: bool = False) -> None:
        if path.parent.name == "parts":
            fuse.pass_("before-part-removed")
        unlink(path, missing_ok=missing_ok)

    return unlinking


def main() -> None:
    point, times, *arguments = sys.argv[1:]
    sys.path.insert(0, str(Path.cwd()))
    place(Fuse(point, int(times)))
    from flask.cli import main as flask

    sys.argv = ["flask", "--app", "app", *arguments]
    flask()


if __name__ == "__main__":
    main()
