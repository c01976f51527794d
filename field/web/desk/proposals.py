"""Proposals at the desk (förslag): what another phone says of a point is taken or left, one press each."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from field import findings
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.lifecycle.noting import deciding
from field.web import parts
from field.web.desk import base, proposed, seen

pages = Blueprint(
    "desk_proposals",
    __name__,
    url_prefix="/desk/walks/<uuid:walk_id>/clean-up/<uuid:finding_id>/proposals/<uuid:proposal_id>",
)


@pages.post("/<any(take, leave):verb>")
@parts.staff_only
def decide(walk_id: UUID, finding_id: UUID, proposal_id: UUID, verb: str) -> ResponseReturnValue:
    """To take it depends on all that stands; to leave it on what is proposed alone."""
    with parts.transaction() as db:
        finding = findings.get(db, finding_id, base.walk(db, walk_id))
        if finding.is_restricted or finding.state == "removed":
            raise Refusal("not-found")
        proposal = proposed.one(db, finding, proposal_id)
        read = seen.proposal(proposal)
        if verb == "take":
            seen.check(seen.finding_now(db, finding) + read)
            deciding.take(db, finding, proposal, parts.now(), parts.actor())
        else:
            seen.check(read)
            deciding.leave(db, finding, proposal, parts.now(), parts.actor())
    flash(_("Förslaget gäller nu. Läs punkten igen.") if verb == "take" else _("Det som står, står kvar."))
    return _back(walk_id, finding_id)


def _back(walk_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    wanted = request.form.get("back", "")
    there = url_for(
        "desk_clearing.show",
        walk_id=walk_id,
        show=request.form.get("show") or None,
        q=request.form.get("q") or None,
        row=finding_id,
    )
    return redirect(wanted if parts.is_own_path(wanted) else there, 303)
