"""The texts to translate: gathered from code, templates and the demo's kinds, and carried into each language's catalogue.

As a program (`python -m tests.tools.messages`) it updates `field/translations/*/LC_MESSAGES/messages.po`: new texts come in empty, texts no
longer used go. A changed Swedish text counts as new: guessing at what it now means in another language is left to a person.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from field.kit import i18n

ROOT = Path(__file__).resolve().parents[2]
MAPPING = i18n.FOLDER / "babel.cfg"
KINDS = ROOT / "field" / "demo" / "kinds.yaml"
# What the head of a catalogue has to say; the rest that Babel writes there only ages.
HEADERS = ('"Language: ', '"Plural-Forms: ', '"MIME-Version: ', '"Content-T')
# Our own markers beside gettext's; `NN_` marks a singular and a plural that are counted later.
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "NN_": (1, 2), "NP_": ((1, "c"), 2), "lazy": None}


def gathered() -> Catalog:
    """Every Swedish text that another language may have a word for."""
    texts = Catalog(charset="utf-8")
    with MAPPING.open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    for _path, _line, message, _comments, context in extract_from_dir(ROOT, methods, options, KEYWORDS):
        texts.add(message, context=context)
    for words in kind_words():
        texts.add(words)
    return texts


def kind_words() -> Iterator[str]:
    """Labels, questions and levels of the kinds file: shown through gettext in the languages the file itself lacks."""
    kinds: dict[str, Any] = yaml.safe_load(KINDS.read_text(encoding="utf-8"))
    for each in kinds["kinds"]:
        yield each["sv"]
        yield from (sub["sv"] for sub in each.get("sub", []))
    for each in kinds["ratings"]:
        yield each["sv"]
        yield from each["levels_sv"]


def languages() -> list[str]:
    """All but Swedish, which is the source."""
    return [language for language in i18n.LANGUAGES if language != "sv"]


def path(language: str) -> Path:
    return i18n.FOLDER / language.replace("-", "_") / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """The catalogue as it stands; ValueError or a PoFileError when it cannot be parsed."""
    with path(language).open("rb") as file:
        return read_po(file, abort_invalid=True)


def write(language: str, catalogue: Catalog) -> None:
    """Without places, dates and names, so that a changed line is a changed text."""
    out = BytesIO()
    write_po(out, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    head, messages = out.getvalue().decode().split("\n\n", 1)
    kept = [line for line in head.splitlines() if not line.startswith('"') or line.startswith(HEADERS)]
    path(language).write_text("\n".join(kept) + "\n\n" + messages, encoding="utf-8")


def update(language: str, texts: Catalog) -> int:
    """Carries the texts into the language's file; how many it has no words for."""
    catalogue = read(language)
    carry(catalogue, texts)
    write(language, catalogue)
    return sum(1 for message in catalogue if message.id and not has_words(message.string))


def carry(catalogue: Catalog, texts: Catalog) -> None:
    wanted = {key(each) for each in texts}
    for each in [each for each in catalogue if key(each) not in wanted]:
        catalogue.delete(each.id, each.context)
    catalogue.update(texts, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()


def key(message: Message) -> tuple[str | None, tuple[str, ...]]:
    """What makes a text the same: its context and every Swedish wording, also of the plural."""
    return message.context, (message.id,) if isinstance(message.id, str) else tuple(message.id)


def has_words(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(string) and (isinstance(string, str) or all(string))


def main() -> None:
    texts = gathered()
    for language in languages():
        missing = update(language, texts)
        sys.stdout.write(f"{language}: {missing} of {len(texts)} texts without words\n")


if __name__ == "__main__":
    main()
