"""The web (webben): builds the Flask app. Each door is a module of its own; what they share is in `parts`."""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_compress import Compress
from flask_htmx import HTMX
from flask_wtf import CSRFProtect

from field import installation
from field.installation import Installation
from field.kit import settings as settings_of
from field.kit.settings import ROOT, Settings
from field.web import doors, ground, headers, languages, refusals, static_files
from field.web.desk import seen
from field.web.proxies import TrustedProxies

csrf = CSRFProtect()
htmx = HTMX()


def create_app(settings: Settings | None = None) -> Flask:
    """An app on the newest schema. Raises `SettingError` for a wrong setting."""
    return build(installation.make(settings or settings_of.load()))


def build(here: Installation) -> Flask:
    app = Flask("strak", template_folder=str(ROOT / "templates"), static_folder=None)
    _configure(app, here.settings)
    app.session_interface = _Sessions()
    app.wsgi_app = TrustedProxies(app.wsgi_app, here.settings.trusted_proxies)  # type: ignore[method-assign]
    app.extensions["strak"] = here
    ground.init(app, here.settings)
    csrf.init_app(app)
    htmx.init_app(app)
    Compress(app)
    languages.init(app)
    static_files.init(app)
    headers.init(app)
    refusals.init(app)
    seen.init(app)
    doors.init(app, csrf)
    return app


class _Sessions(SecureCookieSessionInterface):
    """The signed cookie is read where there is one, written where it was looked at: phones have none, and
    every photo would pay for it.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return (
            super().open_session(app, request)
            if self.get_cookie_name(app) in request.cookies
            else self.session_class()
        )

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.accessed or session.modified:
            super().save_session(app, session, response)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="strak",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=32 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIMETYPES=[
            "text/html",
            "application/json",
            "application/problem+json",
            "application/geo+json",
            "text/plain",
        ],
    )
