"""Follow-ups (uppföljningar): about six months after a handover someone goes and looks, whatever the owner
answered.

A follow-up is the due row, one for each handover; a check is what was seen on the spot. The owner's claim and
the walkers' check are two facts, kept apart."""

from field.followups.outcomes import OUTCOMES, REASONS, Outcome, UnjudgedReason
from field.followups.rows import (
    CHECK_STEPS,
    STEPS,
    Check,
    FollowUp,
    checks_of_findings,
    checks_of_walk,
    due,
    months_later,
    of_findings,
    of_handovers,
    of_walk,
    schedule,
)

__all__ = [
    "CHECK_STEPS",
    "OUTCOMES",
    "REASONS",
    "STEPS",
    "Check",
    "FollowUp",
    "Outcome",
    "UnjudgedReason",
    "checks_of_findings",
    "checks_of_walk",
    "due",
    "months_later",
    "of_findings",
    "of_handovers",
    "of_walk",
    "schedule",
]
