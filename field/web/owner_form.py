"""The owner's form (ägarens svar): fields read with care. What is wrong is named field by field, and all that
was typed is kept.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict

from field import followups, handovers
from field.handovers import Handover, HandoverState
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.kit.text import SHORT_MAX, TEXT_MAX, clean, one_line
from field.lifecycle.answering import Said
from field.web import uploads

EARLIEST = date(2000, 1, 1)
YEARS_AHEAD = 5
PHOTO_MAX = 30 * 1024 * 1024
PHOTOS_MAX = 10
ALL_MAX = 100 * 1024 * 1024
"""Bytes of a whole form: several photos of a phone, and no more than a server can take in one breath."""

Photos = tuple[tuple[str, str, bytes], ...]


@dataclass
class Form:
    """What was sent. `typed` is shown again as it was; `faults` is field → words; `several` says which of the
    page's forms it was.
    """

    typed: dict[str, str]
    points: list[str]
    several: bool
    version: int = 0
    faults: dict[str, str] = field(default_factory=dict)
    photos: Photos = ()
    photo_sent: bool = False

    @property
    def way(self) -> HandoverState | None:
        """The answer chosen; None for none, and for taking the last one back."""
        return handovers.ANSWERS.get(self.typed["answer"])

    @property
    def asks(self) -> tuple[str, ...]:
        return self.way.asks if self.way else ()

    def said(self) -> Said:
        """Fields that belong to another answer than the chosen one were typed in passing, and are left."""
        day = self.typed["date"] if "date" in self.asks else ""
        return Said(
            answer=self.typed["answer"],
            day=date.fromisoformat(day) if day else None,
            words=clean(self.typed["words"]),
            reason=self.typed["reason"] if "reason" in self.asks else "",
            suggested_owner=one_line(self.typed["suggested_owner"]) if "owner" in self.asks else "",
            own_ref=one_line(self.typed["own_ref"]),
            photos=self.photos,
        )

    def chosen(self, rows: Iterable[Handover]) -> list[Handover]:
        """The rows that are answered. Raises "invalid" with field `points` for a number that is not in the
        list, or for none at all.
        """
        by_number = {row.number: row for row in rows}
        if not self.points or any(number not in by_number for number in self.points):
            raise Refusal("invalid", field="points")
        return [by_number[number] for number in self.points]


def read(request: Request, today: date) -> Form:
    given = request.form
    names = ("answer", "date", "words", "reason", "suggested_owner", "own_ref")
    typed = {name: given.get(name, "").strip() for name in names}
    if "undo" in given.getlist("answer"):
        typed["answer"] = "undo"
    points = list(dict.fromkeys(number.strip().upper() for number in given.getlist("points")))
    form = Form(typed, points, several="several" in given)
    _version(form, given)
    _answer(form)
    _lengths(form)
    if "date" in form.asks:
        _date(form, today)
    _photos(form, request.files.getlist("photo"))
    return form


def _version(form: Form, given: MultiDict[str, str]) -> None:
    text = given.get("version", "")
    if text.isascii() and text.isdigit() and len(text) < 10:
        form.version = int(text)
    else:
        form.faults["version"] = _("Sidan var för gammal. Läs vad som gäller nu och svara igen.")


def _answer(form: Form) -> None:
    if form.way is None and form.typed["answer"] != "undo":
        form.faults["answer"] = _("Välj ett svar.")
    elif "reason" in form.asks and form.typed["reason"] not in handovers.REASONS:
        form.faults["reason"] = _(
            "Välj varför det inte blir gjort. Då kan vi berätta det för dem som bor här."
        )


def _lengths(form: Form) -> None:
    for name, most in (("words", TEXT_MAX), ("suggested_owner", SHORT_MAX), ("own_ref", SHORT_MAX)):
        if len(form.typed[name]) > most:
            form.faults[name] = _("Texten är för lång. Högst %(most)d tecken får plats.", most=most)


def _date(form: Form, today: date) -> None:
    if not form.typed["date"]:
        return
    try:
        day = date.fromisoformat(form.typed["date"])
    except ValueError:
        form.faults["date"] = _(
            "Det där är inget datum. Skriv år, månad och dag, till exempel %(day)s.", day=today.isoformat()
        )
        return
    if form.way and form.way.day == "done" and day > today:
        form.faults["date"] = _("Dagen har inte varit än. Välj Planerat om det ska göras senare.")
    elif not EARLIEST <= day <= latest(today):
        form.faults["date"] = _("Välj ett datum högst fem år framåt, och inte före år 2000.")


def latest(today: date) -> date:
    return followups.months_later(today, YEARS_AHEAD * 12)


def _photos(form: Form, files: list[FileStorage]) -> None:
    sent = [each for each in files if each.filename]
    form.photo_sent = bool(sent)
    if len(sent) > PHOTOS_MAX:
        form.faults["photo"] = _("Högst tio foton får plats i ett svar.")
        return
    try:
        form.photos = tuple(_photo(each) for each in sent)
    except Refusal as refusal:
        form.faults["photo"] = refusal.words


def _photo(file: FileStorage) -> tuple[str, str, bytes]:
    data = uploads.read(file.stream, None, PHOTO_MAX)
    mime = uploads.check(data)
    if mime not in uploads.IMAGES:
        raise Refusal("media-type")
    return hashlib.sha256(data).hexdigest(), mime, data
