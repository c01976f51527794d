"""Told to those who walked: what became of a point, in plain public words; the walkers' check outweighs the
owner's claim.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from field import followups, handovers
from field.findings import Finding, asked, words
from field.followups import FollowUp, Outcome
from field.followups.outcomes import REMAINS
from field.handovers import Answer, Handover
from field.handovers.standings import GOOD, GROUPS, LOOKING, NOTED, PublicState
from field.kit import i18n
from field.kit.catalogue import Catalogue
from field.kit.i18n import gettext as _
from field.protocol import lines

STATES = Catalogue(
    *dict.fromkeys(
        (
            GOOD,
            NOTED,
            LOOKING,
            *(state.public for state in handovers.STATES.values()),
            *(outcome.public for outcome in followups.OUTCOMES.values()),
        )
    )
)
"""All that the public can read of a point."""


@dataclass(frozen=True)
class Standing:
    """How it stands with one point. `day` and `reason` belong to the words."""

    state: PublicState
    day: date | None = None
    reason: str = ""

    @property
    def code(self) -> str:
        """For colours, counts and open data."""
        return self.state.code

    @property
    def words(self) -> str:
        return i18n.gettext(self.state.public)

    @property
    def group(self) -> str:
        """What the public counts: fixed (and seen to be), underway, wont, good, felt."""
        return self.state.group

    @property
    def icon(self) -> str:
        return GROUPS[self.group].icon

    @property
    def done_by(self) -> date | None:
        """When it shall be done; None where the owner has named no day, or its day means something else."""
        return self.day if self.state.is_dated else None


def standings(db: Session, findings: list[Finding]) -> dict[UUID, Standing]:
    """How it stands with each finding: with several owners the one that has come least far is told."""
    ids = [row.id for row in findings]
    held = handovers.of_findings(db, ids)
    visits = {visit.handover_id: visit for each in followups.of_findings(db, ids).values() for visit in each}
    said = handovers.history(db, [each.id for rows_ in held.values() for each in rows_])
    return {row.id: _standing(row, held.get(row.id, []), visits, said) for row in findings}


def _standing(
    finding: Finding, held: list[Handover], visits: dict[UUID, FollowUp], said: dict[UUID, list[Answer]]
) -> Standing:
    if finding.type == "positive":
        return Standing(GOOD)
    by_owner = _by_owner(held)
    if not by_owner:
        return Standing(LOOKING if finding.needs_owner else NOTED)
    found = [_of_owner(each, visits, said) for each in by_owner]
    return min(found, key=lambda standing: standing.state.rank)


def _by_owner(held: list[Handover]) -> list[list[Handover]]:
    """Each owner's live handovers, oldest first: the same point may have been handed over in several
    seasons.
    """
    found: dict[str, list[Handover]] = {}
    for row in held:
        if row.is_live:
            found.setdefault(row.owner_id, []).append(row)
    return list(found.values())


def _of_owner(rows: list[Handover], visits: dict[UUID, FollowUp], said: dict[UUID, list[Answer]]) -> Standing:
    """The newest handover speaks; while nothing has come of it, what was last seen on the spot does."""
    *earlier, newest = rows
    standing = _of_handover(newest, visits.get(newest.id), said.get(newest.id, []))
    seen = [visits[row.id] for row in earlier if row.id in visits and visits[row.id].state == "done"]
    if standing.state.is_nothing_yet and seen and seen[-1].outcome != "fixed":
        return Standing(REMAINS)
    return standing


def _of_handover(handover: Handover, visit: FollowUp | None, said: list[Answer]) -> Standing:
    if visit and visit.verdict and (visit.state == "done" or _is_told_instead(visit.verdict, handover)):
        return Standing(visit.verdict.public)
    latest = handovers.standing(said)
    reason = i18n.gettext(latest.why.public) if latest and latest.why else ""
    return Standing(handover.claim.public, latest.day if latest else None, reason)


def _is_told_instead(verdict: Outcome, handover: Handover) -> bool:
    """A visit that could not judge says more than a claim that only someone's eyes can settle."""
    return not verdict.is_settled and handover.claim.until_seen


def where(finding: Finding, place: str | None, area: str) -> str:
    """The place in words, for those who are to go there."""
    building, landmark = (words.for_owner(finding, each) for each in (asked.BUILDING, asked.LANDMARK))
    inside = lines.indoors(lines.building_of(building)) if building else ""
    return joined(inside or place or "", landmark or "") or area


def where_in_public(finding: Finding, place: str | None, area: str) -> str:
    """No home is pointed out: indoors nothing but the area, and what a walker wrote only when a person has
    read it.
    """
    if finding.is_indoors:
        return _("Inomhus i %(area)s", area=area)
    landmark = words.for_public(finding, asked.LANDMARK) or ""
    return joined(place or "", landmark) or area


def joined(place: str, landmark: str) -> str:
    """A landmark often says the place's name itself."""
    parts = (place if place.casefold() not in landmark.casefold() else "", landmark)
    return ", ".join(part for part in parts if part)
