"""For machines: alive, ready, and numbers. Readiness looks at the database, the store and when the worker
last turned.
"""

from collections import Counter
from datetime import timedelta

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, text
from sqlmodel import col, select

from field import __version__, setbacks, work
from field.findings import Finding
from field.letters import Letter
from field.photos import Photo
from field.web import parts

pages = Blueprint("machines", __name__)
WORKER_LATE = timedelta(minutes=5)


@pages.get("/healthz")
def alive() -> ResponseReturnValue:
    return jsonify(status="alive", version=__version__)


@pages.get("/readyz")
def ready() -> ResponseReturnValue:
    checks = {"database": _database(), "storage": _storage(), "worker": _worker()}
    return jsonify(status="ready" if all(checks.values()) else "not ready", **checks), 200 if all(
        checks.values()
    ) else 503


def _database() -> bool:
    try:
        with parts.reading() as db:
            db.execute(text("SELECT 1"))
    except Exception:  # noqa: BLE001 - whatever is wrong, the answer is "not ready"
        return False
    return True


def _storage() -> bool:
    try:
        parts.storage().put("ready/probe", b"ready")
        return parts.storage().get("ready/probe") == b"ready"
    except Exception:  # noqa: BLE001
        return False


def _worker() -> bool:
    turned = work.last_turn(parts.settings().uploads)
    return turned is not None and abs(parts.now() - turned) < WORKER_LATE


@pages.get("/metrics")
def metrics() -> ResponseReturnValue:
    registry = CollectorRegistry()
    with parts.reading() as db:
        for name, help_text, query in (
            ("strak_findings", "Findings kept", select(func.count()).select_from(Finding)),
            (
                "strak_photos_without_copies",
                "Photos waiting for copies",
                select(func.count()).where(Photo.copies == "new"),
            ),
            (
                "strak_letters_waiting",
                "Letters not sent yet",
                select(func.count()).where(col(Letter.state).in_(("written", "sending"))),
            ),
            (
                "strak_letters_failed",
                "Letters that need a person",
                select(func.count()).where(Letter.state == "failed"),
            ),
        ):
            Gauge(name, help_text, registry=registry).set(db.exec(query).one())
        stuck = Gauge("strak_setbacks", "What the worker has put off", ["what"], registry=registry)
        found = Counter(each.what for each in setbacks.everything(db))
        for what in setbacks.WORDS:
            stuck.labels(what).set(found[what])
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
