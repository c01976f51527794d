"""Letters (brev): rows written in the transaction that causes them; the worker sends them one by one: claim,
send, mark.

Exactly-once mail does not exist: a letter is rendered once, kept with a stable id, and sent at most once more
than it should be."""

from field.letters.kinds import KINDS, LetterKind
from field.letters.rows import (
    Letter,
    first_of_thread,
    forget_reader,
    in_state,
    newest_first,
    of_walk,
    under_link,
)
from field.letters.sending import GIVE_UP_AFTER, is_quiet, message, send_due
from field.letters.writing import Body, address, filled, render, write

__all__ = [
    "GIVE_UP_AFTER",
    "KINDS",
    "Body",
    "Letter",
    "LetterKind",
    "address",
    "filled",
    "first_of_thread",
    "forget_reader",
    "in_state",
    "is_quiet",
    "message",
    "newest_first",
    "of_walk",
    "render",
    "send_due",
    "under_link",
    "write",
]
