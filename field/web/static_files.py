"""Static files: the whole tree under one hash (`/static/<hash>/…`), kept for ever by browsers, compressed once at start.

One hash for the tree lets modules import each other with plain relative paths, so no import map and no build step are needed.
"""

import hashlib
import shutil
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from field.kit.settings import ROOT

STATIC = ROOT / "static"
COMPRESSIBLE = (".css", ".js", ".svg", ".json", ".txt")


def init(app: Flask) -> None:
    names = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file() and not path.name.startswith("."))
    version = _hash(names)
    folder = _built(app.extensions["strak"].settings.uploads / ".static", version, names)
    prefix = f"/static/{version}"
    served = WhiteNoise(app.wsgi_app, max_age=31_536_000, immutable_file_test=lambda _path, _url: True)
    served.add_files(str(folder), prefix=prefix)
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
    """The tree with .br beside each text file; made once a version, older versions kept one step for pages still open."""
    folder = cache / version
    if (folder / ".whole").exists():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    for old in sorted(cache.iterdir(), key=lambda path: path.stat().st_mtime)[:-1]:
        shutil.rmtree(old, ignore_errors=True)
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        data = (STATIC / name).read_bytes()
        target.write_bytes(data)
        if name.endswith(COMPRESSIBLE):
            target.with_name(target.name + ".br").write_bytes(brotli.compress(data, quality=11))
    (folder / ".whole").touch()
    return folder
