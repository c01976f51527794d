"""The API tried with what its own description allows, and with what it does not: no 500, and every answer is as described.

Bodies are let in kindly (a finding is never refused for what it says), so what is wrong by the schema may well be taken.
"""

import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from field.kit.tokens import uuid7
from field.web import openapi, uploads
from tests import pictures
from tests.phones import Phone, sha
from tests.world import World, said

pytestmark = pytest.mark.slow

CALLS = [
    (method.upper(), path)
    for path, item in openapi.document("http://x")["paths"].items()
    for method in item
    if method != "parameters"
]
TAKING = [
    (method, path, mode)
    for method, path in CALLS
    for mode in GenerationMode
    if (path, mode) != ("/openapi.json", GenerationMode.NEGATIVE)
]
CONFORMS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# A front door of every HTTP server turns these away before any app sees them.
NOT_HTTP = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@schemathesis.serializer("application/offset+octet-stream", *uploads.ACCEPTED)
def as_bytes(_context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def team(world: World) -> tuple[Phone, str, str]:
    """A leader's phone on a walk with a finding and a photo."""
    phone, finding, photo = world.phone(world.plan(), leader=True), str(uuid7()), pictures.photo()
    phone.put_finding(said(photos=[sha(photo)]), finding)
    phone.put_photo(finding, photo)
    return phone, finding, sha(photo)


def aim(case: Case, phone: Phone, finding: str, sha256: str, nr: int) -> None:
    """Every other case is aimed at things that are there; the rest at whatever was drawn."""
    if nr % 2:
        return
    parameters: dict[str, Any] = case.path_parameters or {}
    parameters.update(
        {
            name: value
            for name, value in {"walk": phone.walk, "id": finding, "sha256": sha256}.items()
            if name in parameters
        }
    )
    if isinstance(case.body, dict) and "walk" in case.body:
        case.body["walk"] = phone.walk


def try_out(world: World, method: str, path: str, mode: GenerationMode, examples: int) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", world.app)
    phone, finding, sha256 = team(world)
    tried = [0]

    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def send(case: Case) -> None:
        tried[0] += 1
        aim(case, phone, finding, sha256, tried[0])
        case.headers = {
            name: value
            for name, value in (case.headers or {}).items()
            if not NOT_HTTP.search(f"{name}{value}")
        }
        headers = {
            "Authorization": f"Bearer {phone.token}",
            "User-Agent": f"phone {tried[0]}",
            "Accept-Encoding": "identity",
        }
        case.validate_response(case.call(headers=headers), checks=CONFORMS)

    send()
    assert tried[0] > 0


@pytest.mark.parametrize(("method", "path", "mode"), TAKING, ids=lambda part: getattr(part, "value", part))
def test_every_call_answers_as_described(
    district: World, method: str, path: str, mode: GenerationMode
) -> None:
    try_out(district, method, path, mode, examples=12)


@pytest.mark.full
@pytest.mark.parametrize(("method", "path", "mode"), TAKING, ids=lambda part: getattr(part, "value", part))
def test_every_call_answers_as_described_however_long_one_tries(
    district: World, method: str, path: str, mode: GenerationMode
) -> None:
    try_out(district, method, path, mode, examples=400)
