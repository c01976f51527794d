"""The door to the walk and the book of its words: one shell for all walks, every word in every language, and nothing looked up."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale
from flask import Flask
from flask.testing import FlaskClient

from field.kit import i18n, settings
from field.web import create_app, static_files
from field.web.capture.book import PLURALS, book
from field.web.capture.words import WORDS
from field.web.pwa import version, walk_files
from tests.tools import ROOT
from tests.tools.server import environment

SCRIPTS = list((ROOT / "static" / "js" / "capture").rglob("*.js"))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(settings.load(environment(tmp_path_factory.mktemp("capture"))))


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


def _status(client: FlaskClient, address: str) -> int:
    """Of a file: read and closed."""
    with client.get(address) as answer:
        return int(answer.status_code)


def test_a_typed_code_leads_to_its_own_address(client: FlaskClient) -> None:
    answer = client.get("/join?code=ab c-123")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/join/ABC-123")
    assert client.get("/join/abc-123").headers["Location"] == "/join/ABC-123"


def test_the_door_offers_every_language_by_its_own_name(client: FlaskClient) -> None:
    page = client.get("/join/ABC123").text
    assert all(name in page for name in i18n.LANGUAGES.values())
    assert 'name="mode"' not in page


def test_the_page_of_a_code_says_nothing_of_whether_there_is_such_a_walk(client: FlaskClient) -> None:
    with_code = client.get("/join/NOTHING1?lang=sv")
    assert with_code.status_code == 200
    assert 'name="mode"' in with_code.text
    assert with_code.text.replace("NOTHING1", "NOTHING2") == client.get("/join/NOTHING2?lang=sv").text


def test_every_walk_gets_the_same_shell_with_nothing_of_the_walk_in_it(client: FlaskClient) -> None:
    one = client.get("/walk/01890000-0000-7000-8000-000000000001")
    assert one.text == client.get("/walk/shell").text
    assert one.status_code == 200
    assert "01890000" not in one.text
    assert client.get("/walk/none-of-ours").status_code == 404


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_book_of_each_language_holds_every_word_and_every_plural_form(
    client: FlaskClient, language: str
) -> None:
    answer = client.get(f"/walk/texts/{language}.json")
    told = answer.get_json()
    assert set(told["texts"]) == set(WORDS)
    assert all(told["texts"].values())
    wanted = set(Locale.parse({"sv-easy": "sv"}.get(language, language)).plural_form.tags) | {"other"}
    assert {frozenset(forms) for forms in told["plurals"].values()} == {frozenset(wanted)}
    assert told["direction"] == ("rtl" if language in i18n.RTL else "ltr")
    again = client.get(f"/walk/texts/{language}.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_translation_fills_in_what_the_swedish_text_fills_in() -> None:
    for language in i18n.LANGUAGES:
        for key, words in book(language)["texts"].items():
            assert set(re.findall(r"%\((\w+)\)[sd]", words)) == set(
                re.findall(r"%\((\w+)\)[sd]", WORDS[key])
            ), (language, key)


def test_an_unknown_language_has_no_book(client: FlaskClient) -> None:
    assert client.get("/walk/texts/xx.json").status_code == 404


def test_the_scripts_ask_for_words_that_are_in_the_book_and_the_book_has_none_they_never_ask_for() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in [*SCRIPTS, ROOT / "static" / "js" / "small" / "texts.js"]
    )
    asked = set(re.findall(r"\bt\(\s*\"(\w+)\"", source))
    assert asked - set(WORDS) == set()
    assert set(re.findall(r"\btn\(\s*\"(\w+)\"", source)) == set(PLURALS)
    starts = set(re.findall(r"\bt\(`(\w+_)\$\{", source))
    ends = set(re.findall(r"\bt\(`\$\{\w+\}(_\w+)`", source))
    either = re.compile(r"\"(\w+)\"")
    named = set(either.findall(source))
    unused = {
        key
        for key in WORDS
        if key not in named and not key.startswith(tuple(starts)) and not key.endswith(tuple(ends))
    }
    computed = {f"{name}_{code}" for name, codes in _conditions(source).items() for code in codes}
    assert unused - computed == set()


def _conditions(source: str) -> dict[str, list[str]]:
    """The finish asks for `weather_rain` and the like from a table of its own."""
    table = re.search(r"CONDITIONS = (\{.*?\});", source, re.DOTALL)
    assert table
    told: dict[str, list[str]] = json.loads(re.sub(r"(\w+):", r'"\1":', table[1]).replace(",\n}", "\n}"))
    return told


def test_no_word_for_people_is_written_in_a_script() -> None:
    swedish = re.compile(r"[\"'`][^\"'`\n]*[åäöÅÄÖ][^\"'`\n]*[\"'`]")
    found = [f"{path.name}: {match}" for path in SCRIPTS for match in swedish.findall(_code(path))]
    assert found == []


def _code(path: Path) -> str:
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_service_worker_knows_all_the_walk_needs_and_nothing_of_the_desk(
    app: Flask, client: FlaskClient
) -> None:
    answer = client.get("/sw.js")
    told = json.loads(answer.text.partition("self.STRAK = ")[2].partition(";\n")[0])
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.mimetype == "text/javascript"
    with app.app_context():
        assert told["files"] == walk_files()
        assert told["version"] == version()
    names = {name.split("/", 3)[3] for name in told["files"]}
    on_disk = {
        f"js/{folder}/{path.relative_to(ROOT / 'static' / 'js' / folder)}"
        for folder in ("capture", "outbox", "small")
        for path in (ROOT / "static" / "js" / folder).rglob("*.js")
    }
    assert on_disk <= names
    assert not [name for name in names if re.search(r"/(desk|owner)[/.]|leaflet", name)]
    assert [name for name in told["files"] if _status(client, name) != 200] == []


def test_the_manifest_carries_the_code_for_phones_that_start_with_an_empty_store(client: FlaskClient) -> None:
    told = json.loads(client.get("/manifest.webmanifest?code=ABC123").text)
    assert told["start_url"] == "/join/ABC123"
    assert json.loads(client.get("/manifest.webmanifest").text)["start_url"] == "/join"
    assert json.loads(client.get("/manifest.webmanifest?code=<script>").text)["start_url"] == "/join/script"
    assert [icon for icon in told["icons"] if _status(client, icon["src"]) != 200] == []
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in told["icons"]}


def test_what_the_first_screen_needs_is_fetched_ahead_and_nothing_more(client: FlaskClient) -> None:
    ahead = re.findall(r'rel="modulepreload" href="([^"]+)"', client.get("/walk/shell").text)
    names = {each.split("/", 3)[3] for each in ahead}
    assert {"js/capture/main.js", "js/capture/screens/home.js"} <= names
    needed = {
        (ROOT / "static" / name).parent.joinpath(said).resolve().relative_to(ROOT / "static").as_posix()
        for name in names
        for said in re.findall(
            r'^(?:import|\}) .*?"([^"]+)";$',
            (ROOT / "static" / name).read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    }
    assert names - {"js/capture/main.js", "js/capture/screens/home.js"} == needed
    assert [each for each in ahead if _status(client, each) != 200] == []


def test_comments_stay_at_home_and_lines_keep_their_numbers() -> None:
    script = (
        b"/** What\n * it does. */\nexport const a = 1; // once\n  // a line of its own\n"
        b"const b = /** @type {any} */ (a);\n"
    )
    bare = b"\n\nexport const a = 1; // once\n\nconst b = /** @type {any} */ (a);\n"
    assert static_files.served("js/a.js", script) == bare
    cast = b"/** @type {any} */ (a).b();\nc(); /* d */\n"
    assert static_files.served("js/a.js", cast) == cast
    assert static_files.served("css/a.css", b"/* Ink. */\np { color: red }\n") == b"\np { color: red }\n"
    licence = b"/* Some licence */\nx();\n"
    assert static_files.served("vendor/x-1.js", licence) == licence


def _lines_lost_from_texts(script: str) -> list[str]:
    """What looks like a comment and stands within a text over several lines: an open backtick before it."""
    shown = [static_files.served("js/x.js", script[: match.start()].encode()) for match in _comments(script)]
    return [
        match[0] for match, before in zip(_comments(script), shown, strict=True) if before.count(b"`") % 2
    ]


def _comments(script: str) -> list[re.Match[str]]:
    return list(re.finditer(static_files.COMMENT.pattern.decode(), script, static_files.COMMENT.flags))


def test_no_text_in_a_script_looks_like_a_comment() -> None:
    found = {
        path.name: _lines_lost_from_texts(path.read_text(encoding="utf-8"))
        for path in (ROOT / "static" / "js").rglob("*.js")
    }
    assert {name: lost for name, lost in found.items() if lost} == {}
    assert _lines_lost_from_texts("const a = `one\n  // two`;\n") == ["  // two`;"]


def test_older_versions_of_the_app_are_served_for_two_weeks_and_the_two_newest_for_ever(
    tmp_path: Path,
) -> None:
    day, now = 86_400, 2_000_000_000
    for name, age in (("a", 0), ("b", 40), ("c", 13), ("d", 15), ("e", 200)):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (now - age * day, now - age * day))
    assert {each.name for each in static_files.outlived(tmp_path)} == {"b", "d", "e"}
    (tmp_path / "c").rmdir()
    assert {each.name for each in static_files.outlived(tmp_path)} == {"b", "e"}


@pytest.mark.slow
def test_a_phone_on_an_older_version_still_finds_its_files(tmp_path: Path) -> None:
    old = tmp_path / ".static" / "0123456789ab"
    (old / "js").mkdir(parents=True)
    (old / "js" / "gone.js").write_text("export const here = true;")
    (old / ".whole").touch()
    client = create_app(settings.load(environment(tmp_path))).test_client()
    with client.get("/static/0123456789ab/js/gone.js") as answer:
        assert (answer.status_code, answer.text) == (200, "export const here = true;")
