"""Backup (säkerhetskopia): everything as it was at one moment, taken while the app runs, put back into an empty installation.

Rows go out as JSON lines from one read transaction, so a copy from SQLite can be put back into PostgreSQL; bytes are named by their hash
and never change, so they can be copied after the rows. The journal says when the copy was begun: what came later is not in it.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select, text
from sqlmodel import Session, SQLModel

from field import journal
from field.kit import progress
from field.kit.db import Database
from field.kit.storage import FolderStorage, Storage

FORMAT = 1
LEFT_OUT = ("staff_session", "sign_in_link", "join_try")  # secrets that live for minutes need no copy
PREFIX = "photos/"


class NotEmpty(RuntimeError):
    """A copy is only put back where there is nothing to overwrite."""


def backup(database: Database, storage: Storage, folder: Path, now: datetime) -> dict[str, int]:
    """Writes `rows.jsonl` and the originals under `bytes/`; into a folder that is new or empty. Counts of rows and files."""
    if folder.exists() and any(folder.iterdir()):
        raise NotEmpty(f"{folder} is not empty")
    copies = FolderStorage(folder / "bytes")
    with database.reading() as db:
        if not database.is_sqlite:
            db.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        rows = _write_rows(db, folder / "rows.jsonl")
    keys = list(storage.keys(PREFIX))
    for key in progress.track(keys, "bytes"):
        copies.put(key, storage.get(key))
    (folder / "whole.json").write_text(json.dumps({"format": FORMAT, "begun": now.isoformat(), "rows": rows, "files": len(keys)}))
    with database.writing() as db:
        journal.write(db, now, "command", "backed-up", "installation", "all", rows=rows, files=len(keys))
    return {"rows": rows, "files": len(keys)}


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
    readers = {"moment": datetime.fromisoformat, "day": date.fromisoformat, "uuid": UUID, "bytes": b64decode, "json": lambda each: each}
    return readers[kind](inner)  # type: ignore[operator]


def restore(database: Database, storage: Storage, folder: Path) -> dict[str, int]:
    """Into an empty installation: bytes first, then all rows at once. Raises `NotEmpty`, or FileNotFoundError for a copy cut short."""
    json.loads((folder / "whole.json").read_text())
    copies = FolderStorage(folder / "bytes")
    keys = list(copies.keys(PREFIX))
    with database.writing() as db:
        _refuse_unless_empty(db)
        for key in progress.track(keys, "bytes"):
            storage.put(key, copies.get(key))
        rows = _read_rows(db, folder / "rows.jsonl", postgres=not database.is_sqlite)
    return {"rows": rows, "files": len(keys)}


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
        db.execute(insert(table).values(row))
        count += 1
    for table, row in later:
        db.execute(table.update().where(table.c.id == row["id"]).values(double_of=row["double_of"]))
    if postgres:
        db.execute(text("SELECT setval(pg_get_serial_sequence('journal', 'id'), (SELECT COALESCE(MAX(id), 1) FROM journal))"))
    return count


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            said = json.loads(line)
            yield said["table"], {name: _in(value) for name, value in said["row"].items()}
