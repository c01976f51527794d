"""The real app as a process of its own, with its own folder, database and mail; started, killed and started again as a machine would.

`flask --app app serve` prints `Address:`, `Sign in:` and `Join code:`; they are read from its log.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.tools import ROOT
from tests.tools.ports import free_port


def environment(
    folder: Path, database_url: str = "", mail_url: str = "outbox:", **settings: str
) -> dict[str, str]:
    """What a process of the app needs to keep everything in `folder` (SQLite there when no other database is named)."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("FIELD_")}
    return {
        **inherited,
        # Neither the developer's settings nor the machine's change what a test sees.
        "FIELD_ENV_FILE": os.devnull,
        "FLASK_SKIP_DOTENV": "1",
        "FIELD_SECRET_KEY": "only-for-tests-only-for-tests",
        "FIELD_UPLOADS": str(folder),
        "FIELD_DATABASE_URL": database_url,
        "FIELD_MAIL_URL": mail_url,
        "PYTHONUNBUFFERED": "1",
        **settings,
    }


def flask(env: dict[str, str], *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """`flask --app app <arguments>`; a failure is shown with what it said, unless `check` is False."""
    command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=300
    )
    if check and done.returncode:
        raise AssertionError(
            f"flask {' '.join(arguments)} ended with {done.returncode}\n{done.stdout}{done.stderr}"
        )
    return done


class LiveServer:
    """One installation in `folder`. `url` stays the same over `restart()`, as do database and files."""

    def __init__(self, folder: Path, *, demo: bool = False, **given: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.demo = demo
        self.log = folder / "server.log"
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.env = environment(folder, **{"PORT": str(port), **given})
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 30) -> "LiveServer":
        command = [
            sys.executable,
            "-m",
            "flask",
            "--app",
            "app",
            "serve",
            *([] if self.demo else ["--no-demo"]),
        ]
        with self.log.open("ab") as log:
            # A session of its own, so that `kill9` and `stop` reach its children too.
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        self._wait(seconds)
        return self

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._is_alive():
            if time.monotonic() > end or (self._process and self._process.poll() is not None):
                said = self.log.read_text()
                self.kill9()
                raise AssertionError(f"the server did not come up\n{said}")
            time.sleep(0.05)

    def _is_alive(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def flask(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """A verb in the same installation: `server.flask("work", "--once", "--now", "2026-05-12T18:00:00+02:00")`."""
        return flask(self.env, *arguments, check=check)

    def said(self, name: str) -> str:
        """What stands after `Address:`, `Sign in:` or `Join code:` in what the last start printed."""
        lines = [line for line in self.log.read_text().splitlines() if line.startswith(f"{name}:")]
        assert lines, f"the server printed no line {name}:\n{self.log.read_text()}"
        return lines[-1].partition(":")[2].strip()

    def kill9(self) -> None:
        """As a power cut."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def restart(self) -> None:
        self.stop()
        self.start()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            os.killpg(self._process.pid, how)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
        self._process = None


def copy_installation(origin: Path, folder: Path) -> None:
    """A stopped installation's folder (database, files, key) as the beginning of another; the compressed static files are shared."""
    shutil.copytree(
        origin, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("server.log", ".static")
    )
    if (origin / ".static").exists() and not (folder / ".static").exists():
        (folder / ".static").symlink_to((origin / ".static").resolve())
