"""The watch over free text (textvakten): personal numbers, phones, plates and e-mail addresses are found; for
children they are masked.

Adults' texts are only marked: the coordinator decides. A false alarm costs a look, a miss costs a person;
patterns lean to alarm."""

import re

PATTERNS = {
    "personal-number": re.compile(r"(?<!\d)(?:19|20)?\d\d[- ]?\d\d[- ]?\d\d[-+ ]?\d{4}(?!\d)"),
    "e-mail": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "phone": re.compile(r"(?<![\d.,])(?:(?:\+|00)\d{1,3}[ \-()]*0?|0)[ \-()]*[1-9](?:[ \-()]*\d){6,9}(?!\d)"),
    "plate": re.compile(r"\b[A-HJ-PR-UW-Z]{3} ?\d{2}[A-HJ-PR-UW-Z0-9]\b"),
}
MASK = "▇▇▇"


def mask(text: str) -> tuple[str, list[str]]:
    """(the text with what could name a person replaced, the kinds found)."""
    found = []
    for kind, pattern in PATTERNS.items():
        text, count = pattern.subn(MASK, text)
        if count:
            found.append(kind)
    return text, found


def seen_in(text: str) -> list[str]:
    """The kinds of personal data a text seems to hold."""
    return [kind for kind, pattern in PATTERNS.items() if pattern.search(text)]
