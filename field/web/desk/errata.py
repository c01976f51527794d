"""Errata at the desk (rättelser): what was sent is corrected, hidden or withdrawn; undone within a day; and
handed on to those whom the rules name since.
"""

from collections import Counter
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlmodel import Session
from wtforms import BooleanField, SelectField, SelectMultipleField

from field import findings, kinds, owners, photos
from field.findings import Finding, FindingProposal, errata, versions
from field.kit import geo
from field.kit.errors import Refusal
from field.kit.i18n import N_
from field.kit.i18n import gettext as _
from field.kit.text import SHORT_MAX, TEXT_MAX
from field.lifecycle import correcting
from field.lifecycle.correcting import erasing
from field.lifecycle.noting import deciding
from field.walks import Walk
from field.web import parts
from field.web.desk import base, proposed, seen
from field.web.forms import Text, WordsField, at_most, needed, said

pages = Blueprint("desk_errata", __name__, url_prefix="/desk/walks/<uuid:walk_id>/clean-up/<uuid:finding_id>")

HELD = ("type", "kind", "text", "landmark", "lat", "lon")
EVERYWHERE = {"1": "public", "on": "public", "point": "public", "withdraw": "withdrawn"}
FAULTS = {
    "text": N_("Inget är ändrat. Skriv om det som är fel, eller välj något att dölja."),
    "type": N_("Välj något ur listan."),
    "kind": N_("Välj något ur listan."),
    "lat": N_("Skriv två tal i grader, till exempel 59.3884 och 17.9285."),
    "hide": N_("Välj något ur listan."),
}


class ErratumForm(FlaskForm):  # type: ignore[misc]
    """A field that was not sent leaves what it is about as it is."""

    type = SelectField(validate_choice=False)
    kind = SelectField(validate_choice=False)
    text = Text(validators=[at_most(TEXT_MAX)])
    landmark = WordsField(validators=[at_most(SHORT_MAX)])
    lat = WordsField()
    lon = WordsField()
    hide = SelectMultipleField(validate_choice=False)
    why = WordsField(validators=[needed(N_("Skriv varför. Det står i protokollet.")), at_most(SHORT_MAX)])

    @classmethod
    def of(cls, finding: Finding, proposal: FindingProposal | None = None) -> "ErratumForm":
        """As it stands, but for what is proposed."""
        changed = versions.differences(proposal, finding) if proposal else {}
        said = {name: proposed for name, (_stands, proposed) in changed.items()}
        lat, lon = said.get("position", (finding.lat, finding.lon))
        return cls(
            formdata=None,
            **{
                name: said.get(name, getattr(finding, name)) or ""
                for name in ("type", "kind", "text", "landmark")
            },
            lat=_degrees(lat),
            lon=_degrees(lon),
        )

    def said(self, finding: Finding) -> correcting.Correction:
        """Raises "invalid" with field `lat` for what is no position."""
        given = {
            name: said(self[name]) for name in ("type", "kind", "text", "landmark") if self[name].raw_data
        }
        hide = {EVERYWHERE.get(each, each) for each in self.hide.data or [] if each}
        return correcting.Correction(
            said(self.why),
            type=given.get("type") or None,
            kind=given.get("kind") or None,
            text=given.get("text"),
            landmark=given.get("landmark"),
            position=self._position(finding),
            hide=frozenset(hide),
        )

    def _position(self, finding: Finding) -> tuple[float, float] | None:
        """None where it is the one that the page showed."""
        typed = (said(self.lat).replace(",", "."), said(self.lon).replace(",", "."))
        if typed in (("", ""), (_degrees(finding.lat), _degrees(finding.lon))):
            return None
        try:
            found = geo.position(float(typed[0]), float(typed[1]))
        except ValueError:
            found = None
        if found is None:
            raise Refusal("invalid", field="lat")
        return found


class EraseForm(FlaskForm):  # type: ignore[misc]
    """First a rehearsal; `sure` is the press of its page."""

    words = WordsField(validators=[needed(N_("Skriv orden som ska bort.")), at_most(SHORT_MAX)])
    decision = WordsField(validators=[needed(N_("Skriv beslutets nummer.")), at_most(60)])
    sure = BooleanField()


def _degrees(degrees: float | None) -> str:
    return "" if degrees is None else f"{degrees:.6f}"


@pages.get("/erratum")
@parts.staff_only
def show(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        finding = _sent(db, walk_id, finding_id)
        return _page(db, finding, ErratumForm.of(finding, _proposal(db, finding)))


def _proposal(db: Session, finding: Finding) -> FindingProposal | None:
    """The one that the page's form takes, if it does. Of behaviour none can be: such a note is not corrected
    here.
    """
    if not (asked := request.values.get("proposal", "")):
        return None
    try:
        found = proposed.one(db, finding, UUID(asked))
    except ValueError:
        raise Refusal("not-found") from None
    if found.is_restricted:
        raise Refusal("not-found")
    return found


def _page(
    db: Session,
    finding: Finding,
    form: ErratumForm,
    status: int = 200,
    erase: EraseForm | None = None,
    found: Counter[str] | None = None,
) -> ResponseReturnValue:
    told = errata.of_finding(db, finding.id)
    standing = errata.standing(told)
    pictures = photos.of_findings(db, [finding.id]).get(finding.id, [])
    waiting = versions.asking(db, [finding], restricted=parts.may_see_restricted())
    known = kinds.load(db)
    page = render_template(
        "desk/erratum.html",
        here="walks",
        walk=db.get_one(Walk, finding.walk_id),
        finding=finding,
        form=form,
        erase=erase or EraseForm(formdata=None),
        found=found,
        kept_in=erasing.PLACES,
        kinds=known,
        proposals=proposed.told(finding, waiting.get(finding.id, []), known),
        taken=request.values.get("proposal", ""),
        types={code: each.staff for code, each in kinds.TYPES.items() if each.is_public},
        pictures=[each for each in pictures if not each.is_voice and each.state != "rejected"],
        told=told,
        standing=standing,
        may_undo=standing is not None and standing.may_be_undone(parts.now()),
        owners=owners.everyone(db),
        read=seen.finding_now(db, finding) + _spot(finding),
    )
    return page, status


def _spot(finding: Finding) -> list[seen.Seen]:
    """Latitude and longitude as the form holds them."""
    return [
        seen.Seen(name, label, [_degrees(value)] if value is not None else [])
        for name, label, value in (("lat", N_("Latitud"), finding.lat), ("lon", N_("Longitud"), finding.lon))
    ]


def _sent(db: Session, walk_id: UUID, finding_id: UUID) -> Finding:
    """A point that stands in a protocol; behaviour notes are not reached from here."""
    finding = findings.get(db, finding_id, base.walk(db, walk_id))
    if finding.is_restricted or finding.state != "frozen" or not finding.number:
        raise Refusal("not-found")
    return finding


@pages.post("/erratum")
@parts.staff_only
def correct(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    form = ErratumForm()
    try:
        with parts.transaction() as db:
            finding = _sent(db, walk_id, finding_id)
            seen.check(seen.finding_now(db, finding) + _spot(finding), holds=HELD, watches=("hidden",))
            if not form.validate_on_submit():
                return _page(db, finding, form, 422)
            proposal = _proposal(db, finding)
            correcting.correct(db, finding, form.said(finding), parts.now(), parts.settings(), parts.actor())
            if proposal is not None:
                deciding.settle(db, finding, proposal, parts.now(), parts.actor())
    except Refusal as refusal:
        return _refused(walk_id, finding_id, form, refusal)
    flash(_("Rättelsen är gjord. Den kan ångras i 24 timmar."))
    return _back(walk_id, finding_id)


def _refused(walk_id: UUID, finding_id: UUID, form: ErratumForm, refusal: Refusal) -> ResponseReturnValue:
    if refusal.field not in FAULTS:
        raise refusal
    form[refusal.field].errors = [_(FAULTS[refusal.field])]
    with parts.reading() as db:
        return _page(db, _sent(db, walk_id, finding_id), form, 422)


@pages.post("/undo")
@parts.staff_only
def undo(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    with parts.transaction() as db:
        finding = _sent(db, walk_id, finding_id)
        seen.check(seen.finding_now(db, finding), watches=(*HELD, "hidden"))
        correcting.undo(db, finding, parts.now(), parts.settings(), parts.actor())
    flash(_("Rättelsen är ångrad."))
    return _back(walk_id, finding_id)


@pages.post("/hand-on")
@parts.staff_only
def hand_on(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    """To those whom the rules name since it was corrected."""
    with parts.transaction() as db:
        finding = _sent(db, walk_id, finding_id)
        seen.check(seen.finding_now(db, finding), watches=("kind", "type", "position", "owner"))
        correcting.hand_on(db, finding, parts.now(), parts.settings(), parts.actor())
    flash(_("%(number)s har fått en ny ägare. Den skickas när du skickar tillägget.", number=finding.number))
    return _back(walk_id, finding_id)


@pages.post("/erase")
@parts.staff_only
def erase(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    """Personal data, by a decision: shown first, then gone for ever."""
    form = EraseForm()
    with parts.transaction() as db:
        finding = _sent(db, walk_id, finding_id)
        seen.check(seen.finding_now(db, finding), watches=HELD)
        if not form.validate_on_submit():
            return _page(db, finding, ErratumForm.of(finding), 422, form)
        try:
            found = erasing.rehearse(db, finding, said(form.words))
            if not form.sure.data:
                return _page(db, finding, ErratumForm.of(finding), 200, form, found)
            erasing.erase(db, finding, said(form.words), said(form.decision), parts.now(), parts.actor())
        except Refusal as refusal:
            if refusal.field != "words":
                raise
            form.words.errors = [_("Orden står ingenstans, eller är för korta.")]
            return _page(db, finding, ErratumForm.of(finding), 422, form)
    flash(_("Personuppgifterna är borta. Där de stod står att något är borttaget."))
    return _back(walk_id, finding_id)


def _back(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    wanted = request.form.get("back", "")
    there = url_for(".show", walk_id=walk_id, finding_id=finding_id)
    return redirect(wanted if parts.is_own_path(wanted) else there, 303)
