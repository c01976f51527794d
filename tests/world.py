"""The tests' world: the real app upon the demo district, on an engine of choice, with a clock that can be moved.

What only asks the domain takes `town` (tests/town.py) instead, and starts at once: the app is imported here when the
first world begins.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from field.kit import clock
from field.kit import settings as settings_of
from field.kit.db import Database
from field.kit.storage import open_storage
from field.walks import Walk
from tests.tools.postgres import Postgres
from tests.tools.server import copy_installation, environment
from tests.town import ACTOR, DEMO, NOW, RINKEBY_TORG, ZONE, Town, load_district, said

if TYPE_CHECKING:
    from flask import Flask

    from tests.phones import Phone

__all__ = [
    "ACTOR",
    "DEMO",
    "NOW",
    "RINKEBY_TORG",
    "ZONE",
    "said",
]  # the town's, for those who are in the world


class World(Town):
    """An app on an installation. Building an app is dear, so worlds that come after one another share it: `use` says whose turn it is."""

    def __init__(self, app: "Flask", folder: Path) -> None:
        self.app, self.folder, self.place = app, folder, app.extensions["strak"]
        super().__init__(self.place.settings, self.place.database, self.place.storage)

    def use(self) -> None:
        self.app.extensions["strak"] = self.place
        clock.allow_moving(self.folder)
        self.clock(NOW)

    def clock(self, moment: datetime) -> None:
        """From now on the app takes this to be the time, running on from there."""
        clock.move_to(moment)

    def phone(
        self, walk: Walk, *, leader: bool = False, mode: str = "adult", language: str = "sv"
    ) -> "Phone":
        """A phone that has joined by the code."""
        from tests.phones import Phone

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


_shared: list["Flask"] = []


def begin(folder: Path, database_url: str, migrated: Path, *, beside: bool = False) -> World:
    """A world in a folder. `beside` another one that is still in use it gets an app of its own, and its database its newest schema."""
    from field.installation import Installation
    from field.web import create_app

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
