"""The installation (installationen): settings, database and store. Found where there is one; made by those
alone who may: a verb that makes what it does not find acts on nothing, and says that all is well.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from field import migrations
from field.kit import clock, logs
from field.kit.db import Database
from field.kit.settings import SettingError, Settings
from field.kit.storage import Storage, open_storage


class NoInstallation(RuntimeError):
    """The words name the place that was looked in."""


@dataclass(frozen=True)
class Installation:
    settings: Settings
    database: Database
    storage: Storage


def make(settings: Settings) -> Installation:
    """The one that is there or a new one, on the newest schema. Raises `SettingError`."""
    logs.configure()
    if settings.is_loopback:
        clock.allow_moving(settings.uploads)
    database = _open_database(settings.database_url)
    here = Installation(settings, database, _open_storage(settings.storage_url))
    try:
        migrations.upgrade(database)
    except migrations.NewerSchema as error:
        raise SettingError(f"FIELD_DATABASE_URL: {error}") from None
    return here


def find(settings: Settings) -> Installation:
    """The one that is there, on the newest schema. Raises `NoInstallation`, and then has made nothing."""
    if not settings.secret_key or not _has_tables(settings.database_url):
        raise NoInstallation(f"There is no installation: looked in {place(settings)}.")
    return make(settings)


def place(settings: Settings) -> str:
    """Where it lies and who said so, in half a line, without secrets."""
    url = make_url(settings.database_url)
    where = (
        url.database if url.drivername == "sqlite" else url.set(query={}).render_as_string(hide_password=True)
    )
    return f"{where} (settings from {settings.read_from})"


def _has_tables(url: str) -> bool:
    if url.startswith("sqlite:///") and not _is_file(Path(url.removeprefix("sqlite:///"))):
        return False
    database = _open_database(url)
    try:
        return migrations.present(database) is not None
    finally:
        database.close()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError as error:
        raise SettingError(f"FIELD_DATABASE_URL: {path} cannot be read ({error.strerror})") from None


def _open_database(url: str) -> Database:
    """Tried once here, so that a wrong address is told in one line instead of at the first question."""
    try:
        database = Database(url)
        with database.reading() as db:
            db.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as error:
        raise SettingError(f"FIELD_DATABASE_URL: {_one_line(error)}") from None
    return database


def _open_storage(url: str) -> Storage:
    try:
        return open_storage(url)
    except OSError as error:
        raise SettingError(f"FIELD_STORAGE_URL: {_one_line(error)}") from None


def _one_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
