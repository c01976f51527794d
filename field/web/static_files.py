"""Static files: the whole tree under one hash (`/static/<hash>/…`), kept for ever by browsers, compressed
once at start.

One hash for the tree lets modules import each other with plain relative paths, so no import map and no build
step are needed. A phone that is still on an older version finds its files for two weeks more: it changes over
when its owner says so, not in the middle of a walk."""

import hashlib
import re
import shutil
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from field.kit.settings import ROOT

STATIC = ROOT / "static"
KEPT_DAYS = 14
KEPT_LEAST, KEPT_MOST = 2, 30
COMPRESSIBLE = (".css", ".js", ".svg", ".json", ".txt")
OURS = ("css/", "js/")
COMMENT = re.compile(rb"^[ \t]*(?:/\*(?:(?!\*/).)*\*/[ \t]*$|//[^\n]*$)", re.MULTILINE | re.DOTALL)


def init(app: Flask) -> None:
    names = sorted(
        path.relative_to(STATIC).as_posix()
        for path in STATIC.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    )
    version = _hash(names)
    folder = _built(app.extensions["strak"].settings.uploads / ".static", version, names)
    prefix = f"/static/{version}"
    served = WhiteNoise(
        app.wsgi_app,
        max_age=31_536_000,
        immutable_file_test=lambda _path, _url: True,
        allow_all_origins=False,
    )
    for each in (
        folder,
        *(other for other in newest_first(folder.parent) if other != folder and (other / ".whole").exists()),
    ):
        served.add_files(str(each), prefix=f"/static/{each.name}")
    app.wsgi_app = served  # type: ignore[method-assign]
    app.static_folder = str(STATIC)  # only the service worker is read from it; Flask itself serves nothing
    app.extensions["static_version"] = version
    app.extensions["static_files"] = [f"{prefix}/{name}" for name in names]
    app.jinja_env.globals["asset"] = lambda name: f"{prefix}/{name}"
    app.jinja_env.globals["static_version"] = version


def _hash(names: list[str]) -> str:
    tree = hashlib.sha256()
    for name in names:
        tree.update(name.encode() + b"\0" + hashlib.sha256((STATIC / name).read_bytes()).digest())
    return tree.hexdigest()[:12]


def _built(cache: Path, version: str, names: list[str]) -> Path:
    """The tree with .br beside each text file; made once a version, and whole before it is used. Its time is
    when it was last in use.
    """
    folder = cache / version
    if not (folder / ".whole").exists():
        cache.mkdir(parents=True, exist_ok=True)
        for latest in newest_first(cache)[:1]:
            latest.touch()  # in use until now
        _make(folder, names)
    folder.touch()
    for old in outlived(cache):
        shutil.rmtree(old, ignore_errors=True)
    return folder


def _make(folder: Path, names: list[str]) -> None:
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        data = served(name, (STATIC / name).read_bytes())
        target.write_bytes(data)
        if name.endswith(COMPRESSIBLE):
            target.with_name(target.name + ".br").write_bytes(brotli.compress(data, quality=11))
    (folder / ".whole").touch()


def served(name: str, data: bytes) -> bytes:
    """Our own scripts and styles without the comments that have lines to themselves: a fourth of all
    bytes. Line numbers stay.
    """
    if not name.startswith(OURS):
        return data
    return COMMENT.sub(lambda comment: b"\n" * comment[0].count(b"\n"), data)


def newest_first(cache: Path) -> list[Path]:
    return sorted(
        (each for each in cache.iterdir() if each.is_dir()),
        key=lambda each: each.stat().st_mtime,
        reverse=True,
    )


def outlived(cache: Path) -> list[Path]:
    """Versions that no phone should be on any more: last in use more than 14 days before the newest; never
    the two newest.
    """
    found = newest_first(cache)
    since = found[0].stat().st_mtime - KEPT_DAYS * 86_400 if found else 0
    return [
        each
        for nr, each in enumerate(found)
        if nr >= KEPT_MOST or (nr >= KEPT_LEAST and each.stat().st_mtime < since)
    ]
