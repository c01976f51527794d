"""A writer in a process of its own: reads a counter, writes it plus one, so many times; the way updates are lost.

`python -m tests.tools.counting DATABASE_URL TURNS`
"""

import sys

from sqlmodel import select

from field.kit.db import Database
from field.participants import JoinTry

KEY = "a counter"


def count_up(database: Database) -> None:
    with database.writing() as db:
        row = db.exec(select(JoinTry).where(JoinTry.key == KEY).with_for_update()).one()
        row.count += 1
        db.add(row)


if __name__ == "__main__":
    opened = Database(sys.argv[1])
    for _ in range(int(sys.argv[2])):
        count_up(opened)
    opened.close()
