"""What the desk's doors share: lists as CSV, the way back to where a form was, and walks by their address."""

import csv
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from io import StringIO
from typing import cast
from uuid import UUID

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field.kit import clock
from field.kit.errors import Refusal
from field.protocol.csv import defused
from field.protocol.shape import FrozenRoute
from field.walks import Walk
from field.web import parts

Cell = str | int | float | date | datetime | None


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A list for a spreadsheet: UTF-8 with a byte order mark, local times, and no cell that could run as a
    formula.
    """
    out = StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    answer = Response(out.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _cell(cell: Cell) -> str | int | float:
    if isinstance(cell, datetime):
        return cell.astimezone(parts.settings().timezone).isoformat(timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return defused(cell or "") if cell is None or isinstance(cell, str) else cell


def back(default: str) -> ResponseReturnValue:
    """To the page the form was on, or else to `default`."""
    wanted = request.form.get("back", "")
    return redirect(wanted if parts.is_own_path(wanted) else default, 303)


def here() -> str:
    """The address of this page with its filters, for forms to come back to."""
    return request.full_path.rstrip("?")


def walk(db: Session, walk_id: UUID) -> Walk:
    found = db.get(Walk, walk_id)
    if found is None:
        raise Refusal("not-found")
    return found


def today() -> date:
    return clock.day(parts.now(), parts.settings().timezone)


def local_clock(moment: datetime, *, seconds: bool = False) -> str:
    """What a clock on the wall showed: 18:42."""
    return moment.astimezone(parts.settings().timezone).strftime("%H:%M:%S" if seconds else "%H:%M")


def route_of(walk: Walk) -> FrozenRoute | None:
    """The walk's route as documents take it."""
    return cast("FrozenRoute", walk.route) if walk.route else None


def uuids(texts: Iterable[str]) -> list[UUID]:
    """Those of the texts that are UUIDs."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found
