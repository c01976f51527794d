"""Erased (utplånat): somebody's personal data goes from everything that is kept of a point, by a decision
with a number; what is left says that something was removed.

First a rehearsal that changes nothing and counts; then it is done, and there is no undo. The journal is
append-only, in the database itself: what stands in its reasons is counted, and told to be left."""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from field import findings, followups, handovers, journal, walks
from field.findings import Finding, errata, versions
from field.handovers import OwnerLink
from field.kit.catalogue import Catalogue
from field.kit.errors import Refusal
from field.kit.i18n import N_
from field.letters import Letter
from field.protocol.draw_up import ProtocolLine
from field.walks import Walk

REMOVED = "[borttaget]"
SHORTEST = 3
"""Fewer letters than this stand in every other word."""


@dataclass(frozen=True)
class KeptPlace:
    """Where words of a point are kept. `staff` is what it is called."""

    code: str
    staff: str


PLACES = Catalogue(
    KeptPlace("finding", N_("punkten själv")),
    KeptPlace("version", N_("tidigare ordalydelser och förslag")),
    KeptPlace("line", N_("protokoll")),
    KeptPlace("erratum", N_("tidigare rättelser")),
    KeptPlace("letter", N_("brev")),
    KeptPlace("answer", N_("ägarens svar")),
    KeptPlace("check", N_("återbesök")),
    KeptPlace("journal", N_("journalen (går inte att ändra)")),
)


def rehearse(db: Session, finding: Finding, words: str) -> Counter[str]:
    """In how many rows of each place the words stand. Changes nothing. Raises "invalid" with field `words`
    for what is too short to be looked for.
    """
    return _each(db, finding, words, is_rehearsal=True)


def erase(
    db: Session, finding: Finding, words: str, decision: str, now: datetime, actor: str
) -> Counter[str]:
    """For ever, and without undo. The journal keeps the decision's number and how much, never the words.
    Raises "invalid" with field `words` where they stand nowhere, `decision` where there is none.
    """
    if not decision:
        raise Refusal("invalid", field="decision")
    walk = db.get_one(Walk, finding.walk_id)
    walks.lock(db, walk)
    found = _each(db, finding, words, is_rehearsal=False)
    if not found.total() - found["journal"]:
        raise Refusal("invalid", field="words")
    finding.revision += 1
    findings.touch(db, walk, finding)
    journal.write(db, now, actor, "erased", "finding", finding.id, decision=decision, rows=dict(found))
    return found


def _each(db: Session, finding: Finding, words: str, *, is_rehearsal: bool) -> Counter[str]:
    blank = _blanking(words)
    found: Counter[str] = Counter()
    for code, row, names in _kept(db, finding):
        for name in names:
            value = getattr(row, name)
            cleaned = blank(value)
            if cleaned == value:
                continue
            found[code] += 1
            if not is_rehearsal and code != "journal":
                setattr(row, name, cleaned)
                db.add(row)
    if not is_rehearsal:
        db.flush()
    return found


def _blanking(words: str) -> Callable[[Any], Any]:
    """Also where the words are broken over lines, escaped as HTML, or deep in a document."""
    parts = words.split()
    if sum(map(len, parts)) < SHORTEST:
        raise Refusal("invalid", field="words")
    spellings = {
        r"\s+".join(map(re.escape, spelt)) for spelt in (parts, [html.escape(each) for each in parts])
    }
    pattern = re.compile("|".join(sorted(spellings, key=len, reverse=True)), re.IGNORECASE)

    def blank(value: Any) -> Any:  # noqa: ANN401 - a column's value
        if isinstance(value, str):
            return pattern.sub(REMOVED, value)
        if isinstance(value, dict):
            return {name: blank(each) for name, each in value.items()}
        return [blank(each) for each in value] if isinstance(value, list) else value

    return blank


def _kept(db: Session, finding: Finding) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """Every row that may hold a point's words, and the columns that may; a double repeats its point."""
    doubles = db.exec(select(Finding).where(Finding.double_of == finding.id))
    for each in [finding, *doubles]:
        yield "finding", each, ("text", "landmark", "asset_ref", "building", "held_why", "call_whom")
        for wording in versions.everything_of(db, each.id):
            yield "version", wording, ("body",)
        for line in db.exec(select(ProtocolLine).where(ProtocolLine.finding_id == each.id)):
            yield "line", line, ("data",)
        for erratum in errata.of_finding(db, each.id):
            yield "erratum", erratum, ("before", "why", "proposed")
        for entry in journal.of(db, "finding", each.id):
            yield "journal", entry, ("details",)
    held = handovers.of_finding(db, finding.id)
    for answers in handovers.history(db, [each.id for each in held]).values():
        for answer in answers:
            yield "answer", answer, ("words", "suggested_owner", "own_ref")
    for check in followups.checks_of_findings(db, [finding.id]).get(finding.id, []):
        yield "check", check, ("text", "reason")
    yield from _letters(db, {each.link_id for each in held})


def _letters(db: Session, link_ids: set[Any]) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """All letters that may tell of it: those under the owners' links of the walks it was handed over in."""
    walk_ids = set(db.exec(select(OwnerLink.walk_id).where(col(OwnerLink.id).in_(link_ids))))
    for letter in db.exec(select(Letter).where(col(Letter.walk_id).in_(walk_ids))):
        yield "letter", letter, ("subject", "text", "html")
