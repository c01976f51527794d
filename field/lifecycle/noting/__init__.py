"""Seen: what phones, folders of photos and paper say of a finding is kept, with its photos, its place and its
likely owner.

Its hands: `placing` (where it is, and whose), `speaking` (whose word stands), `uploading` (a photo becomes a
row), `showing` (what nobody outside may see)."""

from field.lifecycle.noting.destroying import destroy_removed
from field.lifecycle.noting.finding import Noted, forget_makers, missing, note, remove, take_proposal
from field.lifecycle.noting.photo import develop, keep_photo, place_from_photo, take_facts, use_facts

__all__ = [
    "Noted",
    "destroy_removed",
    "develop",
    "forget_makers",
    "keep_photo",
    "missing",
    "note",
    "place_from_photo",
    "remove",
    "take_facts",
    "take_proposal",
    "use_facts",
]
