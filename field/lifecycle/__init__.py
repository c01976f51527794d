"""The lifecycle (livscykeln): the only place where nouns meet. Its verbs are the app's story, in the order
they happen:

planned (planning) → seen (noting) → gone through (clearing) → sent to the right owner (handing_over) →
answered (answering) → checked on site (checking) → told to those who walked (telling) and to everybody
(publishing)."""

from field.lifecycle import (
    answering,
    chasing,
    checking,
    clearing,
    handing_over,
    noting,
    planning,
    reminding,
    telling,
)

__all__ = [
    "answering",
    "chasing",
    "checking",
    "clearing",
    "handing_over",
    "noting",
    "planning",
    "reminding",
    "telling",
]
