"""Logs keep no secrets: every address of the app that holds one is put through our own mask and those of the proxies we ship."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from field.kit import settings
from field.web import create_app
from field.web.refusals import masked
from tests.house.sources import read

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


def test_no_setting_in_deploy_is_unknown() -> None:
    named = {
        name
        for path in ("compose.yaml", "example.env", "strak.service", "Containerfile")
        for name in _settings(f"deploy/{path}")
    }
    assert named - set(re.findall(r"FIELD_[A-Z_]+", read("field/kit/settings.py"))) == set()


def _settings(path: str) -> list[str]:
    return re.findall(r"FIELD_[A-Z_]+", read(path))
