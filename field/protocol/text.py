"""Text from the field, made fit for any format: what no file can carry is taken out once, at the door, and
nothing else is changed.

Characters that turn the direction of the text after them are left out too: in a numbered record no line may
disguise the next."""

import re
import unicodedata
from typing import Any, cast

from field.protocol.shape import Document

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNFIT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls; XML, PDF and spreadsheets refuse them
    "\u202a-\u202e\u2066-\u2069"  # direction overrides, embeddings and isolates
    "\ufeff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"  # marks and tags that no one can see
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """The text as every format can hold it: lines end in a bare newline, half characters become U+FFFD."""
    text = _SURROGATE.sub("\ufffd", _NEWLINES.sub("\n", text))
    return "".join(letter for letter in _UNFIT.sub("", text) if ord(letter) & 0xFFFE != 0xFFFE)


def cleaned(document: Document) -> Document:
    """The same document with every string cleaned."""
    return cast(Document, _cleaned(document))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): _cleaned(item) for key, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, list) else value


def is_rtl(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left, as in HTML's `dir="auto"`."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def seen(text: str, otherwise: str) -> str:
    """The text on one line, or `otherwise` where there is nothing to see: a heading must say something."""
    return (
        " ".join(text.split())
        if any(unicodedata.category(letter)[0] not in "CZ" for letter in text)
        else otherwise
    )


def paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n") if part.strip()]
