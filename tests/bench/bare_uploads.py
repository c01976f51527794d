"""An upload with nothing around it: the body streamed, hashed, synced to disk under its hash, one row inserted and committed; by waitress.

`python -m tests.bench.bare_uploads FOLDER PORT [flask]`: by itself, or as a Flask route, which tells how much of a cost is the framework's.
"""

import hashlib
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import waitress
from flask import Flask, request

from field.kit.db import _prepare_sqlite, _sqlite_module

CHUNK = 256 * 1024


class Bare:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.turn = threading.Lock()
        self.rows = _sqlite_module().connect(
            folder / "bare.db", isolation_level=None, check_same_thread=False
        )
        _prepare_sqlite(self.rows, None)
        self.rows.execute(
            "CREATE TABLE photo (target TEXT, sha256 TEXT, size INTEGER, UNIQUE (target, sha256))"
        )

    def __call__(self, environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "GET":
            start("200 OK", [("Content-Length", "0")])
            return [b""]
        self.keep(environ["wsgi.input"], environ["PATH_INFO"])
        start("201 Created", [("Content-Length", "0")])
        return [b""]

    def keep(self, body: Any, path: str) -> None:
        hashed, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(handle, "wb") as file:
            while chunk := body.read(CHUNK):
                hashed.update(chunk)
                file.write(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(self.folder / hashed.hexdigest())
        folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        os.fsync(folder)
        os.close(folder)
        with self.turn:
            self.rows.execute("BEGIN IMMEDIATE")
            self.rows.execute("INSERT INTO photo VALUES (?, ?, ?)", (path, hashed.hexdigest(), size))
            self.rows.execute("COMMIT")


def routed(bare: Bare) -> Flask:
    app = Flask(__name__)

    @app.get("/")
    def up() -> str:
        return ""

    @app.put("/<target>/<sha256>")
    def put(target: str, sha256: str) -> tuple[str, int]:
        bare.keep(request.stream, f"/{target}/{sha256}")
        return "", 201

    return app


if __name__ == "__main__":
    handler = Bare(Path(sys.argv[1]))
    waitress.serve(
        routed(handler) if "flask" in sys.argv[3:] else handler,
        host="127.0.0.1",
        port=int(sys.argv[2]),
        threads=8,
    )
