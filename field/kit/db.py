"""The database (databasen): SQLite or PostgreSQL, one door, one commit point.

SQLite is used with explicit transactions: Python's own implicit ones lose updates silently, so the driver is
told to begin nothing (`isolation_level=None`) and every writing transaction starts with BEGIN IMMEDIATE.
`synchronous=FULL`: what a phone was told is kept, is on disk; PostgreSQL is asked for the same where its
administrator has turned it off."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Engine, MetaData, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from field.kit.ready import Driver, as_told

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware moment, in UTC on both sides; a naive one is a mistake and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without offset")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """An engine and its two doors: `reading()` and `writing()`; the second commits when its block ends, or
    keeps nothing.

    `asking()` and `changing()` are the same for ready statements alone, past session and engine: for what
    happens with every photo.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite(url) if self.is_sqlite else _postgres(url)
        self._writer = self.engine.execution_options(writes=True)
        self._turn = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction. SQLite has one writer: threads queue here, fairly, instead of spinning on its
        lock.
        """
        with self._alone(), Session(self._writer, expire_on_commit=False) as session:
            yield session
            session.commit()

    @contextmanager
    def asking(self) -> Iterator[Driver]:
        """For a single question: what one statement sees is of one moment by itself."""
        with closing(self._connection()) as connection:
            yield Driver(connection, self.engine.dialect)

    @contextmanager
    def changing(self) -> Iterator[Driver]:
        """One transaction, as `writing()`; a connection that is given back uncommitted is rolled back by the
        pool.
        """
        with self._alone(), closing(self._connection()) as connection:
            driver = Driver(connection, self.engine.dialect)
            driver.begin()
            yield driver
            driver.commit()

    def _connection(self) -> PoolProxiedConnection:
        """The engine's own way to a driver lets the driver's errors through as they are."""
        try:
            return self.engine.raw_connection()
        except self.engine.dialect.loaded_dbapi.Error as error:
            raise as_told("CONNECT", error, self.engine.dialect) from error

    def _alone(self) -> AbstractContextManager[object]:
        return self._turn if self.is_sqlite else nullcontext()

    def close(self) -> None:
        self.engine.dispose()


def ensure(db: Session, row: SQLModel) -> None:
    """Inserts a row unless there is one with its key: of two at once both find it there afterwards, and
    neither fails.
    """
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    db.execute(insert(type(row)).values(**row.model_dump()).on_conflict_do_nothing())


def _sqlite(url: str) -> Engine:
    path = Path(url.removeprefix("sqlite:///"))
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        module=_sqlite_module(),
        connect_args={"timeout": 15, "isolation_level": None, "check_same_thread": False},
        pool_size=16,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _sqlite_module() -> Any:  # noqa: ANN401 - a DBAPI module has no type
    """Newer than many systems' own: versions before 3.51.3 can corrupt a WAL that is reset at the wrong
    moment.
    """
    try:
        import pysqlite3.dbapi2 as module  # noqa: PLC0415
    except ImportError:
        import sqlite3 as module  # noqa: PLC0415
    return module


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(
        "BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN"
    )


def _postgres(url: str) -> Engine:
    engine = create_engine(url, pool_size=16, pool_pre_ping=True, hide_parameters=True)
    event.listen(engine, "connect", _prepare_postgres)
    return engine


def _prepare_postgres(connection: Any, _record: object) -> None:  # noqa: ANN401
    """A server may be set to answer before its own log is on disk; what a phone is told must not rest on
    that.
    """
    if connection.execute("SHOW synchronous_commit").fetchone()[0] == "off":
        connection.execute("SET synchronous_commit = on")
    connection.commit()
