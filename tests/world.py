"""The tests' world: the demo district on an engine of choice, the real app upon it, and short words for what people do there.

It is the evening of Tuesday 12 May 2026 in Rinkeby. `World.clock` moves the app's clock; domain verbs are given their moment.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlmodel import Session

from field import kinds, loading, participants, staff
from field.demo import story
from field.findings import Finding
from field.installation import Installation
from field.kit import clock
from field.kit import settings as settings_of
from field.kit.db import Database
from field.kit.settings import Settings
from field.kit.storage import Storage, open_storage
from field.kit.tokens import uuid7
from field.lifecycle import clearing, handing_over, noting, planning
from field.lifecycle.handing_over import Report
from field.participants import Participant
from field.said import finding as said_finding
from field.walks import Walk
from field.web import create_app
from tests.phones import Phone
from tests.tools.postgres import Postgres
from tests.tools.server import copy_installation, environment

ZONE = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 5, 12, 16, 0, tzinfo=UTC)
RINKEBY_TORG = (59.3884, 17.9285)
DEMO = Path(story.__file__).parent
LOADERS = (
    ("areas.geojson", loading.load_areas),
    ("kinds.yaml", loading.load_kinds),
    ("owners.csv", loading.load_owners),
    ("roles.csv", loading.load_roles),
    ("rules.csv", loading.load_rules),
)
ACTOR = "command"


def load_district(database: Database) -> None:
    with database.writing() as db:
        for name, loader in LOADERS:
            assert loader(db, (DEMO / name).read_bytes(), NOW - timedelta(days=400), ACTOR).refused == []
        staff.add(db, "samordnare@strak.example", "Samordnaren", restricted=True)


def said(**changes: Any) -> dict[str, Any]:
    """The body of a plain finding at Rinkeby torg; `None` takes a field away."""
    lat, lon = RINKEBY_TORG
    position = {
        "lat": lat,
        "lon": lon,
        "accuracy_m": 8,
        "source": "device",
        "taken_at": "2026-05-12T18:09:50+02:00",
    }
    body = {
        "type": "defect",
        "kind": "light_out",
        "text": "Lampan är släckt",
        "position": position,
        "noted_at": "2026-05-12T18:10:00+02:00",
    }
    body |= {"photos": [], "revision": 1} | changes
    return {name: value for name, value in body.items() if value is not None}


@dataclass
class World:
    """An app on an installation. Building an app is dear, so worlds that come after one another share it: `use` says whose turn it is."""

    app: Flask
    folder: Path
    place: Installation = field(init=False)

    def __post_init__(self) -> None:
        self.place = self.app.extensions["strak"]

    def use(self) -> None:
        self.app.extensions["strak"] = self.place
        clock.allow_moving(self.folder)
        self.clock(NOW)

    @property
    def settings(self) -> Settings:
        return self.place.settings

    @property
    def database(self) -> Database:
        return self.place.database

    @property
    def storage(self) -> Storage:
        return self.place.storage

    def clock(self, moment: datetime) -> None:
        """From now on the app takes this to be the time, running on from there."""
        clock.move_to(moment)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.database.writing() as db:
            yield db

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.database.reading() as db:
            yield db

    # ── what people do ──

    def plan(self, area: str = "Rinkeby", at: datetime = NOW, kind: str = "adult") -> Walk:
        with self.writing() as db:
            return planning.plan(db, area, at, at - timedelta(days=14), ZONE, ACTOR, kind=kind)

    def follow_up(self, area: str = "Rinkeby", at: datetime = NOW + timedelta(days=186)) -> Walk:
        with self.writing() as db:
            return planning.plan_followup(db, area, at, at, ZONE, ACTOR)[0]

    def close(self, walk: Walk, at: datetime = NOW) -> None:
        with self.writing() as db:
            planning.close(db, db.get_one(Walk, walk.id), at, ACTOR)

    def join(self, walk: Walk, role: str = "walker", mode: str = "adult") -> Participant:
        with self.writing() as db:
            return participants.join(db, db.get_one(Walk, walk.id), role, mode, "sv", NOW)[0]

    def note(
        self,
        walk: Walk,
        person: Participant | None = None,
        *,
        finding: UUID | None = None,
        now: datetime = NOW,
        **changes: Any,
    ) -> Finding:
        person = person or self.join(walk)
        with self.writing() as db:
            note = said_finding.read(said(**changes), kinds.load(db), now, child=person.is_child)
            return noting.note(
                db,
                db.get_one(Walk, walk.id),
                db.get_one(Participant, person.id),
                finding or uuid7(),
                note,
                now,
            ).finding

    def release(self, *rows: Finding, now: datetime = NOW) -> None:
        with self.writing() as db:
            for row in rows:
                clearing.release(db, db.get_one(Finding, row.id), now, ACTOR)

    def give(self, row: Finding, *owner_ids: str, now: datetime = NOW) -> None:
        with self.writing() as db:
            clearing.set_owners(db, db.get_one(Finding, row.id), owner_ids, now, ACTOR)

    def hand_over(self, walk: Walk, *, everything: bool = False, now: datetime = NOW) -> Report:
        with self.writing() as db:
            return handing_over.hand_over(
                db,
                db.get_one(Walk, walk.id),
                everything=everything,
                now=now,
                settings=self.settings,
                actor=ACTOR,
            )

    def get(self, row: Any) -> Any:
        """A row as it is now."""
        with self.reading() as db:
            return db.get_one(type(row), row.id)

    # ── phones ──

    def phone(self, walk: Walk, *, leader: bool = False, mode: str = "adult", language: str = "sv") -> Phone:
        """A phone that has joined by the code."""
        phone = Phone(self.app.test_client(), walk=str(walk.id))
        phone.join(walk.leader_code if leader else walk.code, mode=mode, language=language)
        return phone


@pytest.fixture(scope="session")
def district_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped installation that knows the demo district, and of no walk."""
    folder = tmp_path_factory.mktemp("district")
    copy_installation(migrated_sqlite, folder)
    database = Database(f"sqlite:///{folder / 'strak.db'}")
    load_district(database)
    database.close()
    return folder


@pytest.fixture(scope="session")
def district_postgres(postgres: Postgres, migrated_postgres: str) -> str:
    url = postgres.create(migrated_postgres)
    database = Database(url)
    load_district(database)
    database.close()
    return url


@pytest.fixture
def world(district_url: str, tmp_path: Path, migrated_sqlite: Path) -> Iterator[World]:
    """The district on each engine of the run, with a folder and a clock of its own."""
    made = begin(tmp_path, district_url, migrated_sqlite)
    yield made
    made.database.close()


@pytest.fixture(scope="session")
def common_world(
    engine: str,
    request: pytest.FixtureRequest,
    migrated_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    with of_its_own(engine, request, migrated_sqlite, tmp_path_factory.mktemp(f"common-{engine}")) as made:
        yield made


@pytest.fixture
def district(common_world: World) -> World:
    """One world for all tests that plan walks of their own and look at nothing else: cheap, for long tables of cases."""
    common_world.use()
    return common_world


@contextmanager
def of_its_own(engine: str, request: pytest.FixtureRequest, migrated: Path, folder: Path) -> Iterator[World]:
    """A district for more than one test, in a folder that is there already."""
    postgres: Postgres | None = None if engine == "sqlite" else request.getfixturevalue("postgres")
    copy_installation(request.getfixturevalue("district_sqlite"), folder)
    url = (
        postgres.create(request.getfixturevalue("district_postgres"))
        if postgres
        else f"sqlite:///{folder / 'strak.db'}"
    )
    made = begin(folder, url, migrated)
    yield made
    made.database.close()
    if postgres:
        postgres.drop(url)


_shared: list[Flask] = []


def begin(folder: Path, database_url: str, migrated: Path, *, beside: bool = False) -> World:
    """A world in a folder. `beside` another one that is still in use it gets an app of its own, and its database its newest schema."""
    folder.mkdir(exist_ok=True)
    if not (folder / ".static").exists():
        (folder / ".static").symlink_to(migrated / ".static")
    settings = settings_of.load(environment(folder, database_url, PORT="8000"))
    if beside or not _shared:
        app = create_app(settings)
        _shared.extend([] if beside else [app])
    else:
        app = _shared[0]
        app.extensions["strak"] = Installation(
            settings, Database(database_url), open_storage(settings.storage_url)
        )
    made = World(app, folder)
    made.use()
    return made
