"""What is proposed of a point (förslag), in words: each field as it stands and as another phone would have
it. Never who."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from field.findings import Finding, FindingProposal, asked, versions
from field.kinds import TYPES, Kinds
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.web import parts

BY_CODE = {each.code: each for each in asked.ASKED}


@dataclass(frozen=True)
class Change:
    label: str
    stands: str
    said: str


@dataclass(frozen=True)
class Proposed:
    proposal: FindingProposal
    changes: list[Change]


def told(finding: Finding, proposals: Iterable[FindingProposal], known: Kinds) -> list[Proposed]:
    return [
        Proposed(
            each,
            [
                Change(_label(name), _words(name, stands, known), _words(name, said, known))
                for name, (stands, said) in versions.differences(each, finding).items()
            ],
        )
        for each in proposals
    ]


def _label(name: str) -> str:
    if name == "kind":
        return _("Vad gäller det?")
    if name == "position":
        return _("Plats")
    return BY_CODE[name].at_desk[0] if name in BY_CODE else name


def _words(name: str, value: object, known: Kinds) -> str:
    if value in (None, "", [], {}):
        return _("inget")
    if name == "kind":
        return known.label(str(value))
    if name == "type":
        return _(TYPES.words("staff")[str(value)])
    if isinstance(value, dict):
        return ", ".join(str(each) for each in value.values() if each)
    if name == "position" and isinstance(value, tuple):
        return ", ".join("–" if each is None else f"{each:.6f}" for each in value)
    return BY_CODE[name].words(value) if name in BY_CODE else str(value)


def one(db: Session, finding: Finding, proposal_id: UUID) -> FindingProposal:
    """Raises "not-found" for another finding's, and for one of behaviour without the right to read it."""
    proposal = db.get(FindingProposal, proposal_id)
    if proposal is None or proposal.finding_id != finding.id:
        raise Refusal("not-found")
    if proposal.is_restricted and not parts.may_see_restricted():
        raise Refusal("not-found")
    return proposal
