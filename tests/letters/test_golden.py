"""Letters read as they did when someone last read them, in Swedish and English; and each is useful without its link."""

import itertools
import re

import pytest
from sqlmodel import select

from field.kit import i18n
from field.kit.settings import ROOT
from field.letters import Letter, filled
from field.readings import retold
from tests.letters import golden
from tests.world import World


def kinds() -> set[str]:
    return {path.name.partition(".")[0] for path in (ROOT / "templates" / "letters").glob("*.subject.txt")}


def test_every_letter_is_as_it_was_kept(world: World) -> None:
    told = golden.told(world)
    assert {name for name, _language in told} - {"supplement"} == kinds()
    kept = {
        key: golden.kept(*key).read_text(encoding="utf-8") if golden.kept(*key).exists() else ""
        for key in told
    }
    assert told == kept
    assert {path.name for path in golden.FOLDER.glob("*.txt")} == {golden.kept(*key).name for key in told}


@pytest.fixture
def letters(world: World) -> list[Letter]:
    golden.told(world)
    with world.reading() as db:
        return list(db.exec(select(Letter)))


def test_the_link_stands_once_in_the_text_on_a_line_of_its_own(world: World, letters: list[Letter]) -> None:
    for row in letters:
        lines = filled(row, row.text, world.settings).splitlines()
        addresses = [line for line in lines if "://" in line]
        assert len(addresses) == 1, row.kind
        assert re.fullmatch(r"http://127\.0\.0\.1:8000/[\w/-]+", addresses[0]), row.kind


def test_the_html_asks_for_nothing_from_outside(world: World, letters: list[Letter]) -> None:
    for row in letters:
        html = filled(row, row.html, world.settings)
        assert re.search(r"<(img|script|link|iframe|style)\b|url\(", html) is None, row.kind
        assert len(re.findall(r"<a ", html)) == 1, row.kind


def test_the_text_says_what_where_and_by_when_without_the_link(world: World, letters: list[Letter]) -> None:
    row = next(each for each in letters if each.kind == "handover")
    for each in (
        "RI26V-001",
        "Lampa lyser inte",
        "BRÅDSKANDE",
        "59.38840, 17.92850",
        "26 maj 2026",
        "Garaget Kvarnen",
        "070-174 06 15",
    ):
        assert each in row.text, each
    indoors = row.text[row.text.index("Garaget Kvarnen") :].partition("\n")[0]
    assert "59." not in indoors


def test_every_letter_can_be_written_in_every_language(world: World, letters: list[Letter]) -> None:
    with world.reading() as db:
        for row, language in itertools.product(letters, i18n.LANGUAGES):
            body = retold.retell(db, row, language, world.settings)
            assert body.subject
            assert "\n" not in body.subject
            assert re.search(r"%\(\w+\)|\{\{|\{%", body.text + body.html + body.subject) is None
