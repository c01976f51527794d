"""Something that fails for good: the database itself refuses one row, on either engine, until it is mended."""

from sqlalchemy import text

from field.kit.db import Database

PLANTED = "planted"
COLLISION = "UNIQUE constraint failed: planted"


def refuse(database: Database, event: str, table: str, when: str, *, as_collision: bool = False) -> None:
    """`event` as in CREATE TRIGGER ("INSERT", "UPDATE OF state"); `when` tells the row, as NEW or OLD. A UUID is its 32 digits."""
    with database.writing() as db:
        if database.is_sqlite:
            words = COLLISION if as_collision else PLANTED
            does = f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            db.execute(text(f"CREATE TRIGGER {PLANTED} BEFORE {event} ON {table} WHEN {when} {does}"))
            return
        code = "unique_violation" if as_collision else "check_violation"
        db.execute(
            text(
                f"CREATE FUNCTION {PLANTED}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{PLANTED}' USING ERRCODE = '{code}'; END $$"
            )
        )
        does = f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {PLANTED}()"
        db.execute(text(f"CREATE TRIGGER {PLANTED} BEFORE {event} ON {table} {does}"))


def mend(database: Database, table: str) -> None:
    with database.writing() as db:
        db.execute(text(f"DROP TRIGGER {PLANTED}" + ("" if database.is_sqlite else f" ON {table}")))
        if not database.is_sqlite:
            db.execute(text(f"DROP FUNCTION {PLANTED}()"))
