"""Refusals as answers: a page for people, problem+json (RFC 9457) for phones; one handler for both, and
nothing of the inside is told.
"""

import json

import structlog
from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateNotFound
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException

from field.kit import trouble
from field.kit.errors import CATALOGUE, Refusal
from field.kit.i18n import gettext as _

log = structlog.get_logger()
CODES = {
    400: "invalid",
    401: "pass-missing",
    403: "not-allowed",
    404: "not-found",
    405: "invalid",
    413: "too-large",
    415: "media-type",
}


def init(app: Flask) -> None:
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NoConnection, _database)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(RecursionError, _too_deep)
    app.register_error_handler(OSError, _full)
    app.register_error_handler(Exception, _broken)


def refused(refusal: Refusal) -> ResponseReturnValue:
    answer = problem(refusal) if wants_json() else page(refusal.status, refusal.words)
    if refusal.status in (429, 503):
        answer.headers["Retry-After"] = str(refusal.details.get("retry_after", 5))
    if refusal.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def wants_json() -> bool:
    return request.path.startswith("/api/")


def problem(refusal: Refusal, **more: object) -> Response:
    body: dict[str, object] = {
        "type": "about:blank",
        "title": refusal.words,
        "status": refusal.status,
        "code": refusal.code,
        **more,
    }
    if refusal.field:
        body["field"] = refusal.field
    if "retry_after" in refusal.details:
        body["retry_after"] = refusal.details["retry_after"]
    return Response(json.dumps(body, ensure_ascii=False), refusal.status, mimetype="application/problem+json")


def page(status: int, words: str) -> Response:
    return Response(
        render_template("errors/page.html", status=status, words=words), status, mimetype="text/html"
    )


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return page(400, _("Sidan var för gammal. Gå tillbaka, ladda om sidan och försök igen."))


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None and status < 400:
        return error.response
    answer = refused(Refusal(CODES.get(status, "invalid"), status))
    if isinstance(answer, Response):
        answer.headers.extend(
            (name, value) for name, value in error.get_headers() if name in ("Allow", "Location")
        )
    return answer


def _database(error: DBAPIError | NoConnection) -> ResponseReturnValue:
    """503 only for what is everybody's, and worth the same request again. What the database refuses for what
    it says is a fault; what was said stays out of the log.
    """
    if trouble.is_busy(error):
        log.warning("database-busy", problem=type(error).__name__, constraint=trouble.constraint(error))
        return refused(Refusal("busy"))
    trouble.log_it("database-refused", error, path=masked(request.path))
    return _fault()


def _too_deep(_error: RecursionError) -> ResponseReturnValue:
    """Lists in lists in lists: nothing that anyone wrote by hand."""
    return refused(Refusal("not-json"))


def _full(error: OSError) -> ResponseReturnValue:
    """No room on the disk, or the store is away: 503, never a 2xx for what is not safe."""
    if isinstance(error, TemplateNotFound):  # an OSError by birth, but a fault of ours
        return _broken(error)
    log.error("storage-failed", errno=error.errno)
    return refused(Refusal("busy"))


def _broken(error: Exception) -> ResponseReturnValue:
    log.error("unexpected", path=masked(request.path), exc_info=error)
    return _fault()


def _fault() -> ResponseReturnValue:
    return refused(Refusal("fault"))


def masked(path: str) -> str:
    """A path without the secrets in it, for logs."""
    for start in ("/o/", "/join/", "/follow/", "/desk/sign-in/"):
        if path.startswith(start) and len(path) > len(start):
            return start + "…"
    return path


__all__ = ["CATALOGUE", "masked", "page", "problem", "refused"]
