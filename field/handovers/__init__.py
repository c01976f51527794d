"""Handovers (överlämningar): one finding in one owner's hands, the owner's answers, and the link by which the
owner answers.

`state` is the owner's claim alone; what the walkers saw when they came back is the follow-up's, a fact of its
own.
"""

from field.handovers.answers import ANSWERS, PAST, REASONS, STATES, TO_DESK, HandoverState, WontReason
from field.handovers.links import (
    LINK_LASTS,
    LINK_PURPOSE,
    OwnerLink,
    by_token,
    counter,
    known_by,
    link_for,
    link_token,
    lock,
    new_link,
)
from field.handovers.rows import (
    STEPS,
    UNDO_LASTS,
    Answer,
    Handover,
    history,
    of_finding,
    of_findings,
    of_link,
    record,
    standing,
    standing_answer,
    undo,
)

__all__ = [
    "ANSWERS",
    "LINK_LASTS",
    "LINK_PURPOSE",
    "PAST",
    "REASONS",
    "STATES",
    "STEPS",
    "TO_DESK",
    "UNDO_LASTS",
    "Answer",
    "Handover",
    "HandoverState",
    "OwnerLink",
    "WontReason",
    "by_token",
    "counter",
    "history",
    "known_by",
    "link_for",
    "link_token",
    "lock",
    "new_link",
    "of_finding",
    "of_findings",
    "of_link",
    "record",
    "standing",
    "standing_answer",
    "undo",
]
