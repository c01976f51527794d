"""Migrations (schemats versioner): plain alembic, run at start under a lock, so that two processes starting together do not race.

On SQLite they run with foreign keys off and are checked afterwards: a table rebuilt with them on would delete its children.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from field import (
    findings,
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
    staff,
    walks,
)
from field.kit.db import Database
from field.protocol import draw_up

MODELS = (
    findings, followups, handovers, inventories, journal, kinds, letters, owners, participants, photos, places, ratings, staff, walks,
    draw_up,
)  # fmt: skip
ADVISORY_LOCK = 7_233_621  # any number, the same in every process of the installation


def upgrade(database: Database) -> None:
    """The newest schema. May be repeated; raises when foreign keys do not hold afterwards."""
    with _alone(database), database.engine.connect() as connection:
        if database.is_sqlite:
            # not inside a transaction: SQLite ignores the pragma there
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
        if database.is_sqlite:
            _check_foreign_keys(connection)


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    connection.rollback()
    connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]
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
        return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))
