"""The web (webben): builds the Flask app. Each door is a module of its own; what they share is in `parts`."""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_compress import Compress
from flask_htmx import HTMX
from flask_wtf import CSRFProtect
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from field import migrations
from field.kit import clock, logs
from field.kit import settings as settings_of
from field.kit.db import Database
from field.kit.settings import ROOT, SettingError, Settings
from field.kit.storage import Storage, open_storage
from field.web import doors, ground, headers, languages, refusals, static_files
from field.web.parts import Installation
from field.web.proxies import TrustedProxies

csrf = CSRFProtect()
htmx = HTMX()


def create_app(settings: Settings | None = None) -> Flask:
    """An app on the newest schema. Raises `SettingError` for a wrong setting."""
    logs.configure()
    settings = settings or settings_of.load()
    app = Flask("strak", template_folder=str(ROOT / "templates"), static_folder=None)
    _configure(app, settings)
    app.session_interface = _Sessions()
    if settings.is_loopback:
        clock.allow_moving(settings.uploads)
    app.wsgi_app = TrustedProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    app.extensions["strak"] = Installation(
        settings, _open_database(settings.database_url), _open_storage(settings.storage_url)
    )
    ground.init(app, settings)
    migrations.upgrade(app.extensions["strak"].database)
    csrf.init_app(app)
    htmx.init_app(app)
    Compress(app)
    languages.init(app)
    static_files.init(app)
    headers.init(app)
    refusals.init(app)
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


def _open_database(url: str) -> Database:
    """Tried once here, so that a wrong address is told in one line instead of at the first question."""
    try:
        database = Database(url)
        with database.reading() as db:
            db.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as error:
        raise SettingError(f"FIELD_DATABASE_URL: {_one_line(error)}") from None
    return database


def _open_storage(url: str) -> Storage:
    try:
        return open_storage(url)
    except OSError as error:
        raise SettingError(f"FIELD_STORAGE_URL: {_one_line(error)}") from None


def _one_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


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
