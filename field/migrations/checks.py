"""CHECK constraints (tillåtna värden): compared, which alembic does not do, and changed on both databases."""

import re
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.engine import Connection

CAST = re.compile(r"::[a-z_ ]+(\(\d+\))?(\[\])?")
LITERAL = re.compile(r"('(?:[^']|'')*')")
LIST = re.compile(rf"(\w+?(?:not)?in)({LITERAL.pattern}(?:,{LITERAL.pattern})*)")


def take_values(table: str, column: str, values: Sequence[str]) -> None:
    """In a migration: the column may hold these values and no others. Raises where a row holds another.

    SQLite rebuilds the table for it, with all that belongs to it but triggers."""
    name, allowed = op.f(f"ck_{table}_{column}"), ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"{column} IN ({allowed})")


def differences(connection: Connection, metadata: sa.MetaData) -> list[tuple[str, str, str, str]]:
    """What the models ask and the schema lacks, has too much of, or has with other text or values."""
    asked, there = _by_name(_asked(metadata)), _by_name(_present(connection, metadata))
    found = []
    for key in sorted(asked.keys() | there.keys()):
        what = "add_check" if key not in there else "remove_check" if key not in asked else "modify_check"
        if _essences(asked.get(key, [])) != _essences(there.get(key, [])):
            found.append((what, *key, "; ".join(asked.get(key) or there[key])))
    return found


def essence(text: str) -> str:
    """A CHECK's text without what a database writes in its own way: casts, brackets, spaces, "one of"; nor
    does it matter in which order values stand there.
    """
    bare = [part if LITERAL.fullmatch(part) else _bare(part) for part in LITERAL.split(text)]
    plain = "".join(bare).replace("<>all", "notin").replace("=any", "in")
    listed = LIST.fullmatch(plain)
    return listed[1] + ",".join(sorted(LITERAL.findall(listed[2]))) if listed else plain


def _bare(code: str) -> str:
    code = CAST.sub("", code.lower())
    return re.sub(r"\barray\b|[\s()\[\]\"]", "", code)


def _essences(texts: list[str]) -> list[str]:
    return sorted(map(essence, texts))


def _by_name(checks: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], list[str]]:
    """A table may hold two of one name: to SQLite a name is a comment."""
    found: dict[tuple[str, str], list[str]] = {}
    for table, name, text in checks:
        found.setdefault((table, name), []).append(text)
    return found


def _asked(metadata: sa.MetaData) -> Iterator[tuple[str, str, str]]:
    for table in metadata.tables.values():
        for check in table.constraints:
            if isinstance(check, sa.CheckConstraint):
                yield table.name, str(check.name), str(check.sqltext)


def _present(connection: Connection, metadata: sa.MetaData) -> Iterator[tuple[str, str, str]]:
    inspector = sa.inspect(connection)
    for table in metadata.tables.keys() & set(inspector.get_table_names()):
        for check in inspector.get_check_constraints(table):
            yield table, str(check["name"]), check["sqltext"]
