"""Pictures: two upright copies of a phone's photo against libvips, and what judging and reading one costs in the request.

Processor time of all processes concerned, in the steady state (a child process that has served before); memory as the child's peak above
its peak when idle. libvips makes 2048 pixels by resampling; we take what JPEG's own reduction gives (2016 of 12 and 48 megapixels).
"""

import hashlib
import io
import os
import resource
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import exifread
import pyvips

from field.kit import pictures
from field.kit.pictures import photo_facts
from tests import pictures as p

_ROUNDS = 20
_MEMORY_GOAL_MB = 60
_LARGE, _SMALL = 2048, 400


def run() -> Iterator[tuple[str, float, str]]:
    twelve = _cost(lambda: _vips(photo(4032, 3024)))
    for name, width, height in (("12mp", 4032, 3024), ("48mp", 8064, 6048)):
        theirs = _cost(lambda width=width, height=height: _vips(photo(width, height)))
        ours = _cost(lambda width=width, height=height: pictures.copies(photo(width, height)))
        yield (f"pictures.copies.{name}", ours / theirs, f"libvips, the same photo, {theirs * 1000:.0f} ms")
        yield (
            f"pictures.memory.{name}",
            _memory(photo(width, height)) / _MEMORY_GOAL_MB,
            f"{_MEMORY_GOAL_MB} MB above the idle child",
        )
    shrunk = photo(2048, 1536, quality=80)
    yield (
        "pictures.copies.shrunk_by_phone",
        _cost(lambda: pictures.copies(shrunk)) / twelve,
        f"libvips, 12 MP, {twelve * 1000:.0f} ms",
    )
    yield from _intake(photo(4032, 3024))


def _intake(content: bytes) -> Iterator[tuple[str, float, str]]:
    """What happens within the request, where a checksum is taken anyway."""
    checksum = _cost(lambda: hashlib.sha256(content).digest(), 200)
    yield (
        "pictures.precheck",
        _cost(lambda: pictures.precheck(content), 200) / checksum,
        f"SHA-256 of it, {checksum * 1000:.2f} ms",
    )
    zone = ZoneInfo("Europe/Stockholm")
    library = _cost(lambda: exifread.process_file(io.BytesIO(content), details=False), 200)
    yield (
        "pictures.facts",
        _cost(lambda: photo_facts.read(content, zone), 200) / library,
        f"exifread.process_file, {library * 1000:.2f} ms",
    )
    fresh = _cost(lambda: (pictures.rest(), pictures.inspect(p.photo())), 10)
    kept = _cost(lambda: pictures.inspect(p.photo()), 200)
    yield ("pictures.kept_child", kept / fresh, f"a process for each picture, {fresh * 1000:.0f} ms")


@cache
def photo(width: int, height: int, quality: int = 90) -> bytes:
    """As a phone held upright stores it: lying, with EXIF that says so; one that the phone has shrunk stands already."""
    orientation = 6 if quality == 90 else 1
    return p.with_exif(
        p.encoded(p.textured(width, height), quality=quality),
        p.exif_block(p.RINKEBY_GPS, orientation=orientation),
    )


def _vips(content: bytes) -> list[bytes]:
    """The same by libvips' own recipe: shrink on load, turn upright, no metadata."""
    large = pyvips.Image.thumbnail_buffer(content, _LARGE, height=_LARGE, size="down").copy_memory()
    small = large.thumbnail_image(_SMALL, height=_SMALL)
    return [copy.jpegsave_buffer(Q=80, keep="none") for copy in (large, small)]


def _cost(task: Callable[[], object], rounds: int = _ROUNDS) -> float:
    """Processor seconds of one call, children's included; a first call warms up and is not counted."""
    task()
    before = _used()
    for _ in range(rounds):
        task()
    return (_used() - before) / rounds


def _used() -> float:
    """Processor seconds so far: this process, the children that have ended, and those that wait for work."""
    known = [resource.getrusage(whose) for whose in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)]
    return sum(used.ru_utime + used.ru_stime for used in known) + sum(
        map(_used_by, pictures.intake._pool.resting())
    )


def _used_by(process: int) -> float:
    user, system = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _memory(content: bytes) -> float:
    """Megabytes that the picture adds to the child's peak."""
    pictures.rest()
    pictures.copies(p.photo(8, 8))
    idle = _peak()
    pictures.copies(content)
    return _peak() - idle


def _peak() -> float:
    [process] = pictures.intake._pool.resting()
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
