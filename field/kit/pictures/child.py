"""The process that decodes strangers' pictures, so that nothing they hold can slow, fill or bring down the
server.

Started by `picture_pool` with an empty environment; reads one task after another from standard input and
writes the answers to standard output. It limits its own memory, processor time, files and size of files
before it reads anything; the parent watches the clock and checks what comes back."""

import contextlib
import importlib
import io
import json
import math
import os
import resource
import struct
import sys
import warnings
from typing import IO, Any

from PIL import Image, ImageFile

from field.kit.heads.parts import MAX_PIXELS
from field.kit.pictures import paint

LARGE, SMALL = 2048, 400
# A scaled decode this large is good enough as it is; smaller, and the next larger scale is brought down by
# resampling.
_LARGE_ENOUGH = 1600
_PATIENT = 10
# A last step of some per cent would cost as much as the whole small copy.
_SMALL_ENOUGH = 420
# Address space: the largest permitted pictures take half a gigabyte, and a HEIC's threads reserve as much
# again without using it.
_MEMORY = 1_500_000_000
_PLUGINS = {
    "image/jpeg": ("JPEG", "PIL.JpegImagePlugin"),
    "image/png": ("PNG", "PIL.PngImagePlugin"),
    "image/webp": ("WEBP", "PIL.WebPImagePlugin"),
    "image/avif": ("AVIF", "PIL.AvifImagePlugin"),
    "image/heic": ("HEIF", "pi_heif"),
    "image/heif": ("HEIF", "pi_heif"),
}

Task = dict[str, Any]
Answer = tuple[dict[str, Any], list[bytes]]


class PictureRefusal(Exception):
    """The picture cannot be taken; the argument is the code."""


def main() -> None:
    """Answer tasks until the parent closes the pipe."""
    _limit()
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must not get in among the answers.
    os.dup2(2, 1)
    while (task := _receive(tasks)) is not None:
        facts, parts = _answer(*task)
        header = json.dumps({**facts, "parts": [len(part) for part in parts]}).encode()
        answers.write(struct.pack(">I", len(header)) + header)
        answers.writelines(parts)
        answers.flush()


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        # Some systems know a limit and do not let it be set.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    warnings.simplefilter("ignore")


def _receive(tasks: IO[bytes]) -> tuple[Task, bytes] | None:
    size = tasks.read(4)
    if len(size) < 4:
        return None
    task: Task = json.loads(tasks.read(struct.unpack(">I", size)[0]))
    return task, tasks.read(task["length"])


def _answer(task: Task, data: bytes) -> Answer:
    # The limit counts from the process's birth: it moves along with each task. Past it the system ends the
    # process.
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = math.ceil(used.ru_utime + used.ru_stime + task["cpu"])
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    try:
        return _TASKS[task["task"]](task, data)
    except PictureRefusal as refusal:
        return {"refused": str(refusal)}, []
    except Image.DecompressionBombError:
        return {"refused": "too-many-pixels"}, []
    except Exception:  # noqa: BLE001 - a decoder given a damaged file may raise anything; whatever it is, the picture is no good
        return {"refused": "broken-picture"}, []


def _open(data: bytes, mime: str) -> ImageFile.ImageFile:
    """The picture, not yet decoded, by the one decoder that its content calls for."""
    name, module = _PLUGINS[mime]
    plugin = importlib.import_module(module)
    if name == "HEIF" and name not in Image.OPEN:
        plugin.register_heif_opener(thumbnails=False)
    picture = Image.open(io.BytesIO(data), formats=(name,))
    if picture.width * picture.height > MAX_PIXELS:
        raise PictureRefusal("too-many-pixels")
    return picture


def _inspect(task: Task, data: bytes) -> Answer:
    """Decode the picture to its end; a JPEG at an eighth of its size, which reads all of its bits and skips
    most of the arithmetic.
    """
    picture = _open(data, task["mime"])
    width, height = picture.size
    picture.draft(None, (1, 1))
    picture.load()
    return {"width": width, "height": height}, []


def _copies(task: Task, data: bytes) -> Answer:
    """Two upright JPEGs without anything but pixels, painted over where the task says, and a coarse grid of
    their colours.
    """
    (width, height), upright = _upright(task, data)
    large = paint.within(paint.painted(upright, task["boxes"]), LARGE)
    small = paint.averaged(large, max(large.size) // SMALL)
    if max(small.size) > _SMALL_ENOUGH:
        small = paint.within(small, SMALL)
    return {"width": width, "height": height, "grid": paint.grid(small)}, [
        paint.jpeg(large),
        paint.jpeg(small),
    ]


def _propose(task: Task, data: bytes) -> Answer:
    """Where faces and number plates may be, as fractions of the upright picture. It takes seconds: who waits
    for a page goes first.
    """
    os.nice(max(0, _PATIENT - os.nice(0)))
    (width, height), upright = _upright(task, data)
    picture = paint.within(upright, _LARGE_ENOUGH)
    finder = importlib.import_module("field.kit.pictures.finder")
    across, down = picture.size
    found = [
        {"what": what, "box": [x0 / across, y0 / down, x1 / across, y1 / down], "score": score}
        for what, (x0, y0, x1, y1, score) in finder.find(picture)
    ]
    return {"width": width, "height": height, "found": found}, []


def _upright(task: Task, data: bytes) -> tuple[tuple[int, int], Image.Image]:
    """The stored size, and the picture upright, opaque and in sRGB, brought to between once and twice a large
    copy's size.
    """
    picture = _open(data, task["mime"])
    width, height = picture.size
    scale = _scale(max(picture.size))
    picture.draft(None, (width // scale, height // scale))
    picture.load()
    # What has no scaled decode is brought near the size by averaging whole pixels, with its transparency; the
    # rest is done on little.
    near = paint.opaque(paint.averaged(paint.eight_bits(picture), max(picture.size) // LARGE))
    near = paint.in_srgb(near, picture.info.get("icc_profile"))
    return (width, height), paint.turned(near, task["turn"])


def _scale(longest: int) -> int:
    """The strongest of JPEG's own reductions that still leaves a large copy."""
    return next((scale for scale in (8, 4, 2) if longest // scale >= _LARGE_ENOUGH), 1)


_TASKS = {"inspect": _inspect, "copies": _copies, "propose": _propose}
