"""Translations: English and Arabic have words for everything, and no catalogue can break a page."""

import os
import re
from gettext import c2py
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from field.kit import i18n
from tests.tools import messages

COMPLETE = ("en", "ar")
DRAFTS = [language for language in messages.languages() if language != "en"]
UNFINISHED = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Spara"
msgstr "Kaydi"

msgid "Ångra"
msgstr ""

msgid "%(num)d foto"
msgid_plural "%(num)d foton"
msgstr[0] ""
msgstr[1] ""
"""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
NUMBER = {"%(num)d", "%(num)s"}
MARKUP = re.compile(r"<[a-z/!]|&#?\w+;", re.IGNORECASE)


def wordings(message: Message) -> list[str]:
    return list(message.id) if message.pluralizable else [str(message.id)]


def strings(message: Message) -> list[str]:
    """The words there are; a text without is shown in Swedish."""
    found = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return [string for string in found if string]


def translated(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id and strings(message)]


def placeholders(*texts: str) -> set[str]:
    return {found for text in texts for found in PLACEHOLDER.findall(text)}


def forms_for_one_number(catalogue: Catalog) -> set[int]:
    """Plural forms that stand for a single number (Arabic: none, one, two): these may say the number in a word."""
    form = c2py(catalogue.plural_expr)
    used = [form(num) for num in range(1000)]
    return {each for each in used if used.count(each) == 1}


@pytest.fixture(scope="module")
def gathered() -> Catalog:
    return messages.gathered()


@pytest.mark.parametrize("language", COMPLETE)
def test_a_complete_language_has_words_for_every_text(language: str, gathered: Catalog) -> None:
    catalogue = messages.read(language)
    missing = []
    for text in gathered:
        there = catalogue.get(text.id, text.context) if text.id else None
        if text.id and (
            there is None or there.id != text.id or there.fuzzy or not messages.has_words(there.string)
        ):
            missing.append(wordings(text)[0])
    assert not missing, (
        f"run `make messages`, then write these in {messages.path(language).relative_to(messages.ROOT)}: {missing}"
    )


@pytest.mark.parametrize("language", messages.languages())
def test_no_catalogue_keeps_texts_that_are_no_longer_shown(language: str, gathered: Catalog) -> None:
    catalogue = messages.read(language)
    left = [
        wordings(message)[0]
        for message in catalogue
        if message.id and gathered.get(message.id, message.context) is None
    ]
    assert not left, f"run `make messages`: {left}"
    assert not catalogue.obsolete


@pytest.mark.parametrize("language", messages.languages())
def test_every_translation_keeps_the_placeholders_of_the_swedish_text(language: str) -> None:
    catalogue = messages.read(language)
    alone = forms_for_one_number(catalogue)
    for message in translated(catalogue):
        wanted = placeholders(*wordings(message))
        for form, string in enumerate(strings(message)):
            one = form in alone or (form == 0 and not placeholders(wordings(message)[0]) & NUMBER)
            may_lack = wanted & NUMBER if message.pluralizable and one else set()
            assert placeholders(string) | may_lack == wanted, f"{message.id} → {string}"


@pytest.mark.parametrize("language", messages.languages())
def test_every_translation_can_be_filled_in(language: str) -> None:
    for message in translated(messages.read(language)):
        values = dict.fromkeys(re.findall(r"%\((\w+)\)", " ".join(wordings(message))), 3)
        for string in strings(message):
            assert not values or "%(" not in string % values


@pytest.mark.parametrize("language", messages.languages())
def test_every_counted_text_has_the_forms_the_language_counts_in(language: str) -> None:
    catalogue = messages.read(language)
    form = c2py(catalogue.plural_expr)
    assert {form(num) for num in range(1000)} == set(range(catalogue.num_plurals))
    for message in translated(catalogue):
        assert len(strings(message)) == (catalogue.num_plurals if message.pluralizable else 1), message.id


@pytest.mark.parametrize("language", messages.languages())
def test_no_translation_brings_markup_or_stray_space(language: str) -> None:
    for message in translated(messages.read(language)):
        for string in strings(message):
            assert not MARKUP.search(string), string
            assert string == string.strip(), string
            assert "\n" not in string, string


@pytest.mark.parametrize("language", messages.languages())
def test_a_catalogue_says_which_language_it_is_and_answers_in_it(language: str) -> None:
    catalogue = messages.read(language)
    assert catalogue.locale_identifier == language.replace("-", "_")
    with i18n.using(language):
        for message in translated(catalogue):
            if not message.pluralizable:
                said = (
                    i18n.pgettext(message.context, str(message.id))
                    if message.context
                    else i18n.gettext(str(message.id))
                )
                assert said == message.string


@pytest.mark.parametrize("language", DRAFTS)
def test_a_draft_says_that_nobody_has_read_it(language: str) -> None:
    assert "draft, not read by a person" in messages.read(language).header_comment


def test_a_text_without_words_is_shown_in_swedish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "so" / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True)
    file.write_text(UNFINISHED, encoding="utf-8")
    monkeypatch.setattr(i18n, "FOLDER", tmp_path)
    made = [
        i18n.catalogue.__wrapped__("so") for _time in range(2)
    ]  # from the .po, then from the .mo kept beside it
    for catalogue in made:
        assert catalogue.gettext("Spara") == "Kaydi"
        assert catalogue.gettext("Ångra") == "Ångra"
        assert [catalogue.ngettext("%(num)d foto", "%(num)d foton", num) for num in (1, 2)] == [
            "%(num)d foto",
            "%(num)d foton",
        ]
    assert [path.name for path in sorted(file.parent.iterdir())] == ["messages.mo", "messages.po"]


def test_another_catalogue_is_compiled_anew_even_when_it_is_older(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "so" / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True)
    monkeypatch.setattr(i18n, "FOLDER", tmp_path)
    for word, moment in (("Kaydi", 2_000_000_000), ("Badbaadi", 1_000_000_000)):
        file.write_text(UNFINISHED.replace("Kaydi", word), encoding="utf-8")
        os.utime(file, (moment, moment))
        assert i18n.catalogue.__wrapped__("so").gettext("Spara") == word


def test_arabic_counts_in_its_own_forms() -> None:
    with i18n.using("ar"):
        said = {num: i18n.ngettext("%(num)d foto", "%(num)d foton", num) for num in (0, 1, 2, 3, 11, 100)}
    assert len(set(said.values())) == len(said)
    assert "11" in said[11]


def test_what_the_kinds_file_says_in_swedish_alone_is_gathered(gathered: Catalog) -> None:
    assert gathered.get("Tillräckligt ljust") is not None
    assert gathered.get("Ser du bra omkring dig?") is not None
    assert gathered.get("Lampa lyser inte") is not None


def test_updating_brings_new_texts_in_and_takes_old_ones_out_without_guessing() -> None:
    catalogue, texts = Catalog(locale="en"), Catalog()
    catalogue.add("Ta bort bilden", "Delete the picture")
    catalogue.add("Ta bort filen", "Delete the file")
    catalogue.add(("%(num)d foto", "%(num)d foton"), ("%(num)d photo", "%(num)d photos"))
    texts.add("Ta bort bilden")
    texts.add("Ta bort bilderna")
    texts.add(("%(num)d foto", "%(num)d fotografier"))
    messages.carry(catalogue, texts)
    assert {messages.key(each): messages.has_words(each.string) for each in catalogue if each.id} == {
        (None, ("Ta bort bilden",)): True,
        (None, ("Ta bort bilderna",)): False,
        (None, ("%(num)d foto", "%(num)d fotografier")): False,
    }
    assert not catalogue.obsolete
