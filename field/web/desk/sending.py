"""Sending (skicka): each owner's letter exactly as it will read, then one button; afterwards the letters, and
the protocol in every format.

The preview is the hand-over itself, done and rolled back: what is shown is what would be kept.
"""

import json
from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import kinds, letters, owners, places
from field.findings import Finding
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.kit.i18n import ngettext
from field.letters import Letter
from field.lifecycle import chasing, handing_over
from field.lifecycle.handing_over import Report
from field.protocol import code, draw_up, formats
from field.readings.desk import paper_letters
from field.walks import Walk
from field.web import parts
from field.web.desk import base, seen

pages = Blueprint("desk_sending", __name__, url_prefix="/desk")

LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
)
DOCUMENT_POLICY = (
    "default-src 'none'; style-src data: 'unsafe-inline'; img-src data:; font-src data:; sandbox"
)
WITH_FRAME = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


@dataclass(frozen=True)
class Rehearsal:
    """A hand-over that was taken back: what it would do and the letters it would write."""

    report: Report
    letters: list[Letter] = field(default_factory=list)

    def to(self, owner_id: str | None) -> Letter | None:
        return next(
            (row for row in self.letters if row.owner_id == owner_id),
            self.letters[0] if self.letters else None,
        )


def _rehearse(walk_id: UUID) -> Rehearsal:
    with parts.transaction() as db:
        walk = base.walk(db, walk_id)
        before = {row.id for row in letters.of_walk(db, walk_id)}
        report = handing_over.hand_over(
            db, walk, everything=False, now=parts.now(), settings=parts.settings(), actor=parts.actor()
        )
        written = [row for row in letters.of_walk(db, walk_id) if row.id not in before]
        for row in written:
            db.expunge(row)
        db.rollback()
    return Rehearsal(report, written)


@pages.get("/walks/<uuid:walk_id>/send")
@parts.staff_only
def show(walk_id: UUID) -> ResponseReturnValue:
    return _page(walk_id)


def _page(walk_id: UUID, status: int = 200) -> ResponseReturnValue:
    """With the digest of each part of the preview; after a press that saw other parts, those are marked."""
    rehearsal = _rehearse(walk_id)
    letter = rehearsal.to(request.args.get("owner"))
    plain = _without_link(letter, letter.text) if letter else ""
    with parts.reading() as db:
        walk = base.walk(db, walk_id)
        page = render_template(
            "desk/send.html",
            here="walks",
            walk=walk,
            next=rehearsal,
            letter=letter,
            plain=plain,
            differs=_differs(db, rehearsal.report) if status == 409 else {},
            **_sent(db, walk),
        )
    return Response(page, status, headers={"Content-Security-Policy": WITH_FRAME})


def _differs(db: Session, report: Report) -> dict[str, str]:
    """Each part that is not what the form's page had shown, with what to call it."""
    had = _shown_parts(request.form.get("parts", ""))
    changed = [name for name in {**had, **report.parts} if had.get(name) != report.parts.get(name)]
    return {name: _called(db, name) for name in sorted(changed)}


def _shown_parts(text: str) -> dict[str, str]:
    """What the page carried; nothing where it is not ours."""
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return {str(name): str(digest) for name, digest in told.items()} if isinstance(told, dict) else {}


def _called(db: Session, name: str) -> str:
    what, _colon, key = name.partition(":")
    if what == "letter":
        owner = db.get(owners.Owner, key)
        return _("Brevet till %(owner)s", owner=owner.name if owner else key)
    try:
        finding = db.get(Finding, UUID(key))
    except ValueError:
        finding = None
    words = (kinds.load(db).label(finding.kind), finding.text[:200]) if finding else (name,)
    return " · ".join(part for part in words if part)


def _sent(db: Session, walk: Walk) -> dict[str, object]:
    rows = letters.of_walk(db, walk.id)
    return {
        "area": db.get_one(places.Area, walk.area_id),
        "owners": owners.everyone(db),
        "versions": draw_up.versions(db, walk.id),
        "letters": rows,
        "paper": paper_letters.on_paper(db, rows),
        "formats": formats.NAMES,
    }


@pages.post("/walks/<uuid:walk_id>/send")
@parts.staff_only
def send(walk_id: UUID) -> ResponseReturnValue:
    try:
        report = _send(walk_id, request.form.get("digest"))
    except Refusal as refusal:
        if refusal.code != "preview-differs":
            raise
        return _page(walk_id, 409)
    if report.points:
        sent = ngettext(
            "%(num)d brev är skrivet och skickas nu.",
            "%(num)d brev är skrivna och skickas nu.",
            report.letters,
        )
        flash(_("Protokollet är fastställt, version %(version)s.", version=report.version) + " " + sent)
    else:
        flash(_("Det fanns inget nytt att skicka."), "problem")
    return redirect(url_for(".show", walk_id=walk_id), 303)


def _send(walk_id: UUID, expect: str | None) -> Report:
    with parts.transaction() as db:
        return handing_over.hand_over(
            db,
            base.walk(db, walk_id),
            everything=False,
            now=parts.now(),
            settings=parts.settings(),
            actor=parts.actor(),
            expect=expect,
        )


@pages.get("/walks/<uuid:walk_id>/send/letter")
@parts.staff_only
def preview(walk_id: UUID) -> ResponseReturnValue:
    """The letter to one owner in its HTML, alone and without any power. Its link is made when it is sent, so
    here it leads nowhere.
    """
    letter = _rehearse(walk_id).to(request.args.get("owner"))
    if letter is None:
        raise Refusal("not-found")
    return _bare(_without_link(letter, letter.html))


def _without_link(letter: Letter, body: str) -> str:
    settings = parts.settings()
    return letters.filled(letter, body, settings).replace(
        letters.address(letter, settings), f"{settings.base_url}/o/…"
    )


def _bare(html: str) -> Response:
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = LETTER_POLICY
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.get("/walks/<uuid:walk_id>/protocol.<wanted>")
@parts.staff_only
def protocol(walk_id: UUID, wanted: str) -> ResponseReturnValue:
    """The frozen document: `?owner=` for one owner's points, `?version=` for an earlier one."""
    if wanted not in formats.MEDIA:
        raise Refusal("not-found")
    owner_id, version = request.args.get("owner") or None, parts.whole("version")
    with parts.reading() as db:
        walk, zone = base.walk(db, walk_id), parts.settings().timezone
        data = formats.make(db, parts.storage(), walk, wanted, zone, owner_id=owner_id, version=version)
    return _document(
        data,
        wanted,
        "-".join(str(part) for part in ("protokoll", str(walk_id)[:8], owner_id, version) if part),
    )


def _document(data: bytes, wanted: str, name: str) -> Response:
    answer = Response(data, content_type=formats.MEDIA[wanted])
    how = "inline" if wanted in ("html", "pdf") else "attachment"
    answer.headers["Content-Disposition"] = f'{how}; filename="{name}.{wanted}"'
    answer.headers["Content-Security-Policy"] = DOCUMENT_POLICY
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.get("/letters/<uuid:letter_id>")
@parts.staff_only
def letter(letter_id: UUID) -> ResponseReturnValue:
    """A letter as it was written, fit to be printed for an owner who has no address."""
    settings = parts.settings()
    with parts.reading() as db:
        row = _letter(db, letter_id)
        return render_template(
            "desk/letter.html",
            here="walks",
            letter=row,
            owner=db.get(owners.Owner, row.owner_id),
            walk=db.get(Walk, row.walk_id),
            text=letters.filled(row, row.text, settings),
            link=letters.address(row, settings),
            given=paper_letters.on_paper(db, [row]),
        )


def _letter(db: Session, letter_id: UUID) -> Letter:
    """Never one by which somebody signs in."""
    row = db.get(Letter, letter_id)
    if row is None or row.owner_id is None:
        raise Refusal("not-found")
    return row


@pages.get("/letters/<uuid:letter_id>/code.svg")
@parts.staff_only
def letter_code(letter_id: UUID) -> ResponseReturnValue:
    """The letter's link as a square code, for the printed page."""
    with parts.reading() as db:
        row = _letter(db, letter_id)
    link = letters.address(row, parts.settings())
    if not link:
        raise Refusal("not-found")
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-store"}
    return Response(code.svg(link), mimetype="image/svg+xml", headers=headers)


@pages.post("/letters/<uuid:letter_id>/<any(again, paper):verb>")
@parts.staff_only
def mend(letter_id: UUID, verb: str) -> ResponseReturnValue:
    done = {"again": _("Brevet skickas igen."), "paper": _("Noterat: brevet är lämnat på papper.")}
    verbs = {"again": chasing.send_again, "paper": chasing.give_on_paper}
    with parts.transaction() as db:
        row = _letter(db, letter_id)
        seen.check(seen.letter(row))
        verbs[verb](db, row, parts.now(), parts.actor())
    flash(done[verb])
    return redirect(url_for(".letter", letter_id=letter_id), 303)
