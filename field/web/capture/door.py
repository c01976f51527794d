"""The walk on the phone (vandringen): the door with a code, and the shell of an app that lives in the phone
from then on.

No page here knows anything of a walk: the shell is the same for every walk and person, so a service worker
may answer for it, and a code is only tried when the phone asks the API with it."""

import json
from hashlib import sha256
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from field.kit import i18n
from field.web.capture.book import book
from field.web.capture.modules import first_needed

pages = Blueprint("capture", __name__)


@pages.get("/join")
def door() -> ResponseReturnValue:
    """Where a code is typed. The form is a GET to here, so it works without scripts."""
    code = tidy(request.args.get("code", ""))
    if code:
        return redirect(url_for(".join", code=code), 303)
    return _page("code")


@pages.get("/join/<code>")
def join(code: str) -> ResponseReturnValue:
    """First which language; with `?lang=` in the address, who one is and what happens with photos."""
    if code != tidy(code):
        return redirect(url_for(".join", code=tidy(code) or "-"), 303)
    step = "who" if request.args.get("lang") in i18n.LANGUAGES else "language"
    return _page(step, code)


def _page(step: str, code: str = "") -> str:
    return render_template("join/page.html", code=code, step=step, languages=i18n.LANGUAGES, rtl=i18n.RTL)


@pages.get("/walk/<uuid:walk>")
@pages.get("/walk/shell", defaults={"walk": None})
def shell(walk: UUID | None) -> ResponseReturnValue:
    """The empty app. The walk's id is read by the script from the address; the server looks nothing up
    here.
    """
    answer = Response(render_template("capture/shell.html", preload=first_needed()))
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@pages.get("/walk/texts/<language>.json")
def texts(language: str) -> ResponseReturnValue:
    """Every word of the app in one language."""
    if language not in i18n.LANGUAGES:
        abort(404)
    body = json.dumps(book(language), ensure_ascii=False, separators=(",", ":"))
    answer = Response(body, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(sha256(body.encode()).hexdigest()[:16])
    return answer.make_conditional(request)


def tidy(code: str) -> str:
    """A code as it is printed: capitals, without the spaces that people type."""
    return "".join(sign for sign in code.upper() if sign.isalnum() or sign == "-")[:16]
