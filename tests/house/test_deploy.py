"""Logs keep no secrets: every address of the app that holds one is put through our own mask and those of the proxies we ship."""

import re
from collections.abc import Callable

import click
import pytest
from flask import Flask

from field.commands import COMMANDS
from field.kit import settings
from field.web import create_app
from field.web.refusals import masked
from tests.house.sources import read
from tests.tools import ROOT

SECRET = "Zq3f9w"
LONG = "Zq3f9w" * 7
# Path parts that open a door by themselves.
SECRET_PARTS = {"token", "code", "link", "key"}


def nginx(path: str) -> str:
    """As nginx's `map` does it: the first pattern that fits, its captures put in."""
    for pattern, answer in re.findall(r'"~(\^\S+)" "(\S*)";', read("deploy/nginx.conf")):
        if match := re.search(pattern.replace("(?<", "(?P<"), path):
            return re.sub(r"\$(\w+?)(?=\*|\$|$)", lambda name: match[name[1]] or "", answer)
    return "-"


def caddy(path: str) -> str:
    """As Caddy's `regexp` filter does it: every place that fits. Both logs have the same one."""
    filters = set(re.findall(r"request>uri regexp (\S+) (\S+)", read("deploy/Caddyfile")))
    ((pattern, answer),) = filters
    return re.sub(
        pattern, lambda match: re.sub(r"\$\{(\d)\}", lambda number: match[int(number[1])] or "", answer), path
    )


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("installation")
    return create_app(settings.load({"FIELD_UPLOADS": str(folder)}))


@pytest.mark.parametrize("mask", [nginx, caddy, masked])
def test_every_address_that_holds_a_secret_is_masked(mask: Callable[[str], str], app: Flask) -> None:
    secret = [rule.rule for rule in app.url_map.iter_rules() if SECRET_PARTS & rule.arguments]
    assert any(rule.startswith("/join/<code>") for rule in secret)
    filled = [re.sub(r"<(\w+:)?(token|code|link|key)>", SECRET, rule) for rule in secret]
    assert [path for path in filled if SECRET in mask(path)] == []


@pytest.mark.parametrize("proxy", [nginx, caddy])
def test_masks_hide_the_secret_and_the_query_and_leave_the_rest(proxy: Callable[[str], str]) -> None:
    assert proxy(f"/o/{SECRET}/answers/7?x={SECRET}").startswith("/o/***/answers/7")
    assert SECRET not in proxy(f"/o/{SECRET}/answers/7?x={SECRET}")
    assert proxy(f"/new/door/{LONG}/page") == "/new/door/***/page"
    assert SECRET not in proxy(f"/results/Rinkeby?token={SECRET}")
    assert proxy("/finding/RI26V-031") == "/finding/RI26V-031"


@pytest.mark.parametrize(
    ("name", "line"),
    [("nginx.conf", r"error_log \S+ crit;"), ("Caddyfile", r"(?s)(request>headers delete.*){2}")],
)
def test_nothing_else_of_a_request_is_logged(name: str, line: str) -> None:
    text = read(f"deploy/{name}")
    assert re.search(line, text)
    assert "http_referer" not in text


def _settings(path: str) -> set[str]:
    return set(re.findall(r"FIELD_[A-Z_]+", read(path)))


def test_no_setting_in_deploy_is_unknown() -> None:
    files = ("compose.yaml", "example.env", "strak.service", "Containerfile", "README.md")
    assert {name for path in files for name in _settings(f"deploy/{path}")} - set(settings.NAMES) == set()


def test_every_setting_reaches_the_containers() -> None:
    """One that compose does not pass on is given in vain, and nobody is told."""
    assert set(settings.NAMES) - _settings("deploy/compose.yaml") == {"FIELD_UPLOADS"}
    assert "FIELD_UPLOADS=" in read("deploy/Containerfile")


# ── words that an admin copies ──

VERB = re.compile(r"(?<![\w.-])strak ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)")
TOLD_IN = ("deploy/README.md", "README.md", "deploy/strak.service", "CHANGELOG.md")


def unknown_verbs(text: str) -> list[str]:
    """In code, whether between backticks or on a line of its own: what follows `strak` and is no verb of ours."""
    known = {command.name: command for command in COMMANDS}
    found = []
    for words in VERB.findall("; ".join(_code(text))):
        first, _space, second = words.partition(" ")
        command = known.get(first)
        if command is None or (isinstance(command, click.Group) and second not in command.commands):
            found.append(words)
    return found


def _code(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text) + re.findall(r"^ExecStart=(.+)$", text, re.MULTILINE)


@pytest.mark.parametrize("path", TOLD_IN)
def test_every_verb_that_is_told_exists(path: str) -> None:
    assert unknown_verbs(read(path)) == []


def test_a_verb_that_does_not_exist_is_seen() -> None:
    assert unknown_verbs("`strak doctor`, `strak staff fire x` and `strak bakcup FOLDER`") == [
        "staff fire",
        "bakcup",
    ]


def test_the_deploy_page_speaks_of_the_running_installation_alone() -> None:
    """`flask --app app` reads no settings of the service's, nor acts as its user."""
    text = read("deploy/README.md")
    assert "strak backup" in text
    assert "flask" not in text + read("deploy/strak.service")


def test_every_file_that_the_deploy_page_names_is_there() -> None:
    named = set(
        re.findall(
            r"`(?:deploy/)?([\w.]+\.(?:yaml|conf|service|env)|Caddyfile|Containerfile)`",
            read("deploy/README.md"),
        )
    )
    assert {"compose.yaml", "Containerfile", "strak.service", "nginx.conf", "Caddyfile"} <= named
    assert [name for name in named if not (ROOT / "deploy" / name).is_file()] == []
