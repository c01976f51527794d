"""The picture before the picture: four by three colours, kept as 36 characters, shown blurred while the small
copy is on its way.
"""

import base64
import re
import struct
import zlib

_GRID = re.compile(r"[0-9a-f]{36}")
_COLUMNS, _ROWS = 4, 3


def address(grid: str) -> str:
    """A `data:` address of a four-by-three PNG for an `<img>`, which the browser smooths out; empty for what
    is no grid.
    """
    return f"data:image/png;base64,{base64.b64encode(_png(grid)).decode()}" if _GRID.fullmatch(grid) else ""


def _png(grid: str) -> bytes:
    width = _COLUMNS * 3
    lines = b"".join(
        b"\0" + bytes(int(digit, 16) * 17 for digit in grid[row * width : (row + 1) * width])
        for row in range(_ROWS)
    )
    header = struct.pack(">IIBBBBB", _COLUMNS, _ROWS, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
