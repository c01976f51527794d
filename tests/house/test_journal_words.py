"""What the journal is told in codes, the desk says in words."""

import ast
import re

from field.letters.rows import STEPS
from tests.house.sources import calls, python
from tests.tools import ROOT

VERB, SUBJECT = 3, 4
"""Where they stand among what `journal.write` is given."""
WORDS = (ROOT / "templates" / "desk" / "_journal_words.html").read_text(encoding="utf-8")


def codes(source: str, place: int) -> set[str]:
    """Those that stand in the call as they are."""
    found = (
        call
        for call in calls(ast.parse(source))
        if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "journal"
    )
    given = (call.args[place] for call in found if len(call.args) > SUBJECT)
    return {code.value for code in given if isinstance(code, ast.Constant) and isinstance(code.value, str)}


def worded(name: str) -> set[str]:
    table = WORDS.partition(f"{name} = {{")[2].partition("\n} %}")[0]
    return set(re.findall(r'"([a-z_-]+)": ', table))


def test_every_verb_and_subject_has_words() -> None:
    sources = [(ROOT / name).read_text(encoding="utf-8") for name in python()]
    verbs = set().union(*(codes(source, VERB) for source in sources))
    assert len(verbs) > 40
    assert verbs - worded("VERBS") == set()
    assert set().union(*(codes(source, SUBJECT) for source in sources)) - worded("SUBJECTS") == set()


def test_a_verb_without_words_is_seen() -> None:
    assert codes('journal.write(db, now, actor, "danced", "walk", walk.id)', VERB) - worded("VERBS") == {
        "danced"
    }


def test_what_becomes_of_a_letter_has_words() -> None:
    """The worker writes the letter's new state as its verb."""
    assert set(STEPS) - {"written", "sending"} <= worded("VERBS")
