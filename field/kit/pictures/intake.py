"""Pictures (bilder) from strangers: what they are, whether they can be taken, and the two upright copies that
people get to see.

`precheck` reads only the file's structure and is for the moment of upload; whatever takes a decoder happens
in a child process with limits.
Nothing of the original file reaches a copy but its pixels, and a copy that holds anything else is not handed
out.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from field.kit import heads
from field.kit.heads import Head, jpeg_bare, jpeg_plain, kind
from field.kit.heads.parts import MAX_PIXELS
from field.kit.pictures import photo_facts
from field.kit.pictures.picture_pool import Interrupted, Overrun, Pool
from field.kit.sound import sound_head, sound_length

__all__ = [
    "MAX_BYTES",
    "Copies",
    "Inspected",
    "Interrupted",
    "PictureAsSeen",
    "PictureAsTold",
    "PictureRefused",
    "admit",
    "ask_about",
    "copies",
    "inspect",
    "kind",
    "precheck",
    "rest",
]

MAX_BYTES = 30_000_000
# Processor seconds, and by the clock four times as many. The dearest permitted pictures (50 megapixels of
# HEIC) take about two.
_INSPECT_SECONDS, _COPIES_SECONDS = 6, 20
_PATIENCE = 4
_SOUND_SECONDS, _SOUND_BYTES = 125, 8_000_000  # of a voice note; 256 kbit/s and twice that

Box = tuple[float, float, float, float]

_pool = Pool(max(1, min(2, os.cpu_count() or 1)))


class PictureRefused(Exception):
    """`code` tells why: not-a-picture (no type that we take), too-large, too-many-pixels, broken-picture,
    too-long (a voice note).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class PictureAsSeen:
    """What the file's structure tells; `sure`: no decoder is needed to take it. Width and height are upright,
    None where unknown.
    """

    mime: str
    width: int | None
    height: int | None
    sure: bool


@dataclass(frozen=True, slots=True)
class Inspected:
    """A picture that a decoder has read to its end; width and height are upright."""

    width: int
    height: int
    mime: str


@dataclass(frozen=True, slots=True)
class Copies:
    """Two JPEGs, upright and bare, their longest sides at most 2048 and 420 pixels; width and height are the
    original's, upright.

    `placeholder` is for `placeholder.address`.
    """

    large: bytes
    small: bytes
    width: int
    height: int
    placeholder: str


def precheck(data: bytes, claimed: str | None = None) -> PictureAsSeen:
    """Judge an upload without decoding it, in milliseconds. Raises Refused; where the answer is not `sure`,
    `inspect` gives it.

    A voice note is judged too: `sure`, without a size. `claimed` is the sender's media type: of it only
    picture or sound counts, since phones send a HEIC as JPEG and the like, but a film is no photo by any
    name."""
    if len(data) > MAX_BYTES:
        raise PictureRefused("too-large")
    mime = kind(data[:64])
    if mime is None or (claimed is not None and claimed.partition("/")[0] != mime.partition("/")[0]):
        raise PictureRefused("not-a-picture")
    if mime.startswith("audio/"):
        if not sound_head.only_sound(data, mime):
            raise PictureRefused("not-a-picture")
        _short_enough(data, mime)
        return PictureAsSeen(mime, None, None, sure=True)
    head = _head(data)
    width, height = photo_facts.upright(head, photo_facts.turn(head))
    return PictureAsSeen(head.mime, width, height, sure=_plain(head, data))


def _short_enough(data: bytes, mime: str) -> None:
    """Two minutes, and what a recorder takes to stop; where the container does not tell, what two minutes can
    weigh.
    """
    length = sound_length.seconds(data, mime)
    if length is None and len(data) > _SOUND_BYTES:
        raise PictureRefused("too-large")
    if length is not None and length > _SOUND_SECONDS:
        raise PictureRefused("too-long")


def admit(data: bytes, claimed: str | None = None) -> PictureAsSeen:
    """The whole judgement of an upload: by its structure, and where that leaves a doubt by decoding it.
    Raises Refused, Interrupted.
    """
    seen = precheck(data, claimed)
    if seen.sure:
        return seen
    inspected = inspect(data)
    return PictureAsSeen(inspected.mime, inspected.width, inspected.height, sure=True)


def inspect(source: bytes | Path) -> Inspected:
    """Decode a picture to its end in a child process. Raises Refused, Interrupted."""
    data = source.read_bytes() if isinstance(source, Path) else source
    answer = ask_about(data, "inspect", cpu=_INSPECT_SECONDS)
    return Inspected(answer.width, answer.height, answer.mime)


def copies(data: bytes, boxes: Sequence[Box] = ()) -> Copies:
    """The upright copies, with `boxes` painted over. Raises Refused, Interrupted.

    Boxes are (x0, y0, x1, y1) as fractions of the upright picture, from its top left corner.
    """
    answer = ask_about(
        data, "copies", cpu=_COPIES_SECONDS, boxes=[[float(value) for value in box] for box in boxes]
    )
    if len(answer.parts) != 2 or not all(map(jpeg_bare.bare, answer.parts)):
        raise PictureRefused("broken-picture")
    return Copies(answer.parts[0], answer.parts[1], answer.width, answer.height, str(answer.facts["grid"]))


class PictureAsTold(NamedTuple):
    """What a child told about a picture; width and height are upright."""

    mime: str
    width: int
    height: int
    facts: dict[str, Any]
    parts: list[bytes]


def ask_about(data: bytes, task: str, *, cpu: int, pool: Pool = _pool, **more: Any) -> PictureAsTold:
    """Have a child do one of its tasks with a picture that structure does not rule out. Raises Refused,
    Interrupted.
    """
    head = _head(data)
    _plain(head, data)
    # libheif turns a picture by itself, the other decoders do not.
    turn = 1 if head.mime in {"image/heic", "image/heif"} else photo_facts.turn(head)
    try:
        facts, parts = pool.ask(
            {"task": task, "mime": head.mime, "turn": turn, "cpu": cpu, **more}, data, cpu * _PATIENCE
        )
    except Overrun as overrun:
        raise PictureRefused("broken-picture") from overrun
    if "refused" in facts:
        raise PictureRefused(str(facts["refused"]))
    width, height = photo_facts.upright(
        replace(head, width=int(facts["width"]), height=int(facts["height"])), turn
    )
    return PictureAsTold(head.mime, width or 0, height or 0, facts, parts)


def _head(data: bytes) -> Head:
    """The file's head, or Refused for what structure alone rules out."""
    if len(data) > MAX_BYTES:
        raise PictureRefused("too-large")
    head = heads.look(data)
    if head is None:
        raise PictureRefused("not-a-picture")
    if head.width and head.height and head.width * head.height > MAX_PIXELS:
        raise PictureRefused("too-many-pixels")
    # Only HEIF can be put together in ways that our walk does not follow and a decoder does.
    if not (head.width and head.height) and head.mime in {"image/jpeg", "image/png", "image/webp"}:
        raise PictureRefused("broken-picture")
    return head


def _plain(head: Head, data: bytes) -> bool:
    """Whether structure alone answers for the file; Refused for a JPEG of more scans than any camera
    writes.
    """
    if head.mime != "image/jpeg":
        return False
    plain = jpeg_plain.plain(data)
    if not plain and jpeg_plain.scans(data) > jpeg_plain.MAX_SCANS:
        raise PictureRefused("broken-picture")
    return plain


def rest() -> None:
    """End the child processes that wait for work; the next picture starts a new one."""
    _pool.rest()
