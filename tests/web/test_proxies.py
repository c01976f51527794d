"""Whose address counts: behind the proxies we ship, with the files we ship, and directly; through real sockets, for a test client shows none of it."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from field.web.proxies import TrustedProxies
from tests.conftest import Serve
from tests.tools.proxies import NAME, Proxy
from tests.tools.server import LiveServer
from tests.world import DEMO

EARNEST = {"FIELD_BASE_URL": f"https://{NAME}", "FIELD_WORKER": "off"}
GUESSER, NEIGHBOUR = "127.0.2.9", "127.0.2.10"
AT = "2036-05-12T18:00:00+02:00"
WRONG_BEFORE_STOPPED = 10


@pytest.fixture
def server(serve: Serve) -> LiveServer:
    return serve(**EARNEST)


@pytest.fixture
def code(server: LiveServer) -> str:
    server.flask("load", "areas", str(DEMO / "areas.geojson"))
    return str(json.loads(server.flask("walk", "add", "--area", "Rinkeby", "--at", AT).stdout)["code"])


@pytest.fixture(params=["nginx", "caddy"])
def proxy(request: pytest.FixtureRequest, server: LiveServer, tmp_path: Path) -> Iterator[Proxy]:
    proxy = Proxy(request.param, tmp_path / "proxy", server.url)
    yield proxy.start()
    proxy.stop()


def join(port: int, code: str, visitor: str, forged: str = "") -> int:
    """The answer to one visitor's try, from an address of its own on this machine."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30, source_address=(visitor, 0))
    headers = {"Host": NAME, "Content-Type": "application/json", "User-Agent": "the same phone"}
    connection.request(
        "POST",
        "/api/v1/join",
        json.dumps({"code": code}),
        headers | ({"X-Forwarded-For": forged} if forged else {}),
    )
    status = connection.getresponse().status
    connection.close()
    return status


def port_of(server: LiveServer) -> int:
    return int(server.url.rpartition(":")[2])


@pytest.mark.slow
def test_behind_a_proxy_one_visitors_wrong_codes_stop_that_visitor_alone(proxy: Proxy, code: str) -> None:
    tries = [
        join(proxy.port, "WRONG1", GUESSER, forged=f"203.0.113.{nr}")
        for nr in range(WRONG_BEFORE_STOPPED + 1)
    ]
    assert tries == [404] * WRONG_BEFORE_STOPPED + [429]
    assert join(proxy.port, code, NEIGHBOUR) == 201


@pytest.mark.slow
def test_a_forged_header_from_a_stranger_is_nobodys_address(server: LiveServer, code: str) -> None:
    tries = [
        join(port_of(server), "WRONG1", GUESSER, forged=f"203.0.113.{nr}")
        for nr in range(WRONG_BEFORE_STOPPED + 1)
    ]
    assert tries == [404] * WRONG_BEFORE_STOPPED + [429]
    assert join(port_of(server), code, NEIGHBOUR, forged=GUESSER) == 201


@pytest.mark.slow
def test_a_proxy_on_another_machine_is_believed_by_its_network(serve: Serve) -> None:
    server = serve(FIELD_TRUSTED_PROXIES="10.0.0.1, 127.0.2.8/30", **EARNEST)
    for nr in range(WRONG_BEFORE_STOPPED):
        assert join(port_of(server), "WRONG1", GUESSER, forged="203.0.113.7") == 404, nr
    assert join(port_of(server), "WRONG1", NEIGHBOUR, forged="203.0.113.7") == 429
    assert join(port_of(server), "WRONG1", NEIGHBOUR, forged="198.51.100.7") == 404


def seen(peer: str, *trusted: str, **environ: str) -> tuple[str, str]:
    """The visitor's address and scheme, as the app is told of them."""
    told: dict[str, Any] = {}

    def app(environ: dict[str, Any], _start: object) -> list[bytes]:
        told.update(environ)
        return []

    networks = tuple(ip_network(each) for each in trusted or ("127.0.0.1",))
    TrustedProxies(app, networks)(
        {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http", **environ}, lambda *_: lambda _: None
    )
    return told["REMOTE_ADDR"], told["wsgi.url_scheme"]


@pytest.mark.parametrize(
    ("peer", "chain", "visitor"),
    [
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the first is the visitor's own word
        ("127.0.0.1", "203.0.113.9, 198.51.100.7, 10.1.2.3", "198.51.100.7"),  # two proxies of ours
        ("127.0.0.1", "10.1.2.4, 10.1.2.3", "10.1.2.4"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9, unknown, 10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "198.51.100.7:51234", "198.51.100.7"),
        ("::ffff:127.0.0.1", "[2001:db8::7]:51234", "2001:db8::7"),
        ("127.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("", "198.51.100.7", ""),
    ],
)
def test_the_visitor_is_the_last_that_is_no_proxy_of_ours(peer: str, chain: str, visitor: str) -> None:
    assert seen(peer, "127.0.0.1", "10.1.0.0/16", HTTP_X_FORWARDED_FOR=chain)[0] == visitor


@pytest.mark.parametrize(
    ("peer", "said", "scheme"),
    [
        ("127.0.0.1", "https", "https"),
        ("127.0.0.1", "http, HTTPS", "https"),
        ("127.0.0.1", "gopher", "http"),
        ("192.0.2.1", "https", "http"),
    ],
)
def test_the_scheme_is_what_a_proxy_of_ours_says(peer: str, said: str, scheme: str) -> None:
    assert seen(peer, HTTP_X_FORWARDED_PROTO=said)[1] == scheme
