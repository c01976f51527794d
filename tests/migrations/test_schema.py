"""The schema: migrated is what the models say, on both engines; a migration that goes wrong leaves everything as it was."""

import hashlib
import threading
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from field import migrations
from field.kit.db import Database
from field.migrations import checks
from field.walks import Walk
from tests.world import NOW, World

FIRST = "3aa74d8be81e06a0a76614503e251b0fe5f91a8ebabcf00cd89b6e89b4b9034e"
HEAD = """
import sqlalchemy as sa
from alembic import op
from field.migrations import checks

revision = "{name}"
down_revision = "{after}"


def upgrade() -> None:
"""


def with_one_more(folder: Path, body: str, name: str = "9999") -> Path:
    """The app's migrations and one more after them, in a folder of their own."""
    scripts = folder / "migrations"
    (scripts / "versions").mkdir(parents=True)
    for each in (
        *migrations.SCRIPTS.glob("*.py"),
        *migrations.SCRIPTS.glob("*.mako"),
        *migrations.SCRIPTS.glob("versions/*.py"),
    ):
        (scripts / each.relative_to(migrations.SCRIPTS)).write_text(each.read_text())
    newest = max(path.name.partition("_")[0] for path in migrations.SCRIPTS.glob("versions/*.py"))
    (scripts / "versions" / f"{name}.py").write_text(HEAD.format(name=name, after=newest) + body)
    return scripts


REBUILD = """    with op.batch_alter_table("walk") as batch:
        batch.add_column(sa.Column("mood", sa.String(), nullable=False, server_default="good"))
        batch.alter_column("title", server_default="")
    with op.batch_alter_table("finding") as batch:
        batch.alter_column("text", server_default="")
"""


def test_the_migrated_schema_is_what_the_models_say(database_url: str) -> None:
    database = Database(database_url)
    assert migrations.differences(database) == []
    database.close()


def test_a_difference_is_seen(database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as db:
        db.execute(text("ALTER TABLE walk ADD COLUMN surprise VARCHAR"))
        db.execute(text("DROP INDEX ix_finding_walk_change"))
    assert {difference[0] for difference in migrations.differences(database)} == {
        "remove_column",
        "add_index",
    }
    database.close()


def test_a_check_that_lacks_is_too_many_or_has_other_values_is_seen(database_url: str) -> None:
    """Neither alembic nor the database tells: until a row is refused in somebody's hands."""
    database = Database(database_url)
    with database.writing() as db:
        if database.is_sqlite:
            db.execute(text("PRAGMA writable_schema=ON"))
            for table, old, new in (
                ("staff", "CONSTRAINT ck_staff_role CHECK (role IN ('coordinator', 'admin'))", "CHECK (1)"),
                ("handover", "'partly', ", ""),
                ("photo", "'broken'", "'broken', 'mended'"),
            ):
                db.execute(
                    text("UPDATE sqlite_master SET sql = replace(sql, :old, :new) WHERE name = :table"),
                    {"old": old, "new": new, "table": table},
                )
        else:
            for table, column, values in (
                ("staff", "role", ""),
                ("handover", "state", "'open', 'received', 'fixed', 'planned'"),
                ("photo", "copies", "'new', 'ready', 'broken', 'mended'"),
            ):
                db.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{column}"))
                wanted = f"CONSTRAINT ck_{table}_{column} CHECK ({column} IN ({values}))"
                db.execute(text(f"ALTER TABLE {table} ADD {wanted if values else 'CHECK (true)'}"))
    database.close()
    database = Database(database_url)
    found = {(kind, table) for kind, table, *_more in migrations.differences(database)}
    assert found >= {("add_check", "staff"), ("modify_check", "handover"), ("modify_check", "photo")}
    database.close()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            "state IN ('a', 'b')",
            "((state)::text = ANY ((ARRAY['a'::character varying, 'b'::text])::text[]))",
            True,
        ),
        ("state IN ('a', 'b')", "state in ( 'a','b' )", True),
        ("state IN ('a', 'b')", "state IN ('b', 'a')", True),
        ("state IN ('a', 'b')", "state IN ('a', 'b', 'c')", False),
        ("state IN ('a', 'b')", "state IN ('a')", False),
        ("state IN ('a', 'b')", "state NOT IN ('a', 'b')", False),
        ("state NOT IN ('a', 'b')", "state <> ALL (ARRAY['a'::text, 'b'::text])", True),
        ("state IN ('A')", "state IN ('a')", False),
        ("state IN ('a (b)', 'c')", "state IN ('a b', 'c')", False),
        ("length(text) <= 10", "(length((text)::text) <= 10)", True),
        ("length(text) <= 10", "length(text) <= 100", False),
    ],
)
def test_two_checks_are_the_same_when_they_mean_the_same(one: str, other: str, *, same: bool) -> None:
    assert (checks.essence(one) == checks.essence(other)) is same


def test_the_first_schema_is_frozen() -> None:
    """People's bases were made by it; a change of it is a migration of its own."""
    first = migrations.SCRIPTS / "versions" / "0001_first_schema.py"
    assert hashlib.sha256(first.read_bytes()).hexdigest() == FIRST


def test_migrating_an_empty_database_makes_every_table_and_again_changes_nothing(
    empty_database_url: str,
) -> None:
    database = Database(empty_database_url)
    migrations.upgrade(database)
    tables = set(inspect(database.engine).get_table_names())
    assert tables == set(SQLModel.metadata.tables) | {"alembic_version"}
    migrations.upgrade(database)
    database.close()


def test_many_that_start_at_once_migrate_once(empty_database_url: str) -> None:
    databases, troubles = [Database(empty_database_url) for _ in range(4)], []

    def start(database: Database) -> None:
        try:
            migrations.upgrade(database)
        except Exception as error:  # noqa: BLE001 - any is a failure of the test
            troubles.append(error)

    threads = [threading.Thread(target=start, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert troubles == []
    assert migrations.differences(databases[0]) == []
    for database in databases:
        database.close()


def flat(difference: tuple[str, ...]) -> tuple[str, ...]:
    """Alembic puts the schema's name between what and where."""
    return tuple(part for part in difference if part is not None)


def rows(world: World) -> dict[str, int]:
    with world.reading() as db:
        return {
            name: int(db.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one())
            for name in SQLModel.metadata.tables
        }


def lived_in(world: World) -> World:
    """A walk with findings, a double, handovers, letters, a follow-up: rows that point at rows that are rebuilt."""
    walk = world.plan()
    for words in ("ett", "två", 'tre "citat" \\ och \'', "emoji 🔦 \n rad"):
        world.note(walk, text=words)
    world.hand_over(walk, everything=True)
    world.follow_up()
    world.note(walk, text="sent")
    return world


def test_tables_rebuilt_with_children_keep_every_child(world: World, tmp_path: Path) -> None:
    before = rows(lived_in(world))
    assert before["finding"] == 5
    assert before["handover"] == 4
    migrations.upgrade(world.database, with_one_more(tmp_path, REBUILD))
    assert rows(world) == before
    with world.reading() as db:
        assert db.execute(text("SELECT DISTINCT mood FROM walk")).scalars().all() == ["good"]
        assert "emoji 🔦 \n rad" in db.execute(text("SELECT text FROM finding")).scalars().all()
        changed = {(kind, table) for kind, table, *_more in map(flat, migrations.differences(world.database))}
        assert changed == {("remove_column", "walk")}
        if world.database.is_sqlite:
            assert db.execute(text("PRAGMA foreign_key_check")).all() == []
            assert db.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_with_foreign_keys_on_the_same_rebuild_would_have_taken_children(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    """What the measure is for: a table is dropped under its children, and ON DELETE takes them along."""
    (tmp_path / "strak.db").write_bytes((migrated_sqlite / "strak.db").read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'strak.db'}")
    with database.writing() as db:
        db.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        db.execute(
            text(
                "CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id) ON DELETE CASCADE)"
            )
        )
        db.execute(text("INSERT INTO parent VALUES (1)"))
        db.execute(text("INSERT INTO child VALUES (1, 1)"))
    with database.writing() as db:
        db.execute(text("CREATE TABLE parent_new (id INTEGER PRIMARY KEY)"))
        db.execute(text("INSERT INTO parent_new SELECT id FROM parent"))
        db.execute(text("DROP TABLE parent"))
        db.execute(text("ALTER TABLE parent_new RENAME TO parent"))
    with database.reading() as db:
        assert db.execute(text("SELECT count(*) FROM child")).scalar() == 0
    database.close()


BREAKS = """    op.execute("DELETE FROM participant")
    op.execute("DELETE FROM walk")
"""
FAILS = """    op.add_column("walk", sa.Column("mood", sa.String(), nullable=True))
    raise RuntimeError("half way")
"""


@pytest.mark.parametrize(
    ("body", "why"), [(BREAKS, "foreign key"), (FAILS, "half way")], ids=["orphans", "half way"]
)
def test_a_migration_that_goes_wrong_leaves_everything_as_it_was(
    world: World, tmp_path: Path, body: str, why: str
) -> None:
    before = rows(lived_in(world))
    with pytest.raises(Exception, match=f"(?i){why}"):
        migrations.upgrade(world.database, with_one_more(tmp_path, body))
    assert rows(world) == before
    assert migrations.differences(world.database) == []
    with pytest.raises(Exception, match=r"(?i)foreign key"), world.writing() as db:
        db.add(Walk(inventory_id=uuid4(), area_id=uuid4(), title="", starts_at=NOW))
