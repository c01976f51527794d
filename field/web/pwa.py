"""The phone app's two machine files: the service worker (made complete with its list of files) and the
manifest.

The worker's text changes with the version of the static tree and of the texts, so a phone fetches a new set
exactly when something in it is new, and keeps the old set whole until then."""

import json
from hashlib import sha256

from flask import Blueprint, Response, current_app, request, url_for

from field.kit import i18n
from field.kit.i18n import gettext as _
from field.kit.settings import ROOT
from field.web.capture.book import book

pages = Blueprint("pwa", __name__)

WALK_FILES = (
    "css/tokens.css",
    "css/base.css",
    "css/parts.css",
    "css/capture.css",
    "css/public.css",
    "css/ground.css",
    "icons/ui.svg",
    "icons/kinds.svg",
    "icons/app.svg",
    "js/app.js",
    "js/capture/",
    "js/home/",
    "js/map/",
    "js/outbox/",
    "js/small/",
    "vendor/idb-",
)


@pages.get("/sw.js")
def worker() -> Response:
    """`static/sw.js` with its version and list written in. Never cached by the browser's own cache: a stuck
    worker cannot be mended.
    """
    facts = {"version": version(), "files": walk_files(), "languages": list(i18n.LANGUAGES)}
    source = (ROOT / "static" / "sw.js").read_text(encoding="utf-8")
    answer = Response(f"self.STRAK = {json.dumps(facts)};\n{source}", mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Service-Worker-Allowed"] = "/"
    return answer


def walk_files() -> list[str]:
    """Addresses under the static tree that a walk needs without network; the desk's files are none of the
    phone's business.
    """
    return [
        url for url in current_app.extensions["static_files"] if url.split("/", 3)[-1].startswith(WALK_FILES)
    ]


def version() -> str:
    """Changes with the static tree and with any text of any language."""
    texts = json.dumps([book(language) for language in i18n.LANGUAGES], sort_keys=True)
    return f"{current_app.extensions['static_version']}-{sha256(texts.encode()).hexdigest()[:8]}"


@pages.get("/manifest.webmanifest")
def manifest() -> Response:
    """The app's face on a home screen. `?code=` makes it open with the walk's code, since iOS gives an
    installed app an empty store.
    """
    code = "".join(sign for sign in request.args.get("code", "") if sign.isalnum() or sign == "-")[:16]
    folder = f"/static/{current_app.extensions['static_version']}/icons"
    icons = [
        {"src": f"{folder}/app-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    icons.append(
        {
            "src": f"{folder}/app-maskable-512.png",
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        }
    )
    facts = {
        "id": "/",
        "name": _("Stråk – trygghetsvandring"),
        "short_name": _("Stråk"),
        "lang": i18n.locale().language,
        "scope": "/",
        "dir": "rtl" if i18n.is_rtl(i18n.current_language()) else "ltr",
        "start_url": url_for("capture.join", code=code) if code else url_for("capture.door"),
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#0E1726",
        "theme_color": "#0E1726",
        "icons": icons,
    }
    answer = Response(json.dumps(facts, ensure_ascii=False), mimetype="application/manifest+json")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
