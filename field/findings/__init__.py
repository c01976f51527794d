"""Findings (åtgärdspunkter, iakttagelser): what was noted on a walk. A finding is never refused for what it
says.
"""

from field.findings.rows import (
    AFTER_REVIEW,
    STEPS,
    Finding,
    NumberSeries,
    by_number,
    changed_since,
    get,
    give_number,
    in_area,
    kept_notes,
    link_earlier,
    near,
    of_walk,
    touch,
)
from field.findings.versions import FindingProposal, FindingVersion
from field.findings.watch import mask

__all__ = [
    "AFTER_REVIEW",
    "STEPS",
    "Finding",
    "FindingProposal",
    "FindingVersion",
    "NumberSeries",
    "by_number",
    "changed_since",
    "get",
    "give_number",
    "in_area",
    "kept_notes",
    "link_earlier",
    "mask",
    "near",
    "of_walk",
    "touch",
]
