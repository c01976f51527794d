"""The lifecycle (livscykeln): the only place where nouns meet. Its verbs are the app's story, in the order
they happen:

planned (planning) → seen (noting) on the way (walking) → gone through (clearing) → sent to the right owner
(handing_over) → answered (answering, chasing, reminding) → checked on site (checking); what was sent wrong is
put right, or gone for ever (correcting). How it stands is told by `readings`.
"""

from field.lifecycle import (
    answering,
    chasing,
    checking,
    clearing,
    correcting,
    handing_over,
    noting,
    planning,
    reminding,
    walking,
)

__all__ = [
    "answering",
    "chasing",
    "checking",
    "clearing",
    "correcting",
    "handing_over",
    "noting",
    "planning",
    "reminding",
    "walking",
]
