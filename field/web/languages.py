"""The reader's language for each request: `?lang=`, then the cookie, then what the browser asks for, then
Swedish.
"""

from functools import lru_cache

from flask import Flask, Response, g, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from field.kit import clock, i18n, pages
from field.web import parts

COOKIE = "language"
ACCEPT_MOST = 400


def init(app: Flask) -> None:
    pages.teach(app.jinja_env)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["moment"] = lambda moment: i18n.format_time(moment, parts.settings().timezone)
    app.jinja_env.filters["local_day"] = lambda moment: clock.day(moment, parts.settings().timezone)
    app.before_request(_bind)
    app.after_request(_remember)
    app.context_processor(_values)


def chosen() -> str:
    asked = request.args.get("lang") or request.cookies.get(COOKIE) or ""
    if asked in i18n.LANGUAGES:
        return asked
    return _accepted(request.headers.get("Accept-Language", "")[:ACCEPT_MOST])


@lru_cache(256)
def _accepted(said: str) -> str:
    """What a browser asks for is the same with every request, and takes long to read."""
    return parse_accept_header(said, LanguageAccept).best_match(list(i18n.LANGUAGES), "sv") or "sv"


def _bind() -> None:
    g.language = chosen()
    i18n.bind(g.language)


def _remember(response: Response) -> Response:
    if request.args.get("lang") in i18n.LANGUAGES:
        secure = parts.settings().is_https
        response.set_cookie(
            COOKIE, request.args["lang"], max_age=400 * 86_400, samesite="Lax", secure=secure, httponly=True
        )
    return response


def _values() -> dict[str, object]:
    language = i18n.current_language()
    return {
        "language": language,
        "html_language": "sv" if language == "sv-easy" else language,
        "direction": "rtl" if i18n.is_rtl(language) else "ltr",
        "languages": i18n.LANGUAGES,
        "staff": parts.signed_in,
    }
