"""The stored installation of each release: the demo and the ugliest rows that a phone, an owner or a coordinator can leave behind.

`python -m tests.migrations.store` makes that of the version in `field.__version__` anew, for both engines, under `stored/<version>/`.
It is run once, at the release's own commit and before any newer migration; what it made is then only read (`put_back`), for ever.
Beside the two databases lie the bytes of the photos, which both share: drawn anew, a few hundred bytes each.
"""

import io
import lzma
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import psycopg
from sqlmodel import Session, col, select

from field import __version__, followups, handovers, participants
from field.demo import building
from field.findings import Finding
from field.findings.versions import proposals_of
from field.handovers import Handover, OwnerLink
from field.kit import leap
from field.letters import Letter
from field.lifecycle import answering, checking, clearing, noting
from field.photos import Photo
from field.walks import Walk
from tests import pictures
from tests.tools.postgres import DRIVER, Postgres, find_programs
from tests.world import ACTOR, NOW, World, begin

STORED = Path(__file__).parent / "stored"
HIGHEST = leap.MOST
"""Version 0.1.0 took 2**31 - 1: what lies in its bases is brought down to this."""
SPRING = NOW - timedelta(days=200)
UGLY_WORDS = 'emoji 🔦 "citat" \\ och \' %s ;\n\n rad två \u202eomvänt'


def versions() -> list[str]:
    return sorted(folder.name for folder in STORED.iterdir() if folder.is_dir())


# ── put back ──


def put_back(version: str, folder: Path, url: str) -> None:
    """The stored installation's rows into an empty database, its bytes into the folder."""
    with tarfile.open(STORED / version / "bytes.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    if url.startswith("sqlite:///"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.executescript(_unpacked(version, "sqlite"))
        connection.close()
    else:
        with psycopg.connect(url.replace(DRIVER, "postgresql://", 1), autocommit=True) as connection:
            connection.execute(_unpacked(version, "postgresql"))


def _unpacked(version: str, engine: str) -> Any:
    return lzma.decompress((STORED / version / f"{engine}.sql.xz").read_bytes()).decode()


# ── made ──


def make(folder: Path, url: str) -> None:
    """The demo, then what is ugly, into a new installation."""
    (folder.parent / "shared" / ".static").mkdir(parents=True, exist_ok=True)
    world = begin(folder, url, folder.parent / "shared", beside=True)
    with patch.object(building.pictures, "draw", _tiny):
        building.build(world.database, world.storage, world.settings, NOW)
    _of_spring(world)
    building._past_letters(world.database, world.settings, NOW)
    _of_today(world)
    world.database.close()


def _tiny(_scene: str, *, seed: int, after: bool = False, portrait: bool = False) -> bytes:
    width, height = (8, 12) if portrait else (12, 8)
    picture = pictures.corners(width, height)
    picture.putpixel((0, 0), (seed % 256, seed // 256 % 256, 255 if after else 0))
    return pictures.encoded(picture, quality=40)


def _of_spring(world: World) -> None:
    """A walk that is frozen, and looked at again: every kind of answer, one undone; one point judged, one not."""
    walk = world.plan(at=SPRING)
    person = world.join(walk)
    points = [world.note(walk, person, text=f"{nr} {UGLY_WORDS}", now=SPRING) for nr in range(9)]
    points.append(
        world.note(walk, person, revision=HIGHEST, text="the highest revision, and frozen", now=SPRING)
    )
    behaviour = world.note(walk, person, type="behaviour", kind="s_noise", text="", now=SPRING)
    for point in points:
        world.give(point, "trafikkontoret", now=SPRING)
    world.release(*points, now=SPRING)
    world.close(walk, SPRING)
    world.hand_over(walk, everything=True, now=SPRING)
    with world.writing() as db:
        _answered(db, world, points)
    world.note(walk, person, finding=points[0].id, revision=2, text="said after the protocol", now=NOW)
    _looked_at(world, points)
    with world.reading() as db:
        assert [each.is_erratum for each in proposals_of(db, [points[0].id])] == [True]
    assert (world.get(points[9]).state, world.get(points[9]).revision) == ("frozen", HIGHEST)
    assert world.get(behaviour).state != "frozen"


def _answered(db: Session, world: World, points: list[Finding]) -> None:
    day = (SPRING + timedelta(days=30)).date()
    said = [
        ("received", None, ""),
        ("fixed", day, ""),
        ("planned", day, ""),
        ("partly", day, ""),
        ("not_ours", None, ""),
        ("wont", None, "budget"),
        ("question", None, ""),
        ("fixed", day, ""),
    ]
    for point, (answer, on, reason) in zip(points, said, strict=False):
        _answer(db, world, point, answering.Said(answer, on, UGLY_WORDS, reason))
    _answer(db, world, points[7], answering.Said("undo"))
    answering.withdraw(db, _handover(db, points[8]), SPRING, ACTOR)


def _handover(db: Session, point: Finding) -> Handover:
    return handovers.of_finding(db, point.id)[0]


def _answer(db: Session, world: World, point: Finding, said: answering.Said) -> None:
    handover = _handover(db, point)
    link = db.get_one(OwnerLink, handover.link_id)
    answering.answer(db, world.storage, link, [handover], said, link.counter, SPRING + timedelta(days=3))


def _looked_at(world: World, points: list[Finding]) -> None:
    """Of what is due one point remains, with the highest revision; one was fixed; one could not be judged; the rest nobody saw."""
    walk = world.follow_up(at=NOW)
    outcomes = [("remains", "", HIGHEST), ("fixed", "", 1), ("not_judged", "dark", 1)]
    with world.writing() as db:
        walk = db.get_one(Walk, walk.id)
        leader, _token = participants.join(db, walk, "leader", "adult", "sv", NOW)
        for point, (outcome, reason, revision) in zip(points, outcomes, strict=False):
            body = {"finding": str(point.id), "outcome": outcome, "reason": reason, "text": UGLY_WORDS}
            body |= {"checked_at": NOW.isoformat(), "photos": [], "revision": revision}
            checking.record_check(db, walk, leader, UUID(int=point.id.int ^ 1), body, NOW)
        rows = [
            row for each in followups.of_findings(db, [point.id for point in points]).values() for row in each
        ]
        assert {row.state for row in rows} >= {"done", "gathered"}


def _of_today(world: World) -> None:
    """A walk that is not frozen: withdrawn, held, child's, double, behaviour, a photo whose bytes are gone, a letter that failed."""
    walk = world.plan(kind="children")
    leader, child = world.join(walk, "leader"), world.join(walk, mode="child_8_9")
    removed, highest, main, double, held = (
        world.note(walk, leader, text=f"{what} {UGLY_WORDS}", **more)
        for what, more in [
            ("removed", {}),
            ("highest", {"revision": HIGHEST}),
            ("main", {"urgency": "A"}),
            ("double", {}),
            ("held", {"position": None, "kind": None}),
        ]
    )
    world.note(walk, child, text="ring 070-123 45 67", perspective="children")
    world.note(walk, leader, type="behaviour", kind="s_noise", text="ugly", photos=["0" * 64])
    world.release(world.note(walk, leader, type="positive", kind="positive", text=""))
    with world.writing() as db:
        row = db.get_one(Walk, walk.id)
        noting.remove(db, row, db.merge(leader), removed.id, NOW)
        clearing.link_double(db, db.get_one(Finding, double.id), db.get_one(Finding, main.id), NOW, ACTOR)
        clearing.hold(db, db.get_one(Finding, held.id), UGLY_WORDS, NOW, ACTOR)
        _photo(world, db, row, highest.id, orientation=6)
        _photo(world, db, row, UUID(int=7), orientation=1)  # of a finding that never came
        lost = _photo(world, db, row, main.id, orientation=3)
        letter = db.exec(select(Letter).where(Letter.state == "sent").order_by(col(Letter.id))).first()
        assert letter
        letter.state, letter.error, letter.tries = "failed", "550 no such user", 3
    (world.folder / db_key(world, lost)).unlink()


def _photo(world: World, db: Session, walk: Walk, target: UUID, orientation: int) -> str:
    data = pictures.photo(12, 8, orientation=orientation, gps=pictures.RINKEBY_GPS)
    sha256 = building._hash(data)
    noting.keep_photo(db, world.storage, walk, target, sha256, "image/jpeg", data, NOW)
    return sha256


def db_key(world: World, sha256: str) -> str:
    with world.reading() as db:
        return db.exec(select(Photo).where(Photo.sha256 == sha256)).one().key


# ── stored ──


def main() -> None:
    target = STORED / __version__
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    server = Postgres.start()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        make(here / "sqlite", f"sqlite:///{here / 'sqlite' / 'strak.db'}")
        url = server.create()
        make(here / "postgresql", url)
        _pack(target / "sqlite.sql.xz", _sqlite_dump(here / "sqlite" / "strak.db"))
        _pack(target / "postgresql.sql.xz", _postgres_dump(url))
        _pack(target / "bytes.tar.xz", _bytes(here / "sqlite", here / "postgresql"))
    server.stop()


def _pack(path: Path, data: bytes) -> None:
    path.write_bytes(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME))


def _sqlite_dump(path: Path) -> bytes:
    connection = sqlite3.connect(path)
    dump = "\n".join(connection.iterdump())
    connection.close()
    return dump.encode()


def _postgres_dump(url: str) -> bytes:
    """As statements, so that no program is needed to put it back; lines for psql alone are left out."""
    programs = find_programs()
    assert programs
    options = ("--inserts", "--rows-per-insert=50", "--no-owner", "--no-privileges", "--no-comments")
    command = [str(programs / "pg_dump"), *options, url.replace(DRIVER, "postgresql://", 1)]
    dump = subprocess.run(command, check=True, capture_output=True).stdout
    return b"\n".join(
        line for line in dump.splitlines() if not line.startswith((b"\\restrict", b"\\unrestrict", b"--"))
    )


def _bytes(*folders: Path) -> bytes:
    """Originals alone: copies are made again."""
    out = io.BytesIO()
    files = {
        path.relative_to(folder).as_posix(): path for folder in folders for path in folder.glob("photos/**/*")
    }
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, path in sorted(files.items()):
            if path.is_file():
                info = tarfile.TarInfo(name)
                info.size = path.stat().st_size
                archive.addfile(info, io.BytesIO(path.read_bytes()))
    return out.getvalue()


if __name__ == "__main__":
    main()
