"""A camera's photos (kamerans foton) beside the typed lines: taken in by the batch, proposed by the clock,
placed by a person.

They are safe from the moment they are sent; which line a photo belongs to can wait, and can be changed. All
of it works without scripts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session
from werkzeug.datastructures import FileStorage

from field import findings, followups, kinds
from field.findings import Finding
from field.followups import Check
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.kit.i18n import ngettext
from field.lifecycle import noting
from field.paper import matching, revisiting, transcribing
from field.photos import Photo
from field.walks import Walk
from field.web import parts, uploads
from field.web.desk import base

pages = Blueprint("desk_sheet_photos", __name__, url_prefix="/desk/walks/<uuid:walk_id>/sheet/photos")

PHOTO_MAX = 30 * 1024 * 1024
FILES_MOST = 40
BATCH_MAX = 1_000_000_000  # what the server in front takes in one request
FIELDS_MOST = 5_000
AHEAD_MOST_S = 100 * 366 * 86_400
NEW = "new"


@pages.url_value_preprocessor
def _make_room(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Whole memory cards fit, for those who are signed in; before anything reads the form. Large parts go to
    the disk, not to memory.
    """
    if request.method == "POST" and parts.signed_in() is not None:
        request.max_content_length = BATCH_MAX
        request.max_form_parts = FIELDS_MOST


@pages.get("")
@parts.staff_only
def show(walk_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        return _page(db, base.walk(db, walk_id))


@pages.post("")
@parts.staff_only
def take(walk_id: UUID) -> ResponseReturnValue:
    """Each file is kept before the next is looked at; a bad one is named and skipped."""
    files = [file for file in request.files.getlist("files") if file.filename]
    with parts.reading() as db:
        walk = base.walk(db, walk_id)
    refused, new = [], 0
    for file in files[:FILES_MOST]:
        try:
            new += _keep(walk, file)
        except Refusal as refusal:
            refused.append((file.filename or "", refusal.words))
    same = len(files[:FILES_MOST]) - new - len(refused)
    too_many = _("Högst %(most)s foton åt gången. Skicka det här en gång till.", most=FILES_MOST)
    refused += [(file.filename or "", too_many) for file in files[FILES_MOST:]]
    return _answer(walk_id, new, same, refused, nothing=not files)


def _keep(walk: Walk, file: FileStorage) -> bool:
    data = uploads.read(file.stream, None, PHOTO_MAX)
    mime = uploads.check(data)
    if mime not in uploads.IMAGES:
        raise Refusal("media-type")
    with parts.transaction() as db:
        row, is_new = matching.keep_shot(
            db, parts.storage(), db.get_one(Walk, walk.id), mime, data, parts.now(), parts.actor()
        )
    if not row.facts_read:
        noting.take_facts(parts.installation().database, parts.storage(), row, parts.settings().timezone)
    return is_new


def _answer(
    walk_id: UUID, new: int, same: int, refused: list[tuple[str, str]], *, nothing: bool
) -> ResponseReturnValue:
    if new:
        flash(ngettext("%(num)d foto är sparat.", "%(num)d foton är sparade.", new))
    if same:
        flash(ngettext("%(num)d foto fanns redan.", "%(num)d foton fanns redan.", same))
    if not refused and not nothing:
        return redirect(url_for(".show", walk_id=walk_id, **_clock_args()), 303)
    with parts.reading() as db:
        return _page(db, base.walk(db, walk_id), 422, refused=refused, nothing=nothing)


@pages.post("/places")
@parts.staff_only
def place(walk_id: UUID) -> ResponseReturnValue:
    """`to-<photo>` is a finding's id, "new" or nothing; `was-<photo>` is what the page showed: what somebody
    has changed since, stays.
    """
    ahead = timedelta(seconds=max(-AHEAD_MOST_S, min(request.form.get("ahead", 0, type=int), AHEAD_MOST_S)))
    with parts.transaction() as db:
        walk = base.walk(db, walk_id)
        moved = [_move(db, walk, row, ahead) for row in matching.camera_photos(db, walk)]
    done = sum(moved)
    flash(
        ngettext("%(num)d foto har fått sin plats.", "%(num)d foton har fått sin plats.", done)
        if done
        else _("Inget ändrades.")
    )
    return redirect(url_for(".show", walk_id=walk_id, **_clock_args()), 303)


def _move(db: Session, walk: Walk, photo: Photo, ahead: timedelta) -> bool:
    to, was = request.form.get(f"to-{photo.id}"), request.form.get(f"was-{photo.id}", "")
    if to is None or was != str(_place_of(photo) or ""):
        return False
    return matching.place(
        db, walk, photo, _chosen(db, walk, photo, to, ahead), ahead, parts.now(), parts.actor()
    )


def _place_of(photo: Photo) -> UUID | None:
    """The line it is placed with; a point's line has its check's id."""
    return photo.check_id or photo.finding_id


def _chosen(db: Session, walk: Walk, photo: Photo, to: str, ahead: timedelta) -> Finding | Check | None:
    if to == NEW:
        return matching.finding_of(db, walk, photo, ahead, parts.now(), parts.actor())
    chosen = base.uuids([to])
    return (db.get(Check, chosen[0]) or findings.get(db, chosen[0], walk)) if chosen else None


# ── the page ──


def _page(db: Session, walk: Walk, status: int = 200, **more: object) -> ResponseReturnValue:
    rows = matching.camera_photos(db, walk)
    lines = _lines(db, walk)
    ahead, fault = _ahead(db, walk, rows)
    waiting = [row for row in rows if row.finding_id is None]
    proposed = matching.match(
        matching.lines_with_time(db, walk), {row.id: matching.shot_of(row) for row in waiting}, ahead
    )
    page = render_template(
        "desk/sheet_photos.html",
        here="walks",
        walk=walk,
        lines=lines,
        ahead=ahead,
        fault=fault,
        waiting=waiting,
        proposed=proposed,
        placed=[row for row in rows if _place_of(row) in lines],
        place_of=_place_of,
        at={row.id: _shown(row, ahead) for row in rows},
        kinds=kinds.load(db),
        sheets=len({line.spot[0] for line in lines.values() if line.spot}),
        clock=_clock_args(),
        correction=_correction(ahead),
        local_clock=base.local_clock,
        most=FILES_MOST,
        new=NEW,
        **more,
    )
    return page, 422 if fault else status


@dataclass(frozen=True)
class PhotoLine:
    """A finding's line, or a point's with its check; `spot` is sheet and line on paper. `at` is None where
    the paper says no time.
    """

    row: Finding
    at: datetime | None
    spot: tuple[int, int] | None = None
    check: Check | None = None

    @property
    def is_frozen(self) -> bool:
        return (self.check or self.row).state == "frozen"


def _lines(db: Session, walk: Walk) -> dict[UUID, PhotoLine]:
    """What a photo can be placed with: the sheets' lines in their order, then what phones noted, and the
    points. No behaviour notes.
    """
    on_paper = {row.id: spot for spot, row in transcribing.typed(db, walk).items()}
    rows = [row for row in findings.of_walk(db, walk.id) if not row.is_restricted]
    order = sorted(
        rows, key=lambda row: (row.id not in on_paper, on_paper.get(row.id, (0, 0)), row.noted_at, row.id)
    )
    lines = {
        row.id: PhotoLine(
            row, None if transcribing.NO_TIME in row.flags else row.noted_at, on_paper.get(row.id)
        )
        for row in order
    }
    checks, points = (
        followups.checks_of_walk(db, walk.id),
        {row.id: row for row in revisiting.points(db, walk)},
    )
    for each in sorted(
        (each for each in checks if each.finding_id in points),
        key=lambda each: points[each.finding_id].number or "",
    ):
        at = each.checked_at if revisiting.has_time(walk, each) else None
        lines[each.id] = PhotoLine(points[each.finding_id], at, check=each)
    return lines


def _shown(photo: Photo, ahead: timedelta) -> str:
    at = matching.shot_of(photo).at(ahead)
    return base.local_clock(at, seconds=True) if at else ""


def _correction(ahead: timedelta) -> str:
    """What is taken from or given to the camera's times: −0:02:00."""
    days, rest = divmod(abs(ahead), timedelta(days=1))
    sign = "−" if ahead > timedelta() else "+"
    return sign + " ".join(
        [ngettext("%(num)d dygn", "%(num)d dygn", days), str(rest)] if days else [str(rest)]
    )


def _clock_args() -> dict[str, Any]:
    """How the camera's clock is set right: two times, or a photo and a line that belong together; in the
    address, as all filters are.
    """
    return {
        name: value
        for name in ("camera", "real", "photo", "line")
        if (value := request.values.get(name, "").strip())
    }


def _ahead(db: Session, walk: Walk, photos: list[Photo]) -> tuple[timedelta, str]:
    """How far ahead the camera's clock is, and what is wrong with what was said of it."""
    said = _clock_args()
    by_pair = {"photo", "line"} <= set(said)
    if not by_pair and not {"camera", "real"} & set(said):
        return timedelta(), ""
    found = _of_pair(db, walk, photos, said) if by_pair else _of_clocks(said)
    fault = _("Fotot eller raden har ingen tid.") if by_pair else _("Skriv båda tiderna som 18:42.")
    return (timedelta(), fault) if found is None else (found, "")


def _of_clocks(said: dict[str, str]) -> timedelta | None:
    camera, real = (transcribing.read_clock(said.get(name, "")) for name in ("camera", "real"))
    return matching.ahead_by(camera, real) if camera and real else None


def _of_pair(db: Session, walk: Walk, photos: list[Photo], said: dict[str, str]) -> timedelta | None:
    row = next((each for each in photos if str(each.id) == said["photo"]), None)
    line = dict(matching.lines_with_time(db, walk)).get((base.uuids([said["line"]]) or [walk.id])[0])
    return row.taken_at - line.replace(second=0, microsecond=0) if row and row.taken_at and line else None
