"""Migrations (schemats versioner): plain alembic, run at start under a lock, so that two processes starting
together do not race.

On SQLite they run with foreign keys off and are checked afterwards: a table rebuilt with them on would delete
its children."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from field import (
    __version__,
    findings,
    followers,
    followups,
    handovers,
    inventories,
    journal,
    kinds,
    letters,
    owners,
    participants,
    photos,
    places,
    ratings,
    setbacks,
    staff,
    walks,
)
from field.kit.db import Database
from field.migrations import checks
from field.protocol import draw_up

MODELS = (
    findings,
    followers,
    followups,
    handovers,
    inventories,
    journal,
    kinds,
    letters,
    owners,
    participants,
    photos,
    places,
    ratings,
    setbacks,
    staff,
    walks,
    draw_up,
)
SCRIPTS = Path(__file__).parent
ADVISORY_LOCK = 7_233_621  # any number, the same in every process of the installation


class NewerSchema(RuntimeError):
    """A newer version of Stråk has been here."""


def present(database: Database) -> str | None:
    """The schema's name; None where no migration has ever run."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, scripts: Path = SCRIPTS) -> None:
    """The newest schema, all of it or nothing. May be repeated; raises `NewerSchema`, and when foreign keys
    would not hold afterwards.
    """
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    with _alone(database), database.engine.connect() as connection:
        if _is_newest(connection, config):
            return
        with _foreign_keys_off(connection, off=database.is_sqlite), connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if database.is_sqlite:
                _check_foreign_keys(connection)


def _is_newest(connection: Connection, config: Config) -> bool:
    """Read before anything is locked: every start of every command comes by here."""
    revision = MigrationContext.configure(connection).get_current_revision()
    connection.rollback()
    scripts = ScriptDirectory.from_config(config)
    if revision is None or revision == scripts.get_current_head():
        return revision is not None
    if revision not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerSchema(
            f"a newer version of Stråk has been here; {__version__} does not know schema {revision}"
        )
    return False


@contextmanager
def _foreign_keys_off(connection: Connection, *, off: bool) -> Iterator[None]:
    """Around the transaction: inside one SQLite ignores the pragma. The connection is used again, so they are
    always put on.
    """
    driver: Any = connection.connection.driver_connection
    if off:
        driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        if off:
            driver.execute("PRAGMA foreign_keys=ON")


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"foreign keys do not hold after migration: {broken[:5]}")


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    if database.is_sqlite:
        lock = Path(database.url.removeprefix("sqlite:///") + ".migrating")
        with lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with database.engine.connect() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({ADVISORY_LOCK})")
        try:
            yield
        finally:
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({ADVISORY_LOCK})")


def differences(database: Database) -> list[Any]:
    """Where the schema and the models disagree; empty when all is well."""
    with database.engine.connect() as connection:
        schema = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
        return [*schema, *checks.differences(connection, SQLModel.metadata)]
