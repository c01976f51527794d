"""Ready statements (färdiga satser): compiled once and given to the driver itself; for what happens with
every photo, and nothing else.

From statement to row SQLAlchemy takes ten times as long as SQLite does to answer. The statements are its own
still, so that each database gets its own SQL and every value goes through its column's type; what is left out
is the way between."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Insert, Select, TextClause, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.types import TypeEngine

T = TypeVar("T")
Turned = Callable[[Any], Any] | None


class Ready:
    """A statement whose parameters are named (`bindparam`), without lists among them; made for each kind of
    database when first used.
    """

    def __init__(self, statement: Select[Any] | Insert | Update | TextClause) -> None:
        self.statement = statement
        self._made: dict[str, _Made] = {}

    def made(self, dialect: Dialect) -> "_Made":
        found = self._made.get(dialect.name)
        if found is None:
            found = self._made[dialect.name] = _Made(self.statement, dialect)
        return found


class _Made:
    def __init__(self, statement: Select[Any] | Insert | Update | TextClause, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self.order: list[str] | None = compiled.positiontup
        self.given = [
            (name, _into(bind.type, dialect)) for name, bind in compiled.binds.items() if bind.required
        ]
        self.fixed = {
            name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required
        }
        self.shown = [_out_of(column.type, dialect) for column in getattr(statement, "exported_columns", ())]

    def parameters(self, values: dict[str, Any]) -> list[Any] | dict[str, Any]:
        found = {
            **self.fixed,
            **{name: turn(values[name]) if turn else values[name] for name, turn in self.given},
        }
        return found if self.order is None else [found[name] for name in self.order]


def _into(kind: TypeEngine[Any], dialect: Dialect) -> Turned:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out_of(kind: TypeEngine[Any], dialect: Dialect) -> Turned:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


class Driver:
    """A database's own connection. Whatever goes wrong is raised as SQLAlchemy raises it, without the
    values.
    """

    def __init__(self, connection: PoolProxiedConnection, dialect: Dialect) -> None:
        self.dialect = dialect
        self.is_sqlite = dialect.name == "sqlite"
        self._connection = connection
        self._errors = dialect.loaded_dbapi.Error

    @classmethod
    def of(cls, db: Session) -> "Driver":
        """In the middle of a session's own transaction. What the session has not flushed is not there."""
        connection = db.connection()
        return cls(connection.connection, connection.dialect)

    def rows(self, statement: Ready, **values: Any) -> list[tuple[Any, ...]]:
        made = statement.made(self.dialect)
        found = self._ask(made.sql, made.parameters(values), _all)
        return [
            tuple(turn(each) if turn else each for turn, each in zip(made.shown, row, strict=True))
            for row in found
        ]

    def change(self, statement: Ready, **values: Any) -> int:
        """How many rows it changed."""
        made = statement.made(self.dialect)
        return self._ask(made.sql, made.parameters(values), _count)

    def begin(self) -> None:
        """SQLite is told, the others begin by themselves."""
        if self.is_sqlite:
            self._ask("BEGIN IMMEDIATE", [], _count)

    def commit(self) -> None:
        try:
            self._connection.commit()
        except self._errors as error:
            raise as_told("COMMIT", error, self.dialect) from error

    def _ask(self, sql: str, parameters: list[Any] | dict[str, Any], take: Callable[[DBAPICursor], T]) -> T:
        try:
            cursor = self._connection.cursor()
            cursor.execute(sql, parameters)
            return take(cursor)
        except self._errors as error:
            raise as_told(sql, error, self.dialect) from error


def as_told(sql: str, error: Exception, dialect: Dialect) -> StatementError:
    """A driver's error as SQLAlchemy's own, without the values."""
    return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, dialect=dialect)


def _all(cursor: DBAPICursor) -> Sequence[Any]:
    return cursor.fetchall()


def _count(cursor: DBAPICursor) -> int:
    return cursor.rowcount
