"""Open311 GeoReport v2, read only: published faults outdoors, for programs that already know how to read a
city's requests.

The public sees months: the time of a request is the first day of its month, at noon in UTC, so that no zone
turns it into another month."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from xml.etree import ElementTree

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from field import kinds
from field.handovers.standings import GROUPS
from field.kit import clock
from field.readings import public
from field.readings.public import PublicSighting
from field.web import parts

pages = Blueprint("open311", __name__, url_prefix="/open311/v2")

PAGE = 50
LARGEST_PAGE = 200
MOST = 1000
FORMATS = "<any(json, xml):form>"


@pages.get(f"/services.{FORMATS}")
def services(form: str) -> ResponseReturnValue:
    with parts.reading() as db:
        known = kinds.load(db)
    rows = [
        {
            "service_code": row.code,
            "service_name": row.label(),
            "description": row.label(),
            "metadata": "false",
            "type": "realtime",
            "keywords": row.parent or row.code,
            "group": known.label(known.family(row.code)),
        }
        for row in known.by_code.values()
        if known.family(row.code) not in (kinds.RESTRICTED, kinds.POSITIVE)
    ]
    return _answer(form, "services", "service", rows)


@pages.get(f"/requests.{FORMATS}")
def requests(form: str) -> ResponseReturnValue:
    """What cannot be read as a date is said, as the specification has it: a list of all would pass for what
    was asked.
    """
    try:
        start, end = _moment("start_date"), _moment("end_date")
    except (ValueError, OverflowError):
        return _refused(form, 400, "start_date and end_date must be like 2026-05-12T00:00:00Z")
    rows = [row for row in map(_request, _published()) if _asked_for(row) and _is_between(row, start, end)]
    size, page = _number("page_size", PAGE, LARGEST_PAGE), _number("page", 1, 10_000)
    return _answer(form, "service_requests", "request", rows[(page - 1) * size : page * size])


@pages.get(f"/requests/<number>.{FORMATS}")
def one(number: str, form: str) -> ResponseReturnValue:
    rows = [_request(each) for each in _published() if each.number == number.upper()]
    if not rows:
        return _refused(form, 404, "service_request_id not found")
    return _answer(form, "service_requests", "request", rows)


def _published() -> Iterable[PublicSighting]:
    with parts.reading() as db:
        seen = public.everything(db, parts.settings().timezone, MOST)
    return [each for each in seen if each.type == "defect" and each.position]


def _request(each: PublicSighting) -> dict[str, Any]:
    lat, lon = each.position or (None, None)
    standing = each.standing
    return {
        "service_request_id": each.number,
        "status": "closed" if GROUPS[standing.group].is_closed else "open",
        "status_notes": " ".join(part for part in (standing.words, standing.reason) if part),
        "service_name": each.label,
        "service_code": each.kind or kinds.OTHER,
        "description": each.words or each.label,
        "agency_responsible": None,
        "service_notice": None,
        "requested_datetime": _noon(each.month),
        "updated_datetime": _noon(each.checked or each.month),
        "expected_datetime": _noon(standing.done_by) if standing.done_by else None,
        "address": each.where,
        "address_id": None,
        "zipcode": None,
        "lat": round(lat, 6) if lat is not None else None,
        "long": round(lon, 6) if lon is not None else None,
        "media_url": f"{parts.settings().base_url}/photo/{each.before.public_id}/large"
        if each.before
        else None,
    }


def _noon(day: date) -> str:
    return datetime.combine(day, time(12), UTC).isoformat().replace("+00:00", "Z")


def _asked_for(entry: dict[str, Any]) -> bool:
    """The filters of the specification."""
    wanted = {
        name: set(request.args.get(name, "").split(",")) - {""}
        for name in ("service_request_id", "service_code", "status")
    }
    return not any(values and entry[name] not in values for name, values in wanted.items())


def _is_between(entry: dict[str, Any], start: datetime | None, end: datetime | None) -> bool:
    at = clock.parse(entry["requested_datetime"])
    return (start is None or at >= start) and (end is None or at <= end)


def _moment(name: str) -> datetime | None:
    """None where nothing was said. Raises ValueError or OverflowError for what is no time with a zone."""
    text = request.args.get(name, "").strip()
    return clock.parse(text) if text else None


def _number(name: str, otherwise: int, most: int) -> int:
    text = request.args.get(name, "")
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _refused(form: str, code: int, why: str) -> ResponseReturnValue:
    answer = _answer(form, "errors", "error", [{"code": code, "description": why}])
    answer.headers["Cache-Control"] = "no-cache"
    return answer, code


def _answer(form: str, root: str, item: str, rows: list[dict[str, Any]]) -> Response:
    response = jsonify(rows) if form == "json" else Response(_xml(root, item, rows), mimetype="text/xml")
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _xml(root: str, item: str, rows: list[dict[str, Any]]) -> bytes:
    top = ElementTree.Element(root)
    for row in rows:
        node = ElementTree.SubElement(top, item)
        for name, value in row.items():
            ElementTree.SubElement(node, name).text = "" if value is None else str(value)
    return bytes(ElementTree.tostring(top, encoding="utf-8", xml_declaration=True))
