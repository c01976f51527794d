"""The description of the API is OpenAPI 3.1, complete (every call, and no other), and held to the calls by every test that uses `Phone`."""

import re

from openapi_spec_validator import validate

from field.kit.errors import CATALOGUE
from field.web import openapi
from tests.phones import ROOT, faults
from tests.world import World

DOCUMENT = openapi.document("https://strak.example.se")


def described() -> set[tuple[str, str]]:
    return {
        (method.upper(), path)
        for path, item in DOCUMENT["paths"].items()
        for method in item
        if method != "parameters"
    }


def served(world: World) -> set[tuple[str, str]]:
    """Method and path of every rule, with parameters named as the description names them."""
    names = {
        "walk_id": "walk",
        "finding_id": "id",
        "target_id": "id",
        "check_id": "id",
        "rating_id": "id",
        "photo_id": "id",
        "proposal_id": "proposal",
    }
    found = set()
    for rule in world.app.url_map.iter_rules():
        if rule.rule.startswith(ROOT):
            path = re.sub(
                r"<(?:[^:>]+:)?(\w+)>",
                lambda match: f"{{{names.get(match[1], match[1])}}}",
                rule.rule.removeprefix(ROOT),
            )
            methods = (rule.methods or set()) - {"OPTIONS"}
            found |= {(method, path) for method in methods if method != "HEAD" or "GET" not in methods}
    return found


def test_the_description_is_openapi_3_1() -> None:
    validate(DOCUMENT)
    assert DOCUMENT["openapi"].startswith("3.1")
    assert DOCUMENT["servers"] == [{"url": "https://strak.example.se/api/v1"}]


def test_every_call_is_described_and_none_that_is_not_there(district: World) -> None:
    assert described() == served(district)


def test_every_call_but_joining_and_the_description_asks_for_a_pass() -> None:
    open_calls = {
        path
        for path, item in DOCUMENT["paths"].items()
        for method, call in item.items()
        if method != "parameters" and call.get("security") == []
    }
    assert open_calls == {"/join", "/openapi.json"}
    for path, item in DOCUMENT["paths"].items():
        for method, call in item.items():
            if method != "parameters" and path not in open_calls:
                assert "401" in call["responses"], (method, path)


def test_every_code_that_is_told_is_in_the_catalogue_under_its_status() -> None:
    for item in DOCUMENT["paths"].values():
        for method, call in item.items():
            for status, answer in call["responses"].items() if method != "parameters" else ():
                for part in (
                    answer.get("content", {})
                    .get("application/problem+json", {})
                    .get("schema", {})
                    .get("allOf", [])[1:]
                ):
                    assert {CATALOGUE[code][0] for code in part["properties"]["code"]["enum"]} == {
                        int(status)
                    }


def test_operations_have_names_of_their_own_and_words() -> None:
    calls = [
        call for item in DOCUMENT["paths"].values() for method, call in item.items() if method != "parameters"
    ]
    assert len({call["operationId"] for call in calls}) == len(calls)
    assert all(call["summary"] for call in calls)


def test_it_is_served_to_anyone_and_recognised_again(district: World) -> None:
    client = district.app.test_client()
    first = client.get(f"{ROOT}/openapi.json")
    assert (first.status_code, first.mimetype, first.json["info"]["version"]) == (
        200,
        "application/json",
        "1",
    )
    assert first.json["paths"].keys() == DOCUMENT["paths"].keys()
    assert (
        client.get(f"{ROOT}/openapi.json", headers={"If-None-Match": first.headers["ETag"]}).status_code
        == 304
    )


def test_an_answer_that_departs_from_the_description_is_seen() -> None:
    path = "/findings/019e1cea-a404-7c5c-aa79-bcb13013c96e/receipt"
    whole = {"revision": 1, "photos": [], "backed_up": False}
    assert faults("GET", path, 200, "application/json", {}, whole) == []
    assert faults("GET", path, 418, "application/json", {}, whole) == [f"GET {path}: 418 is not described"]
    assert faults("GET", path, 200, "text/html", {}, None) == ["text/html is not described for 200"]
    assert faults("GET", path, 200, "application/json", {}, {**whole, "photos": ["x"]})[0].startswith(
        "photos/0"
    )
    assert faults("GET", path, 200, "application/json", {}, {"revision": 1})[0].endswith(
        "is a required property"
    )
    assert faults(
        "GET",
        path,
        401,
        "application/problem+json",
        {},
        {"type": "", "title": "", "status": 401, "code": "pass-missing"},
    ) == ["WWW-Authenticate is missing"]
