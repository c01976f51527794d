"""A server that can be changed, killed and made to die at a chosen point; it runs from a copy of the app, whose files may be altered."""

import hashlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from field import loading
from field.demo import story
from field.findings import Finding
from field.kit.db import Database
from field.lifecycle import planning
from field.photos import Photo
from field.ratings import Rating
from field.walks import Walk
from tests.tools import ROOT
from tests.tools.server import LiveServer

PARTS = ("app.py", "field", "static", "templates")
DEMO = Path(story.__file__).parent
ZONE = ZoneInfo("Europe/Stockholm")
ACTOR = "command"
DYING = ROOT / "tests" / "faults" / "dying.py"


def copy_project(folder: Path) -> Path:
    """The app's own files, to be run from there."""
    folder.mkdir(parents=True)
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, folder / name)
    return folder


def replace(root: Path, name: str, old: str, new: str) -> None:
    """Changes one place of one file; asserts that it was there, once."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{name} has {text.count(old)} × {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")


@dataclass(frozen=True)
class Outing:
    """One walk in Rinkeby, planned for now."""

    walk: UUID
    code: str


def settle_in(database_url: str) -> Outing:
    """Fills a migrated database with areas, kinds and a walk."""
    now = datetime.now(UTC)
    database = Database(database_url)
    with database.writing() as db:
        loading.load_areas(db, (DEMO / "areas.geojson").read_bytes(), now - timedelta(days=700), ACTOR)
        loading.load_kinds(db, (DEMO / "kinds.yaml").read_bytes(), now - timedelta(days=700), ACTOR)
        walk = planning.plan(db, "Rinkeby", now, now, ZONE, ACTOR)
        outing = Outing(walk.id, walk.code)
    database.close()
    return outing


class Installation(LiveServer):
    """As `LiveServer`, from the project's copy in `root`.

    `dies_at` names a point of `dying.py` and how many times it is passed first; nobody waits for such a server to be up, it may be dead by then.
    """

    def __init__(self, folder: Path, root: Path = ROOT, **given: str) -> None:
        super().__init__(folder, **{"FIELD_WORKER": "off", **given})
        self.root = root
        self.dies_at: tuple[str, int] | None = None
        self.watched_by: tuple[str, ...] = ()
        url = self.env["FIELD_DATABASE_URL"] or f"sqlite:///{folder / 'strak.db'}"
        self.database = Database(url)

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, seconds: float = 90) -> "Installation":
        program = (
            [str(DYING), self.dies_at[0], str(self.dies_at[1])]
            if self.dies_at
            else ["-m", "flask", "--app", "app"]
        )
        command = [*self.watched_by, sys.executable, *program, "serve", "--no-demo"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.root, env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        if self.dies_at is None:
            self._wait(seconds)
        return self

    def close(self) -> None:
        self.stop()
        self.database.close()

    def wait_until_dead(self, seconds: float = 60) -> None:
        """At its point, and not of anything else."""
        assert self._process
        assert self._process.wait(seconds) == -signal.SIGKILL, self.log.read_text()
        self._process = None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.database.reading() as db:
            yield db

    def walk(self, outing: Outing) -> Walk:
        with self.reading() as db:
            return db.get_one(Walk, outing.walk)

    def findings(self) -> dict[str, Finding]:
        with self.reading() as db:
            return {str(row.id): row for row in db.exec(select(Finding))}

    def photos(self) -> set[tuple[str, str]]:
        """(id it was sent to, sha256) of each row; that a pair is there once is the database's own rule."""
        with self.reading() as db:
            return {
                (str(target), sha256) for target, sha256 in db.exec(select(Photo.target_id, Photo.sha256))
            }

    def ratings(self) -> set[str]:
        with self.reading() as db:
            return {str(rating) for rating in db.exec(select(Rating.id))}

    def has_bytes(self, sha256: str) -> bool:
        """Asked of the disk: the file is there, and its content is what its name says."""
        path = self.folder / "photos" / sha256[:2] / sha256
        return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256

    def rows_without_bytes(self) -> list[str]:
        return sorted(sha256 for _target, sha256 in self.photos() if not self.has_bytes(sha256))

    def doctor(self) -> str:
        """Empty when the doctor is content, else what it said."""
        done = self.flask("doctor", check=False)
        return "" if done.returncode == 0 else done.stdout + done.stderr

    def forget_pictures(self) -> None:
        """The findings are there, their pictures are not."""
        self.kill9()
        with self.database.writing() as db:
            for row in db.exec(select(Photo)):
                db.delete(row)
        self.lose_files()
        self.start()

    def lose_files(self) -> None:
        shutil.rmtree(self.folder / "photos", ignore_errors=True)

    def back_up(self) -> Path:
        copy = self.folder.with_name(f"{self.folder.name}-copy")
        self.flask("backup", str(copy))
        return copy

    def put_back(self, copy: Path) -> None:
        """The disk is gone; an empty installation gets the copy."""
        self.kill9()
        self.database.close()
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        self.flask("migrate")
        self.flask("restore", str(copy))
        self.start()

    def update_app(self, version: int) -> None:
        """Another version of the app's files, and the server started anew with it."""
        self.stop()
        path = self.root / "static" / "js" / "app.js"
        words = path.read_text(encoding="utf-8").partition("\n// version")[0]
        path.write_text(f"{words}\n// version {version}\n", encoding="utf-8")
        self.start()
