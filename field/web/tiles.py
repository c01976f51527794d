"""Tiles (kartbitar) from our own address: nobody who looks at a map here talks to anybody else.

Somebody else's server is asked for ground in and near our areas alone, so nobody can use us to fetch the
world. What is not there is an empty answer, which browsers keep too; what cannot be had now says when to come
back, and the map is drawn without it."""

from hashlib import sha256

import structlog
from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from field import places
from field.kit import tiles
from field.kit.tiles import Away, Busy, Tile
from field.web import ground, parts

log = structlog.get_logger()
pages = Blueprint("tiles", __name__)

YEAR, MONTH, DAY, HOUR = 31_536_000, 2_592_000, 86_400, 3_600


@pages.get("/tiles/<int:z>/<int:x>/<int:y>")
def tile(z: int, x: int, y: int) -> ResponseReturnValue:
    here = ground.source()
    if here is None or not tiles.exists(z, x, y, here.zooms):
        abort(404)
    if here.is_far and not _is_ours(z, x, y):
        return _nothing(HOUR)
    try:
        found = here.get(z, x, y, parts.now())
    except Away as trouble:
        if not here.is_far:
            log.warning("tiles-away", problem=str(trouble))
        return Response(
            status=503,
            headers={"Retry-After": "1" if isinstance(trouble, Busy) else "60", "Cache-Control": "no-store"},
        )
    return _shown(found, _age(here.is_far, here.version)) if found else _nothing(DAY)


def _is_ours(z: int, x: int, y: int) -> bool:
    with parts.reading() as db:
        return tiles.touches(z, x, y, places.boxes(db))


def _age(is_far: bool, version: str) -> str:
    """A file's tiles never change under their version; a server's may."""
    if request.args.get("v") != version:
        return f"public, max-age={DAY}"
    return f"public, max-age={MONTH}" if is_far else f"public, max-age={YEAR}, immutable"


def _nothing(seconds: int) -> Response:
    return Response(status=204, headers={"Cache-Control": f"public, max-age={seconds}"})


def _shown(found: Tile, age: str) -> ResponseReturnValue:
    packed = found.is_packed and request.accept_encodings["gzip"] > 0
    response = Response(
        found.data if packed or not found.is_packed else tiles.unpacked(found.data), mimetype=found.mime
    )
    response.headers["Cache-Control"] = age
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if found.is_packed:
        response.vary.add("Accept-Encoding")
    if packed:
        response.content_encoding = "gzip"
    response.set_etag(sha256(found.data).hexdigest()[:16] + ("-p" if packed else ""))
    return response.make_conditional(request.environ)
