"""Every code of every list has every reader's words, and every place that shows one knows them all."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from babel.messages.catalog import Catalog

import field
from field import followups, handovers, kinds, letters
from field.handovers.standings import GROUPS, PublicState
from field.kit import i18n
from field.kit.catalogue import Catalogue
from field.protocol.lines import LISTED
from field.readings import standing
from field.web.capture.words import WORDS
from field.web.openapi import told
from tests.house.sources import Checker, calls, check, dotted, exists, fault, files, python, read
from tests.tools import messages

READERS = ("staff", "owner", "public", "phone", "letter", "heading")
HOMES = ("field/handovers/answers.py", "field/followups/outcomes.py", "field/handovers/standings.py")
ICONS = files("static/icons/ui/*.svg")


def catalogues() -> dict[str, Catalogue[Any]]:
    """By the longest name they have, which is where they are made."""
    found: dict[int, str] = {}
    tables = [(name, value) for name, value in module_values() if isinstance(value, Catalogue)]
    for name, table in tables:
        found[id(table)] = max(found.get(id(table), ""), name, key=len)
    return {name: table for name, table in tables if found[id(table)] == name}


def module_values() -> Iterator[tuple[str, object]]:
    for module in pkgutil.walk_packages(field.__path__, "field."):
        if not module.name.startswith("field.migrations"):
            for name, value in vars(importlib.import_module(module.name)).items():
                yield f"{module.name}.{name}", value


def wordless(entry: Any, texts: Catalog) -> Iterator[str]:
    """Which readers find nothing to read of a code, or a text that no translator has been given."""
    for reader in (each.name for each in fields(entry) if each.name in READERS):
        for text in said_to(entry, reader):
            context, _mark, bare = text.rpartition(i18n.CONTEXT)
            if not bare and not is_staffs_own(entry, reader):
                yield f"{entry.code} says nothing to {reader}"
            elif bare and texts.get(bare, context or None) is None:
                yield f"{entry.code} tells {reader} what no translator sees: {bare}"


def said_to(entry: Any, reader: str) -> tuple[str, ...]:
    """A text, the singular that a plural is kept by, or what the public reads of a standing."""
    said = getattr(entry, reader)
    if isinstance(said, PublicState):
        return (said.public,)
    return said[:1] if isinstance(said, tuple) else (said,)


def is_staffs_own(entry: Any, reader: str) -> bool:
    """What staff do with a point is no answer of its owner's; a behaviour note is in no protocol."""
    if isinstance(entry, handovers.HandoverState):
        return entry.code not in handovers.ANSWERS and reader != "staff"
    return isinstance(entry, kinds.FindingType) and not entry.is_public and reader != "staff"


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return messages.gathered()


def test_every_code_has_every_readers_words(texts: Catalog) -> None:
    found = catalogues()
    assert {name.rpartition(".")[2] for name in found} >= {
        "STATES",
        "OUTCOMES",
        "REASONS",
        "GROUPS",
        "TYPES",
        "URGENCIES",
        "PERSPECTIVES",
        "KINDS",
        "ROW_STATES",
    }
    entries = [entry for table in found.values() for entry in table.values()]
    assert [lack for entry in entries for lack in wordless(entry, texts)] == []


def test_a_reader_without_words_is_seen(texts: Catalog) -> None:
    known = handovers.STATES["planned"].public
    mute = handovers.HandoverState("fixed", staff="Planerat", owner="", public=known, phone="på månen")
    assert list(wordless(mute, texts)) == [
        "fixed says nothing to owner",
        "fixed tells phone what no translator sees: på månen",
    ]


def test_a_code_that_stands_twice_is_refused() -> None:
    twice = followups.OUTCOMES["fixed"]
    with pytest.raises(ValueError, match="twice"):
        Catalogue(twice, twice)


def test_what_is_no_text_is_no_code() -> None:
    """A phone may send anything: a list cannot even be looked up."""
    assert "fixed" in followups.OUTCOMES
    assert ["fixed"] not in followups.OUTCOMES


# ── the places ──


def test_every_drawing_of_a_table_is_there() -> None:
    named = {
        entry.icon
        for table in catalogues().values()
        for entry in table.values()
        if getattr(entry, "icon", "")
    }
    assert {f"static/icons/ui/{name}.svg" for name in named} - set(ICONS) == set()


def test_the_phone_has_words_for_every_code() -> None:
    """Its scripts name outcomes and reasons themselves, and so the same ones."""
    for prefix, table in (
        ("claim", handovers.ANSWERS),
        ("outcome", followups.OUTCOMES),
        ("why", followups.REASONS),
    ):
        assert {f"{prefix}_{code}" for code in table} - set(WORDS) == set()
    script = read("static/js/capture/screens/check-point.js")
    listed = re.search(r"const WHY = \[(.*?)\]", script)
    assert listed is not None
    assert re.findall(r'"(\w+)"', listed[1]) == list(followups.REASONS)
    assert [
        code for code in followups.OUTCOMES if f'"{code}"' not in script and f"_{code}" not in script
    ] == []


def test_the_calls_description_names_every_code() -> None:
    def named(schema: str, name: str) -> list[str]:
        return list(told.SCHEMAS[schema]["properties"][name]["enum"])

    assert named("OwnerAnswer", "answer") == list(handovers.ANSWERS)
    assert named("Check", "outcome") == list(followups.OUTCOMES)
    assert named("Nearby", "standing") == list(standing.STATES)
    assert named("Kind", "urgency") == list(kinds.URGENCIES)
    assert named("Finding", "type") == list(kinds.TYPES)


def test_styles_know_every_tone_and_every_field_an_answer_asks_for() -> None:
    style = "".join(read(name) for name in files("static/css/*.css"))
    asked = {each for answer in handovers.ANSWERS.values() for each in answer.asks}
    assert {each for each in asked if f'[data-asks~="{each}"]' not in style} == set()
    tones = {state.tone for state in handovers.STATES.values()} - {""}
    assert {tone for tone in tones if f".chip.{tone}" not in style} == set()


def test_every_standing_is_in_a_group_that_pages_and_open311_know() -> None:
    assert {state.group for state in standing.STATES.values()} <= set(GROUPS)
    style = read("static/css/public.css")
    assert [code for code in ("fixed", "wont", "good") if f".standing.{code}" not in style] == []


def test_a_protocol_has_a_place_for_every_type_that_may_be_read() -> None:
    assert set(LISTED) == set(kinds.PUBLIC_TYPES)


def test_every_kind_of_letter_has_its_templates_and_is_kept_as_it_reads() -> None:
    for kind in letters.KINDS:
        assert [
            part for part in ("subject.txt", "txt", "html") if not exists(f"templates/letters/{kind}.{part}")
        ] == []
        assert [each for each in ("sv", "en") if not exists(f"tests/letters/golden/{kind}.{each}.txt")] == []


def kinds_written(source: str) -> set[str]:
    asked = [
        call
        for call in calls(ast.parse(source))
        if dotted(call.func) == "letters.write" and len(call.args) > 1
    ]
    return {code.value for call in asked if isinstance(code := call.args[1], ast.Constant)}


def test_every_letter_that_is_written_is_of_a_known_kind() -> None:
    written = set().union(*(kinds_written(read(name)) for name in python()))
    assert kinds_written('letters.write(db, "greeting", to)') == {"greeting"}
    assert written == set(letters.KINDS)


def test_the_owners_help_explains_every_answer() -> None:
    for language in ("sv", "en"):
        page = read(f"templates/help/{language}/owners.html")
        with i18n.using(language):
            answers = [i18n.gettext(answer.owner) for answer in handovers.ANSWERS.values()]
        assert [words for words in answers if f"<dt>{words}</dt>" not in page] == []


# ── and nowhere else ──

SHARED = {"fixed", "planned", "received", "question", "wont"}
OWN = set(handovers.ANSWERS) - SHARED
"""Codes that mean an owner's answer wherever they stand; the shared ones mean other things too."""


def code_faults(source: str, path: str) -> list[str]:
    return [
        fault(path, node.lineno, f"{node.value}: what an answer means stands in its table")
        for node in ast.walk(ast.parse(source, path))
        if isinstance(node, ast.Constant) and node.value in OWN
    ]


def template_faults(source: str, path: str) -> list[str]:
    quoted = (re.search(rf"[\"'.]{code}\b", line) for line in source.splitlines() for code in OWN)
    return [fault(path, 0, f"{each[0]}: loop over the table") for each in quoted if each]


@pytest.mark.parametrize(
    ("checker", "names"),
    [
        (code_faults, [name for name in python() if name not in HOMES and "migrations/" not in name]),
        (template_faults, files("templates/*.html", "templates/*.txt", "static/css/*.css", "static/js/*.js")),
    ],
)
def test_answers_are_named_in_their_table_alone(checker: Checker, names: list[str]) -> None:
    assert {"partly", "not_ours", "asked_contractor"} == OWN
    assert check(checker, names) == []


def test_an_answer_named_elsewhere_is_seen() -> None:
    assert code_faults('DATED = ("fixed", "planned", "partly")', "field/web/owner_form.py")
    assert template_faults(
        '{% if standing.code in ("planned", "partly") %}', "templates/results/_standing.html"
    )
    assert template_faults(".thing.answered.partly {", "static/css/owner.css")
