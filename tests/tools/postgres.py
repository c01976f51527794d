"""PostgreSQL for the tests: the server named in FIELD_TEST_POSTGRES, or one of our own in a temporary folder.

Our own trades safety for speed (no fsync) and is thrown away. `initdb` refuses root, so root lends the work to an unprivileged user.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from tests.tools.ports import free_port

FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
    "unix_socket_directories=",
    "jit=off",
)
DRIVER = "postgresql+psycopg://"


def find_programs() -> Path | None:
    """The folder of the newest `initdb` and `postgres`: Debian keeps them outside PATH."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True
    )
    on_path = shutil.which("postgres")
    candidates = folders + ([Path(on_path).parent] if on_path else [])
    return next(
        (folder for folder in candidates if (folder / "initdb").exists() and (folder / "postgres").exists()),
        None,
    )


def is_to_be_had() -> bool:
    return bool(os.environ.get("FIELD_TEST_POSTGRES") or find_programs())


class Postgres:
    """A server and the databases made in it. `url` is its own database, the others are made by `create`."""

    def __init__(self, url: str) -> None:
        self.url = url.replace("postgresql://", DRIVER, 1)
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None

    @classmethod
    def start(cls) -> "Postgres":
        named = os.environ.get("FIELD_TEST_POSTGRES")
        return cls(named) if named else cls._own()

    @classmethod
    def _own(cls) -> "Postgres":
        programs = find_programs()
        if programs is None:
            raise RuntimeError("no PostgreSQL here: install one, or name a server in FIELD_TEST_POSTGRES")
        port = free_port()
        server = cls(f"{DRIVER}strak@127.0.0.1:{port}/postgres")
        server._folder = Path(tempfile.mkdtemp(prefix="strak-postgres-"))
        as_user = _unprivileged(server._folder)
        data = server._folder / "data"
        initdb = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "strak",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        subprocess.run(initdb, check=True, capture_output=True, **as_user)
        options = [part for setting in FAST for part in ("-c", setting)]
        log = (server._folder / "log").open("wb")
        server._process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), *options],
            stdout=log,
            stderr=log,
            **as_user,
        )
        log.close()
        server._wait()
        return server

    def _wait(self, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while True:
            try:
                self._run("SELECT 1")
                return
            except psycopg.OperationalError:
                if time.monotonic() > end or (self._process and self._process.poll() is not None):
                    raise
                time.sleep(0.05)

    def create(self, template: str | None = None) -> str:
        """A fresh database, empty or as the database at the URL `template` (which nobody may be connected to); its URL."""
        name = f"strak_{uuid4().hex}"
        like = f' TEMPLATE "{_name(template)}"' if template else ""
        self._run(f'CREATE DATABASE "{name}"{like}')
        return f"{self.url.rpartition('/')[0]}/{name}"

    def drop(self, url: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')

    def stop(self) -> None:
        """Leaves a server that was only named running."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, statement: str) -> None:
        with psycopg.connect(
            self.url.replace(DRIVER, "postgresql://", 1), autocommit=True, connect_timeout=5
        ) as connection:
            connection.execute(statement)


def _name(url: str) -> str:
    return url.rpartition("/")[2].partition("?")[0]


def _unprivileged(folder: Path) -> dict[str, Any]:
    """What `subprocess` needs so that root's PostgreSQL runs as someone else, who is given the folder."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    someone = known.get("postgres") or known["nobody"]
    os.chown(folder, someone.pw_uid, someone.pw_gid)
    return {"cwd": folder, "user": someone.pw_uid, "group": someone.pw_gid, "extra_groups": []}
