"""Told to those who walked: what became of a point, in plain public words; the walkers' check outweighs the
owner's claim.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from field import followups, handovers
from field.findings import Finding
from field.followups import FollowUp
from field.handovers import Answer, Handover
from field.kit import i18n
from field.kit.i18n import N_
from field.kit.i18n import gettext as _
from field.protocol import lines


@dataclass(frozen=True)
class Standing:
    """`code` (a key of `WORDS`) is for colours and counts; `day` belongs to the words."""

    code: str
    words: str
    day: date | None = None
    reason: str = ""

    @property
    def group(self) -> str:
        """What the public counts: fixed (and seen to be), underway, wont, good, felt."""
        return GROUPS.get(self.code, "underway")


GROUPS = {"checked": "fixed", "wont": "wont", "good": "good", "noted": "felt"}
WORDS = {
    "good": N_("Bra – det här vill vi behålla"),
    "checked": N_("Fixat. Vi har varit där och sett det."),
    "fixed": N_("Fixat, säger den som ansvarar för platsen. Vi går dit och tittar."),
    "planned": N_("På gång"),
    "partly": N_("En del är gjort"),
    "wont": N_("Blir inte gjort – så här är det"),
    "remains": N_("Inte fixat än. Vi har varit där och sett det."),
    "not_judged": N_("Vi var där men kunde inte se hur det var. Vi går dit igen."),
    "received": N_("Den som ansvarar för platsen har fått veta"),
    "looking": N_("Vi letar efter vem som ansvarar"),
    "waiting": N_("Skickat. Vi väntar på svar."),
    "noted": N_("Vi har skrivit upp det"),
}
ORDER = (
    "remains",
    "wont",
    "looking",
    "waiting",
    "received",
    "not_judged",
    "partly",
    "planned",
    "fixed",
    "checked",
)
REASONS = {
    "not_our_land": N_("Marken är någon annans."),
    "private_owner_declines": N_("Den som äger huset eller marken säger nej."),
    "rule_or_law": N_("En lag eller regel säger nej."),
    "nature_or_heritage": N_("Natur eller gammal miljö är skyddad här."),
    "technical": N_("Det går inte att bygga så här."),
    "budget": N_("Pengarna räcker inte i år."),
    "would_not_work_here": N_("Det skulle inte hjälpa just här."),
    "in_larger_project": N_("Det görs i ett större bygge."),
    "already_routine": N_("Det görs redan med jämna mellanrum."),
    "place_not_found": N_("De som skulle laga hittade inte platsen."),
    "not_seen_on_inspection": N_("Felet syntes inte när de var där."),
}
OF_ANSWER = {
    "open": "waiting",
    "received": "received",
    "fixed": "fixed",
    "planned": "planned",
    "partly": "partly",
    "not_ours": "looking",
    "wont": "wont",
    "question": "received",
}


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
        return _plain("good")
    by_owner = _by_owner(held)
    if not by_owner:
        return _plain("looking" if finding.needs_owner else "noted")
    found = [_of_owner(each, visits, said) for each in by_owner]
    return min(found, key=lambda each: ORDER.index(each.code) if each.code in ORDER else 0)


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
    if standing.code in ("waiting", "received") and seen and seen[-1].outcome != "fixed":
        return _plain("remains")
    return standing


def _of_handover(handover: Handover, visit: FollowUp | None, said: list[Answer]) -> Standing:
    if visit and visit.state == "done":
        return _plain("checked" if visit.outcome == "fixed" else "remains")
    if visit and visit.outcome == "not_judged" and handover.state in ("open", "fixed"):
        return _plain("not_judged")
    latest = next((each for each in reversed(said) if each.undone_at is None), None)
    code = OF_ANSWER.get(handover.state, "waiting")
    reason = i18n.gettext(REASONS[latest.reason]) if latest and latest.reason in REASONS else ""
    return Standing(code, i18n.gettext(WORDS[code]), latest.day if latest else None, reason)


def _plain(code: str) -> Standing:
    return Standing(code, i18n.gettext(WORDS[code]))


def where(finding: Finding, place: str | None, area: str) -> str:
    """The place in words, for those who are to go there."""
    inside = lines.indoors(lines.building_of(finding.building)) if finding.building else ""
    return joined(inside or place or "", finding.landmark) or area


def where_in_public(finding: Finding, place: str | None, area: str) -> str:
    """No home is pointed out: indoors nothing but the area, and what a walker wrote only when a person has
    read it.
    """
    if finding.is_indoors:
        return _("Inomhus i %(area)s", area=area)
    landmark = finding.landmark if finding.words_reviewed else ""
    return joined(place or "", landmark) or area


def joined(place: str, landmark: str) -> str:
    """A landmark often says the place's name itself."""
    parts = (place if place.casefold() not in landmark.casefold() else "", landmark)
    return ", ".join(part for part in parts if part)
