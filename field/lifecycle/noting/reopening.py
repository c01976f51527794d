"""Reopened (öppnad igen): a point that was released and then changed by a phone is gone through anew. What a
person had read of it stays read only while it says the same."""

from typing import Any

from field.findings import AFTER_REVIEW, Finding, asked, words

SEEN = ("type", "kind", *asked.CODES, "lat", "lon", "photos_wanted", "call_at", "call_whom", "call_outcome")


class Reviewed:
    """A finding as it stood before a phone spoke of it again."""

    def __init__(self, finding: Finding) -> None:
        self.was_ready, self.said, self.flags = finding.state == "ready", _said(finding), finding.flags
        self.audiences = [each for each in words.AUDIENCES if getattr(finding, f"words_for_{each}")]

    def settle(self, finding: Finding) -> None:
        """Says the same: what was read is read. Else a released one is noted again, and says so."""
        if _said(finding) == self.said:
            words.tick(finding, self.audiences)
        elif self.was_ready:
            finding.move("noted")
        if (self.was_ready and finding.state == "noted") or AFTER_REVIEW in self.flags:
            finding.flags = [*finding.flags, AFTER_REVIEW]


def _said(finding: Finding) -> list[Any]:
    return [getattr(finding, name) for name in SEEN]
