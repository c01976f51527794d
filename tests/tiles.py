"""Map tiles made by the tests themselves: a vector tile byte by byte, a picture, a `.pmtiles` of them, and somebody's server of tiles."""

import gzip
import io
import math
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from PIL import Image
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

Square = tuple[int, int, int]
TORG = (59.3884, 17.9285)


def square(lat: float, lon: float, z: int) -> Square:
    """The tile that holds a place."""
    side = 1 << z
    return (
        z,
        int((lon + 180) / 360 * side),
        int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side),
    )


def _field(number: int, data: bytes) -> bytes:
    return bytes([number << 3 | 2, len(data)]) + data


def vector(layer: str = "roads", name: str = "Provgatan") -> bytes:
    """Streets from side to side, in tiles of 64 units."""
    way, before = b"", 0
    for row in range(
        4, 64, 8
    ):  # a line 63 to the east, then back to the next; the pen counts from where it was, signs zigzagged
        way += bytes([9, 125 if before else 0, 2 * (row - before), 10, 126, 0])
        before = row
    feature = _field(2, bytes([0, 0])) + bytes([24, 2]) + _field(4, way)
    words = _field(3, b"name") + _field(4, _field(1, name.encode()))
    return _field(3, _field(1, layer.encode()) + _field(2, feature) + words + bytes([5 << 3, 64, 15 << 3, 2]))


def picture(colour: str = "teal", kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (16, 16), colour).save(made, kind)
    return made.getvalue()


def archive(
    path: Path,
    tiles: Mapping[Square, bytes],
    *,
    kind: TileType = TileType.MVT,
    packed: Compression = Compression.GZIP,
    credit: object = "© <a>Prov</a>",
) -> Path:
    with path.open("wb") as file:
        writer = Writer(file)
        for number, data in sorted((zxy_to_tileid(*at), data) for at, data in tiles.items()):
            writer.write_tile(number, gzip.compress(data, mtime=0) if packed is Compression.GZIP else data)
        writer.finalize({"tile_type": kind, "tile_compression": packed}, {"attribution": credit})
    return path


def around(
    lat: float = TORG[0], lon: float = TORG[1], zooms: range = range(10, 16), reach: int = 2
) -> dict[Square, bytes]:
    """Vector tiles on and beside a place."""
    middles = [square(lat, lon, z) for z in zooms]
    beside = [(dx, dy) for dx in range(-reach, reach + 1) for dy in range(-reach, reach + 1)]
    return {(z, x + dx, y + dy): vector() for z, x, y in middles for dx, dy in beside}


class Elsewhere:
    """A server of tiles on this machine. `answer` is what it says to everything: status, type, body and more headers; `asked` the paths so far."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.answer: tuple[int, str, bytes, dict[str, str]] = (200, "image/png", picture(), {})
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                outer.agents.add(self.headers["User-Agent"])
                status, mime, body, more = outer.answer
                self.send_response(status)
                for name, value in {"Content-Type": mime, "Content-Length": str(len(body)), **more}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_said: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
