"""Trouble with the database (krångel): whether it was in use, or refused what was wrong.

Locked, full, away, or two at once with one key: nothing was kept, and the same may be tried again. Anything
else that it refuses it will refuse again: a fault of ours."""

import re
import traceback

import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

log = structlog.get_logger()
UNIQUE_VIOLATION = "23505"
SQLITE_UNIQUE = "UNIQUE constraint failed"
# SQLite has one class for what is in the way and for what is badly said.
SQLITE_BUSY = re.compile(r"locked|full|disk I/O|unable to open|readonly|interrupted|busy")
SQLITE_NAMED = re.compile(r"constraint failed: (\S+)")


def is_busy(error: Exception) -> bool:
    if isinstance(error, IntegrityError):
        return _is_collision(error)
    if isinstance(error, OperationalError):
        return _is_of_postgres(error) or bool(SQLITE_BUSY.search(str(error.orig)))
    return isinstance(error, NoConnection) or (isinstance(error, DBAPIError) and error.connection_invalidated)


def constraint(error: Exception) -> str:
    """The name of the constraint (or the column) that did not hold; empty where the database does not say."""
    told = getattr(error, "orig", None)
    if diagnosis := getattr(told, "diag", None):
        return diagnosis.constraint_name or diagnosis.column_name or ""
    named = SQLITE_NAMED.search(str(told))
    return named[1] if named else ""


def log_it(event: str, error: Exception, **more: object) -> None:
    """What was raised and where, never its words: they may name people."""
    where = [
        f"{step.filename.rpartition('/')[2]}:{step.lineno} {step.name}"
        for step in traceback.extract_tb(error.__traceback__)
    ]
    log.error(event, error=type(error).__name__, constraint=constraint(error), where=where, **more)


def _is_collision(error: IntegrityError) -> bool:
    return getattr(error.orig, "sqlstate", "") == UNIQUE_VIOLATION or str(error.orig).startswith(
        SQLITE_UNIQUE
    )


def _is_of_postgres(error: OperationalError) -> bool:
    return hasattr(error.orig, "sqlstate")
