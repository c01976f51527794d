"""Backup (säkerhetskopia): everything as it was at one moment, taken while the app runs, put back into an
empty installation.

Rows go out as JSON lines from one read transaction, so a copy from SQLite can be put back into PostgreSQL;
bytes are named by their hash and never change, so those that the rows name can be copied after them. The
journal says how far each walk had come in the copy: a phone is told that its finding is in it only when it
is."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Table, insert, null, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel, col

from field import handovers, journal, photos
from field.handovers import OwnerLink
from field.kit import progress, tokens
from field.kit.db import Database
from field.kit.settings import Settings
from field.kit.storage import FolderStorage, Storage
from field.letters import Letter
from field.photos import Photo
from field.walks import PASS_LASTS, Walk

FORMAT = 1
LEFT_OUT = ("staff_session", "sign_in_link", "join_try")  # secrets that live for minutes need no copy
PREFIXES = ("photos/", "copies/")


class NotEmpty(RuntimeError):
    """A copy is only put back where there is nothing to overwrite."""


class NotWhole(RuntimeError):
    """The copy was cut short, or something in it is lost."""


def backup(database: Database, storage: Storage, folder: Path, now: datetime) -> dict[str, Any]:
    """Writes `rows.jsonl`, and under `bytes/` the originals and what remains of destroyed ones; into a folder
    that is new or empty.

    Counts of rows and files, and the keys whose bytes are lost: all else is in the copy all the same.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotEmpty(f"{folder} is not empty")
    copies = FolderStorage(folder / "bytes")
    with database.reading() as db:
        if not database.is_sqlite:
            db.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        rows = _write_rows(db, folder / "rows.jsonl")
        keys, walks = _keys(db), _how_far(db, now)
    lost = [key for key in progress.track(keys, "bytes") if not _copy(storage, copies, key)]
    counts = {"rows": rows, "files": len(keys) - len(lost)}
    (folder / "whole.json").write_text(
        json.dumps({"format": FORMAT, "begun": now.isoformat(), **counts, "lost": lost})
    )
    with database.writing() as db:
        journal.write(
            db, now, "command", "backed-up", "installation", "all", **counts, lost=len(lost), walks=walks
        )
    return {**counts, "lost": lost}


def _keys(db: Session) -> list[str]:
    """Where the bytes lie that the rows cannot do without; all other copies can be made again."""
    rows = db.execute(select(col(Photo.sha256), col(Photo.remains)).distinct())
    return sorted({remains or photos.original_key(sha256) for sha256, remains in rows})


def _copy(storage: Storage, copies: Storage, key: str) -> bool:
    try:
        copies.put(key, storage.get(key))
    except FileNotFoundError:
        return False
    return True


def _how_far(db: Session, now: datetime) -> dict[str, int]:
    """The cursor of each walk whose phones may still ask."""
    query = select(Walk).where(col(Walk.closed_at).is_(None) | (col(Walk.closed_at) > now - PASS_LASTS))
    return {str(row.id): row.changes for row in db.scalars(query)}


def _tables() -> list[Table]:
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in LEFT_OUT]


def _write_rows(db: Session, path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for table in _tables():
            for row in db.execute(select(table)).mappings():
                values = {name: _out(value) for name, value in row.items()}
                file.write(json.dumps({"table": table.name, "row": values}, ensure_ascii=False) + "\n")
                count += 1
    return count


def _out(value: object) -> object:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, UUID):
        return {"uuid": str(value)}
    if isinstance(value, bytes):
        return {"bytes": b64encode(value).decode()}
    return {"json": value} if isinstance(value, dict | list) else value


def _in(value: object) -> Any:  # noqa: ANN401 - a column's value
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    readers = {
        "moment": datetime.fromisoformat,
        "day": date.fromisoformat,
        "uuid": UUID,
        "bytes": b64decode,
        "json": lambda each: each,
    }
    return readers[kind](inner)  # type: ignore[operator]


def restore(
    database: Database, storage: Storage, settings: Settings, folder: Path, now: datetime
) -> dict[str, int]:
    """Into an empty installation: bytes first, then all rows at once. Raises `NotEmpty` or `NotWhole`, and
    then has kept no row.
    """
    said = _said_whole(folder)
    copies = FolderStorage(folder / "bytes")
    keys = [key for prefix in PREFIXES for key in copies.keys(prefix)]
    if len(keys) != said["files"]:
        raise NotWhole(f"the copy has {len(keys)} of {said['files']} files")
    with database.writing() as db:
        _refuse_unless_empty(db)
        for key in progress.track(keys, "bytes"):
            storage.put(key, _whole(key, copies.get(key)))
        rows = _put_back(db, folder / "rows.jsonl", said["rows"], postgres=not database.is_sqlite)
        _link_anew(db, settings, now)
        journal.write(db, now, "command", "restored", "installation", "all", rows=rows, files=len(keys))
    return {"rows": rows, "files": len(keys)}


def _whole(key: str, data: bytes) -> bytes:
    """An original is named by its hash."""
    name = key.rpartition("/")[2]
    if key == photos.original_key(name) and hashlib.sha256(data).hexdigest() != name:
        raise NotWhole(f"the copy's file {key} is damaged")
    return data


def _put_back(db: Session, path: Path, promised: int, *, postgres: bool) -> int:
    with path.open("rb") as file:
        found = sum(1 for _line in file)
    if found != promised:
        raise NotWhole(f"the copy has {found} of {promised} rows")
    try:
        return _read_rows(db, path, postgres=postgres)
    except (SQLAlchemyError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise NotWhole(f"the copy's rows cannot be put back: {type(error).__name__}") from error


def _said_whole(folder: Path) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads((folder / "whole.json").read_text())
    except (OSError, ValueError):
        raise NotWhole(f"{folder} holds no whole copy") from None
    if said.get("format") != FORMAT:
        raise NotWhole(f"the copy has the format {said.get('format')}, not {FORMAT}")
    return said


def _link_anew(db: Session, settings: Settings, now: datetime) -> None:
    """Links already in people's hands go on working. A letter not sent yet gets one made under this
    installation's key.
    """
    waiting = select(Letter).where(
        col(Letter.link_purpose) == handovers.LINK_PURPOSE, col(Letter.state) != "sent"
    )
    for letter in db.scalars(waiting):
        link = db.get_one(OwnerLink, letter.link_row)
        if link.digest != tokens.digest(handovers.link_token(settings.secret_key, link.id)):
            letter.link_row = handovers.link_for(db, settings.secret_key, link.owner_id, link.walk_id, now).id
            db.add(letter)


def _refuse_unless_empty(db: Session) -> None:
    for table in _tables():
        if db.execute(select(table).limit(1)).first() is not None:
            raise NotEmpty(f"there are already rows in {table.name}")


def _read_rows(db: Session, path: Path, *, postgres: bool) -> int:
    tables, count = {table.name: table for table in _tables()}, 0
    later: list[tuple[Table, dict[str, Any]]] = []
    for name, row in _lines(path):
        table = tables[name]
        if name == "finding" and row.get("double_of"):
            later.append((table, {"id": row["id"], "double_of": row["double_of"]}))
            row["double_of"] = None
        if name == "photo":
            row["copies"] = "new" if row["copies"] == "ready" else row["copies"]
        db.execute(
            insert(table).values(
                {name: _nothing(table, name) if value is None else value for name, value in row.items()}
            )
        )
        count += 1
    for table, row in later:
        db.execute(table.update().where(table.c.id == row["id"]).values(double_of=row["double_of"]))
    if postgres:
        db.execute(
            text(
                "SELECT setval(pg_get_serial_sequence('journal', 'id'), (SELECT COALESCE(MAX(id), 1) FROM "
                "journal))"
            )
        )
    return count


def _nothing(table: Table, name: str) -> Any:  # noqa: ANN401
    """A JSON column would keep None as the JSON word null."""
    return null() if isinstance(table.c[name].type, JSON) else None


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            said = json.loads(line)
            yield said["table"], {name: _in(value) for name, value in said["row"].items()}
