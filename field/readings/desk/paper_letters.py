"""Letters on paper (brev på papper): those that were printed and handed over need nobody any more."""

from collections.abc import Iterable

from sqlmodel import Session

from field import journal
from field.letters import Letter

ON_PAPER = "given-on-paper"


def on_paper(db: Session, letters: Iterable[Letter]) -> set[str]:
    """Ids, as text, of those letters that were given on paper."""
    return set(journal.last_told(db, "letter", ON_PAPER, [letter.id for letter in letters]))
