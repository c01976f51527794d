"""Photos (foton): bytes under their hash, facts read from them, copies made later; a person ticks each before
others see it.

A photo may come before its finding: it waits under the id it was sent to (`target_id`) and is adopted when
the finding or check comes."""

from field.photos.developing import FACTS, copy_bytes, make_copies, propose_boxes, read_facts
from field.photos.keeping import (
    PHOTO,
    HeldBytes,
    heal,
    holding,
    is_here,
    keep,
    lay_down,
    lock_bytes,
    note_kept,
)
from field.photos.rows import (
    CLAIM_LASTS,
    NOT_LOOKED_AT,
    STEPS,
    UNDEVELOPED,
    Photo,
    awaiting_review,
    by_hash,
    by_public_id,
    claimed,
    copies_folder,
    is_copy_of,
    of_answers,
    of_checks,
    of_findings,
    of_walk,
    original_key,
    waiting,
    waiting_for,
)

__all__ = [
    "CLAIM_LASTS",
    "FACTS",
    "NOT_LOOKED_AT",
    "PHOTO",
    "STEPS",
    "UNDEVELOPED",
    "HeldBytes",
    "Photo",
    "awaiting_review",
    "by_hash",
    "by_public_id",
    "claimed",
    "copies_folder",
    "copy_bytes",
    "heal",
    "holding",
    "is_copy_of",
    "is_here",
    "keep",
    "lay_down",
    "lock_bytes",
    "make_copies",
    "note_kept",
    "of_answers",
    "of_checks",
    "of_findings",
    "of_walk",
    "original_key",
    "propose_boxes",
    "read_facts",
    "waiting",
    "waiting_for",
]
