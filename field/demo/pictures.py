"""The demo's pictures are drawn, so no photo of a real place, home or person is ever shown: a scene as noted
or, `after`, as mended.
"""

from field.demo.exif import with_exif
from field.demo.paint import Canvas
from field.demo.scenes import SCENES

__all__ = ["SCENES", "draw", "with_exif"]


def draw(scene: str, *, seed: int, after: bool = False, portrait: bool = False) -> bytes:
    """A JPEG of 1600 x 1200 pixels (1200 x 1600 if `portrait`), without metadata. The same arguments give the
    same bytes.

    The same `seed` before and after gives the same view, so the two line up. Raises KeyError for a scene that
    is not in `SCENES`."""
    canvas = Canvas(seed, portrait=portrait)
    SCENES[scene](canvas, after)
    return canvas.finish()
