"""Pictures (bilder) from strangers: taken in, copied and painted over, with what takes a decoder in a child
process under limits. `photo_facts` reads what a camera wrote, `faces` proposes what to paint over; the rest
is nobody's.
"""

from field.kit.pictures.intake import (
    MAX_BYTES,
    Copies,
    Inspected,
    Interrupted,
    PictureAsSeen,
    PictureAsTold,
    PictureRefused,
    admit,
    ask_about,
    copies,
    inspect,
    kind,
    precheck,
    rest,
)

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
