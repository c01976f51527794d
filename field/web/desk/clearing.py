"""The clean-up (genomgången): a walk's findings in one list with a map beside it, and all that can be done
about each.

The whole state of the page is in its address (`show`, `q`, `row`), so a form comes back to the same list and
goes on to the next row."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import findings, kinds, owners, places
from field.findings import Finding, asked, words
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.kit.i18n import ngettext
from field.lifecycle import clearing
from field.lifecycle.noting import deciding, placing
from field.readings import desk
from field.readings.desk.clean_up import FILTERS, CleanUpRow
from field.walks import Walk
from field.web import parts
from field.web.desk import base, maps, proposed, seen
from field.web.desk.clearing_forms import ASKED, CALL_OUTCOMES, CallForm, EditForm, HoldForm
from field.web.forms import said

pages = Blueprint("desk_clearing", __name__, url_prefix="/desk/walks/<uuid:walk_id>/clean-up")

STATE = ("state", "held_why", "double_of")
LISTED = asked.at("list")
NAMES = {
    "type": kinds.TYPES.words("staff"),
    "urgency": kinds.URGENCIES.words("staff"),
    "call": CALL_OUTCOMES,
}


@pages.get("")
@parts.staff_only
def show(walk_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        return _page(db, base.walk(db, walk_id))


def _page(db: Session, walk: Walk, status: int = 200, **forms: object) -> ResponseReturnValue:
    """The list with the chosen row's panel; `forms` are those to show again with their faults."""
    every = desk.clean_up.rows(db, walk, restricted=parts.may_see_restricted())
    known = kinds.load(db)
    shown = _shown(every)
    chosen = next((row for row in every if str(row.finding.id) == request.values.get("row")), None)
    page = render_template(
        "desk/clean_up.html",
        here="walks",
        walk=walk,
        area=db.get_one(places.Area, walk.area_id),
        every=every,
        rows=shown,
        row=chosen,
        around=_around(shown, chosen),
        show=_filter(),
        q=request.values.get("q", ""),
        names=NAMES,
        asked=ASKED,
        told=asked.told,
        kinds=known,
        counts={key: sum(map(fits, every)) for key, fits in FILTERS.items()},
        owners=owners.everyone(db),
        map=maps.of_list(db, walk, shown, _filter()),
        borders=_borders(db, chosen),
        marked=words.marked(chosen.finding) if chosen else [],
        words_await=chosen is not None and words.awaits(chosen.finding),
        removed=[row for row in findings.of_walk(db, walk.id, ("removed",)) if not row.is_restricted],
        proposals=proposed.told(chosen.finding, chosen.proposals, known) if chosen else [],
        restricted=_restricted_count(db, walk),
        **_places(db, walk, chosen),
        **(_forms(db, chosen) | forms),
    )
    return page, status


def _filter() -> str:
    wanted = request.values.get("show", "all")
    return wanted if wanted in FILTERS else "all"


def _shown(every: list[CleanUpRow]) -> list[CleanUpRow]:
    wanted = places.key(request.values.get("q", ""))
    return [
        row
        for row in every
        if FILTERS[_filter()](row) and wanted in places.key(f"{row.label} {row.place} {_words(row.finding)}")
    ]


def _words(finding: Finding) -> str:
    said = (each.of(finding) for each in ASKED if not each.choices)
    return " ".join(each for each in (*said, finding.number) if each)


def _around(shown: list[CleanUpRow], chosen: CleanUpRow | None) -> tuple[UUID | None, UUID | None]:
    """The rows before and after the chosen one."""
    ids = [row.finding.id for row in shown]
    if chosen is None:
        return None, ids[0] if ids else None
    if chosen.finding.id not in ids:
        return None, next(
            (row.finding.id for row in shown if row.number > chosen.number), ids[0] if ids else None
        )
    at = ids.index(chosen.finding.id)
    return ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None


def _borders(db: Session, chosen: CleanUpRow | None) -> list[places.Area]:
    return desk.clean_up.border(db, chosen.finding) if chosen else []


def _places(db: Session, walk: Walk, chosen: CleanUpRow | None) -> dict[str, object]:
    """Every position somebody told of the chosen point, and why the one in use is."""
    if chosen is None:
        return {}
    return {
        "positions": placing.told(db, walk, chosen.finding, chosen.photos),
        "place_why": placing.why(chosen.finding),
    }


def _restricted_count(db: Session, walk: Walk) -> int:
    """How many behaviour notes there are, for those who may read them."""
    return (
        sum(1 for row in findings.of_walk(db, walk.id) if row.is_restricted)
        if parts.may_see_restricted()
        else 0
    )


def _forms(db: Session, chosen: CleanUpRow | None) -> dict[str, object]:
    if chosen is None:
        return {}
    zone = parts.settings().timezone
    return {
        "edit": EditForm.of(chosen.finding, kinds.load(db)),
        "hold": HoldForm(formdata=None),
        "call": CallForm.at(parts.now(), zone),
    }


@pages.get("/list.csv")
@parts.staff_only
def show_csv(walk_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        rows = _shown(desk.clean_up.rows(db, base.walk(db, walk_id)))
    header = (
        "no",
        "number",
        "type",
        "kind",
        "place",
        "landmark",
        "text",
        "urgency",
        *(each.code for each in LISTED),
        "owners",
        "state",
        "lat",
        "lon",
    )
    return base.csv_answer("clean-up", header, [_cells(row) for row in rows])


def _cells(point: CleanUpRow) -> tuple[base.Cell, ...]:
    finding, outdoors = point.finding, not point.finding.is_indoors
    owner_names = "; ".join(each.owner.name for each in point.to)
    return (
        point.number,
        finding.number,
        finding.type,
        point.label,
        point.place,
        finding.landmark,
        finding.text,
        point.urgency,
        *(_codes(each.shown(finding)) for each in LISTED),
        owner_names,
        point.state,
        finding.lat if outdoors else None,
        finding.lon if outdoors else None,
    )


def _codes(value: object) -> base.Cell:
    return ", ".join(value) if isinstance(value, list) else str(value or "")


@pages.post("/release-all")
@parts.staff_only
def release_all(walk_id: UUID) -> ResponseReturnValue:
    with parts.transaction() as db:
        walk = base.walk(db, walk_id)
        seen.check(seen.findings(row.finding for row in desk.clean_up.rows(db, walk)))
        done, left = clearing.release_many(db, walk, parts.now(), parts.actor())
    flash(ngettext("%(num)d punkt är klar.", "%(num)d punkter är klara.", done))
    if left:
        flash(
            ngettext("%(num)d punkt behöver dig först.", "%(num)d punkter behöver dig först.", left),
            "problem",
        )
    return base.back(url_for(".show", walk_id=walk_id))


@pages.post("/<uuid:finding_id>/<any(release, take_back):verb>")
@parts.staff_only
def move(walk_id: UUID, finding_id: UUID, verb: str) -> ResponseReturnValue:
    with parts.transaction() as db:
        row = _finding(db, walk_id, finding_id)
        seen.check(seen.finding_now(db, row), watches=None if verb == "release" else STATE)
        if verb == "release" and words.awaits(row):
            flash(_("Läs det markerade först: dölj det, eller behåll det."), "problem")
            return _stay(walk_id, finding_id)
        {"release": clearing.release, "take_back": clearing.take_back}[verb](
            db, row, parts.now(), parts.actor()
        )
    return _onward(walk_id, finding_id)


@pages.post("/<uuid:finding_id>/bring-back")
@parts.staff_only
def bring_back(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    with parts.transaction() as db:
        row = findings.get(db, finding_id, base.walk(db, walk_id))
        if row.is_restricted:
            raise Refusal("not-found")
        seen.check(seen.finding_now(db, row), watches=("state",))
        deciding.bring_back(db, row, parts.now(), parts.actor())
    flash(_("Punkten är tillbaka i listan."))
    return _stay(walk_id, finding_id)


@pages.post("/<uuid:finding_id>/words/<any(mask, keep, keep_for_owner):choice>")
@parts.staff_only
def read_words(walk_id: UUID, finding_id: UUID, choice: str) -> ResponseReturnValue:
    """A person has looked at the words, and says who may read them as they stand."""
    with parts.transaction() as db:
        row = _finding(db, walk_id, finding_id)
        seen.check(seen.finding_now(db, row), watches=("state", *seen.EDITED))
        if choice == "mask":
            clearing.mask_words(db, row, parts.now(), parts.actor())
        else:
            audiences = words.AUDIENCES if choice == "keep" else ("owner",)
            clearing.keep_words(db, row, audiences, parts.now(), parts.actor())
    flash(_("Det markerade är dolt.") if choice == "mask" else _("Orden är lästa."))
    return _stay(walk_id, finding_id)


@pages.post("/<uuid:finding_id>/hold")
@parts.staff_only
def hold(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    form = HoldForm()
    with parts.transaction() as db:
        row = _finding(db, walk_id, finding_id)
        seen.check(seen.finding_now(db, row), watches=STATE)
        if not form.validate_on_submit():
            return _again(db, walk_id, row, hold=form)
        clearing.hold(db, row, said(form.why), parts.now(), parts.actor())
    return _onward(walk_id, finding_id)


@pages.post("/<uuid:finding_id>/link")
@parts.staff_only
def link(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    with parts.transaction() as db:
        row = _finding(db, walk_id, finding_id)
        main = _finding(db, walk_id, _uuid(request.form.get("main", "")))
        seen.check(seen.finding_now(db, row), watches=(*STATE, "kind", "position"))
        clearing.link_double(db, row, main, parts.now(), parts.actor())
    flash(_("Punkterna är länkade. Båda finns kvar, en skickas."))
    return _onward(walk_id, finding_id)


@pages.post("/<uuid:finding_id>/owners")
@parts.staff_only
def set_owners(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    chosen = [each for each in (*request.form.getlist("owner"), request.form.get("more", "")) if each]
    with parts.transaction() as db:
        row = _finding(db, walk_id, finding_id)
        seen.check(seen.finding_now(db, row), holds=("owner",), watches=("type", "kind", "position"))
        clearing.set_owners(
            db, row, chosen, parts.now(), parts.actor(), request.form.get("why", "").strip()[:300]
        )
    return _stay(walk_id, finding_id)


@pages.post("/<uuid:finding_id>/edit")
@parts.staff_only
def edit(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    form = EditForm()
    with parts.transaction() as db:
        row = _finding(db, walk_id, finding_id)
        seen.check(seen.finding_now(db, row), holds=seen.EDITED, watches=STATE)
        if not form.is_right(kinds.load(db)):
            return _again(db, walk_id, row, edit=form)
        clearing.edit(db, row, form.said(), parts.now(), parts.actor())
    flash(_("Ändringen är sparad."))
    return _stay(walk_id, finding_id)


@pages.post("/<uuid:finding_id>/place")
@parts.staff_only
def place(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    """`use` names one of the positions that were told; empty lets the rule decide."""
    with parts.transaction() as db:
        row = _finding(db, walk_id, finding_id)
        seen.check(seen.finding_now(db, row), watches=("position",))
        placing.choose(db, row, request.form.get("use", ""), parts.now(), parts.actor())
    flash(_("Platsen är vald."))
    return _stay(walk_id, finding_id)


@pages.post("/<uuid:finding_id>/call")
@parts.staff_only
def log_call(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    form, zone = CallForm(), parts.settings().timezone
    with parts.transaction() as db:
        row = _finding(db, walk_id, finding_id)
        seen.check(seen.finding_now(db, row), watches=("called",))
        if not form.is_right(parts.now(), zone):
            return _again(db, walk_id, row, call=form)
        clearing.log_call(
            db, row, form.moment(zone), said(form.whom), form.told(), parts.now(), parts.actor()
        )
    flash(_("Samtalet är noterat."))
    return _stay(walk_id, finding_id)


def _finding(db: Session, walk_id: UUID, finding_id: UUID) -> Finding:
    """Behaviour notes are not reached from here."""
    row = findings.get(db, finding_id, base.walk(db, walk_id))
    if row.is_restricted or row.state == "removed":
        raise Refusal("not-found")
    return row


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refusal("invalid", field="main") from None


def _again(db: Session, walk_id: UUID, finding: Finding, **forms: object) -> ResponseReturnValue:
    db.rollback()
    return _page(db, base.walk(db, walk_id), 422, **forms)


def _list(walk_id: UUID, row: object) -> ResponseReturnValue:
    q = request.form.get("q") or None
    return redirect(url_for(".show", walk_id=walk_id, show=_filter(), q=q, row=row), 303)


def _stay(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    return _list(walk_id, finding_id)


def _onward(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    return _list(walk_id, request.form.get("onward") or finding_id)
