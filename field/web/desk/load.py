"""Loading at the desk (läs in): a district's files, all or nothing; every fault with its line and reason. For
admins.
"""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import loading
from field.kit.errors import Refusal
from field.kit.i18n import N_
from field.kit.i18n import gettext as _
from field.loading import Loaded
from field.web import parts
from field.web.desk.load_words import in_words

pages = Blueprint("desk_load", __name__, url_prefix="/desk/load")

Loader = Callable[[Session, bytes, datetime, str], Loaded]
AREAS_HELP = N_("GeoJSON i grader. Ytor är områden, punkter är platser.")
FILES: dict[str, tuple[Loader, str, str, str]] = {
    "areas": (loading.load_areas, N_("Områden och platser"), AREAS_HELP, ".geojson,.json"),
    "owners": (
        loading.load_owners,
        N_("Ägare"),
        "id,name,role,email,deputy_email,escalation_email,phone,languages",
        ".csv",
    ),
    "roles": (loading.load_roles, N_("Roller"), "role,area,owner", ".csv"),
    "rules": (loading.load_rules, N_("Regler"), "kind,area,owner,priority,why", ".csv"),
    "kinds": (loading.load_kinds, N_("Kategorier och frågor"), N_("YAML med en lista kinds."), ".yaml,.yml"),
    "reports": (
        loading.load_reports,
        N_("Tidigare rapporter"),
        "id,area,place,lat,lon,date,kind,text,owner,status",
        ".csv",
    ),
}


@pages.get("")
@parts.admin_only
def index() -> ResponseReturnValue:
    return _page(None, None)


def _page(what: str | None, loaded: Loaded | None, fault: str = "") -> ResponseReturnValue:
    page = render_template(
        "desk/load.html", here="load", files=FILES, what=what, loaded=loaded, fault=fault, in_words=in_words
    )
    return page, 422 if fault or (loaded and loaded.refused) else 200


@pages.post("/<what>")
@parts.admin_only
def load(what: str) -> ResponseReturnValue:
    if what not in FILES:
        raise Refusal("not-found")
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(what, None, _("Välj en fil först."))
    data = file.stream.read()
    with parts.transaction() as db:
        loaded = FILES[what][0](db, data, parts.now(), parts.actor())
        if loaded.refused:
            db.rollback()
    return _page(what, loaded)
