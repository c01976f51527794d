"""Photo review (granskning av foton): one big picture at a time, ticked or rejected by a person, with boxes
to paint over faces and plates.

Only copies are shown, never an original; the copy shown already has the boxes that are kept.
"""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import kinds, photos
from field.findings import Finding
from field.kit import tokens
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.lifecycle import clearing
from field.photos import Photo
from field.web import parts, uploads
from field.web.desk import base, seen

pages = Blueprint("desk_photos", __name__, url_prefix="/desk")

BOXES_MOST = 40
CORNERS = ("x0", "y0", "x1", "y1")


@pages.get("/photos/<uuid:photo_id>/<any(small, large):size>")
@parts.staff_only
def picture(photo_id: UUID, size: str) -> ResponseReturnValue:
    with parts.reading() as db:
        row = _photo(db, photo_id)
    data = None if row.is_voice else uploads.copy_now(row, size)
    if data is None:
        raise Refusal("not-found" if row.is_voice or row.copies == "broken" else "busy")
    return uploads.picture(data, tokens.digest(row.copy_key(size))[:32])


@pages.get("/voices/<uuid:photo_id>")
@parts.staff_only
def voice(photo_id: UUID) -> ResponseReturnValue:
    """A spoken note, for those who clean up; it is in no protocol."""
    with parts.reading() as db:
        row = _photo(db, photo_id)
    if not row.is_voice:
        raise Refusal("not-found")
    return Response(parts.storage().get(row.key), mimetype=row.mime, headers={"Cache-Control": "private"})


def _photo(db: Session, photo_id: UUID) -> Photo:
    """Pictures of behaviour notes are nobody's to look at."""
    row = db.get(Photo, photo_id)
    finding = db.get(Finding, row.finding_id) if row and row.finding_id else None
    if row is None or (finding is not None and finding.is_restricted):
        raise Refusal("not-found")
    return row


@pages.get("/walks/<uuid:walk_id>/photos")
@parts.staff_only
def queue(walk_id: UUID) -> ResponseReturnValue:
    """The first picture that waits; with none left, the list."""
    with parts.reading() as db:
        waiting = _waiting(db, walk_id)
    if waiting:
        return redirect(url_for(".show", walk_id=walk_id, photo_id=waiting[0].id), 303)
    flash(_("Alla foton är granskade."))
    return redirect(url_for("desk_clearing.show", walk_id=walk_id), 303)


def _pictures(db: Session, walk_id: UUID) -> list[Photo]:
    """The walk's pictures that are somebody's to review, in the order of the list: next and previous stay the
    same while one works.
    """
    rows = [
        (db.get(Finding, row.finding_id), row)
        for row in photos.of_walk(db, base.walk(db, walk_id).id)
        if row.finding_id
    ]
    found = [(finding, row) for finding, row in rows if finding and _is_reviewed(finding, row)]
    return [
        row
        for finding, row in sorted(
            found, key=lambda each: (each[0].noted_at, each[0].id, each[1].kept_at, each[1].sha256)
        )
    ]


def _is_reviewed(finding: Finding, photo: Photo) -> bool:
    return not photo.is_voice and not finding.is_restricted and finding.state != "removed"


def _waiting(db: Session, walk_id: UUID) -> list[Photo]:
    return [row for row in _pictures(db, walk_id) if row.state == "awaits" and row.copies != "broken"]


@pages.get("/walks/<uuid:walk_id>/photos/<uuid:photo_id>")
@parts.staff_only
def show(walk_id: UUID, photo_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        walk, row = base.walk(db, walk_id), _of_walk(db, walk_id, photo_id)
        waiting, siblings = _waiting(db, walk_id), [each.id for each in _pictures(db, walk_id)]
        at = siblings.index(row.id)
        return render_template(
            "desk/photo.html",
            here="walks",
            walk=walk,
            photo=row,
            finding=db.get(Finding, row.finding_id),
            kinds=kinds.load(db),
            waiting=waiting,
            before=siblings[at - 1] if at else None,
            after=siblings[at + 1] if at + 1 < len(siblings) else None,
            place=at + 1,
            count=len(siblings),
            may=clearing.may_be_approved(db, row),
            may_open=parts.may_see_restricted(),
        )


def _of_walk(db: Session, walk_id: UUID, photo_id: UUID) -> Photo:
    row = next((each for each in _pictures(db, walk_id) if each.id == photo_id), None)
    if row is None:
        raise Refusal("not-found")
    return row


@pages.post("/walks/<uuid:walk_id>/photos/<uuid:photo_id>")
@parts.staff_only
def review(walk_id: UUID, photo_id: UUID) -> ResponseReturnValue:
    """`to` is approved, rejected or awaits; `boxes` are told only by the page that can paint them."""
    to = request.form.get("to", "")
    if to not in photos.STEPS:
        raise Refusal("invalid", field="to")
    boxes = _boxes() if "boxes" in request.form else None
    with parts.transaction() as db:
        row = _of_walk(db, walk_id, photo_id)
        seen.check(seen.photo(row))
        clearing.review_photo(db, row, to, parts.now(), parts.actor(), boxes)
        waiting = _waiting(db, walk_id)
    if "back" in request.form or to == "awaits":
        return base.back(url_for(".show", walk_id=walk_id, photo_id=photo_id))
    return (
        redirect(url_for(".show", walk_id=walk_id, photo_id=_next(waiting, photo_id)), 303)
        if waiting
        else _all_done(walk_id)
    )


def _next(waiting: list[Photo], photo_id: UUID) -> UUID:
    return next((row.id for row in waiting if row.id != photo_id), photo_id)


def _all_done(walk_id: UUID) -> ResponseReturnValue:
    flash(_("Alla foton är granskade."))
    return redirect(url_for("desk_clearing.show", walk_id=walk_id), 303)


def _boxes() -> list[list[float]]:
    """Percent of the upright picture, as typed or drawn, to fractions; a box without size or with a letter in
    it is left out.
    """
    columns = [request.form.getlist(f"{corner}[]")[:BOXES_MOST] for corner in CORNERS]
    found = [[_fraction(text) for text in row] for row in zip(*columns, strict=False)]
    return [[x0, y0, x1, y1] for x0, y0, x1, y1 in found if x1 > x0 and y1 > y0]


def _fraction(text: str) -> float:
    try:
        value = float(text.replace(",", ".")) / 100
    except ValueError:
        return 0.0
    return round(min(1.0, value), 4) if value > 0 else 0.0
