"""Owners may answer that they have asked a contractor"""

from field.migrations import checks

revision = "0004"
down_revision = "0003"

STATES = (
    "open",
    "fixed",
    "planned",
    "asked_contractor",
    "partly",
    "not_ours",
    "wont",
    "question",
    "received",
    "passed_on",
    "withdrawn",
)


def upgrade() -> None:
    checks.take_values("handover", "state", STATES)
