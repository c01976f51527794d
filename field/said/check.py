"""What a phone says of a check (kontrollen): what was seen of a point when someone looked again."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from field.followups import OUTCOMES
from field.kit.errors import Refusal
from field.kit.text import TEXT_MAX
from field.said.body import (
    body_digest,
    masked,
    read_moment,
    read_photos,
    read_revision,
    read_spot,
    read_text,
    read_uuid,
)

FIELDS = (
    "walk",
    "finding",
    "handover",
    "outcome",
    "reason",
    "text",
    "position",
    "checked_at",
    "photos",
    "revision",
)


@dataclass(frozen=True)
class CheckAsSaid:
    """A check, made safe. Without `handover` it speaks for all open ones of the finding. `flags` tells what
    was changed on the way in.
    """

    finding: UUID
    handover: UUID | None
    outcome: str
    reason: str
    text: str
    position: tuple[float, float] | None
    checked_at: datetime
    photos: list[str]
    revision: int
    digest: str
    flags: list[str] = field(default_factory=list)

    def of_child(self) -> "CheckAsSaid":
        """The same without what could name a person."""
        flags = list(self.flags)
        reason, text = masked(self.reason, flags), masked(self.text, flags)
        return replace(self, reason=reason, text=text, flags=flags)


def read(body: dict[str, Any], now: datetime) -> CheckAsSaid:
    """Raises `Refusal("invalid", field=…)` for what cannot be parsed or is too long."""
    flags: list[str] = []
    handover = body.get("handover")
    revision, finding = read_revision(body.get("revision")), read_uuid(body.get("finding"), "finding")
    outcome = body.get("outcome")
    if not isinstance(outcome, str) or outcome not in OUTCOMES:
        raise Refusal("invalid", field="outcome")
    return CheckAsSaid(
        finding=finding,
        handover=None if handover is None else read_uuid(handover, "handover"),
        outcome=outcome,
        reason=read_text(body, "reason"),
        text=read_text(body, "text", TEXT_MAX),
        position=read_spot(body, flags),
        checked_at=read_moment(body.get("checked_at"), now, flags),
        photos=read_photos(body.get("photos")),
        revision=revision,
        digest=body_digest(body, FIELDS),
        flags=flags,
    )
