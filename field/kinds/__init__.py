"""Kinds (kategorier): what a finding is about, two levels deep, as data; each installation may load its own.

Question wordings live here too, each set under its version: two wordings are never drawn as one curve.
"""

from field.kinds.taxonomy import Kind, Kinds, Wording, load, put, put_wording, usual, usual_wording, wording
from field.kinds.types import (
    ACUTE,
    OTHER,
    PERSPECTIVES,
    POSITIVE,
    PUBLIC_TYPES,
    RESTRICTED,
    TYPES,
    URGENCIES,
    URGENT,
    FindingType,
    Perspective,
    Urgency,
)

__all__ = [
    "ACUTE",
    "OTHER",
    "PERSPECTIVES",
    "POSITIVE",
    "PUBLIC_TYPES",
    "RESTRICTED",
    "TYPES",
    "URGENCIES",
    "URGENT",
    "FindingType",
    "Kind",
    "Kinds",
    "Perspective",
    "Urgency",
    "Wording",
    "load",
    "put",
    "put_wording",
    "usual",
    "usual_wording",
    "wording",
]
