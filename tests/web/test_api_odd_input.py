"""What no phone would send: no JSON, too large, too deep, in strange characters. Never a 500, and what can be kept is kept."""

import json

import pytest

from field.kit.tokens import uuid7
from tests.phones import Phone
from tests.world import World, said

BODIES: dict[str, bytes] = {
    "nothing": b"",
    "a word": b"hello",
    "a number": b"7",
    "a list": b"[]",
    "null": b"null",
    "a string": b'"text"',
    "cut short": b'{"walk": "',
    "two at once": b"{}{}",
    "single quotes": b"{'walk': 1}",
    "half a character": b'{"text": "\xc3"}',
    "a form": b"walk=1&revision=1",
    "only a mark": b"\xef\xbb\xbf",
    "nul bytes": b"\0" * 100,
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a number without end": b'{"revision": ' + b"9" * 5_000 + b"}",
}
PLACES = ("/findings/{id}", "/checks/{id}", "/ratings/{id}", "/walks/{walk}/finish")


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_what_is_no_json_object_cannot_be_read(district: World, body: bytes) -> None:
    walk = district.plan()
    phone = district.phone(walk)
    for place in PLACES:
        answer = phone.put(place.format(id=uuid7(), walk=walk.id), body)
        assert (answer.status_code, answer.json["code"]) == (422, "not-json")
    assert phone.send("POST", "/join", data=body).status_code == 422


@pytest.mark.parametrize("depth", [50, 400, 800, 900, 950, 980])
@pytest.mark.parametrize(
    "where", ["extra", "type", "text", "kind", "urgency", "position", "building", "call", "perspective"]
)
def test_nesting_is_read_or_refused_but_never_breaks(district: World, depth: int, where: str) -> None:
    phone = district.phone(district.plan())
    deep = "[" * depth + "]" * depth
    value = f'{{"whom": {deep}}}' if where == "call" else deep
    body = json.dumps({**said(), "walk": phone.walk, where: None}).replace(
        f'"{where}": null', f'"{where}": {value}'
    )
    answer = phone.put(f"/findings/{uuid7()}", body)
    assert answer.status_code in (201, 422)


def test_a_body_over_a_megabyte_is_too_large(district: World) -> None:
    phone = district.phone(district.plan())
    answer = phone.put_finding(said(extra="x" * 1_100_000))
    assert (answer.status_code, answer.json["code"]) == (413, "too-large")
    assert phone.put_finding(said(extra="x" * 900_000)).status_code == 201


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("rak\u0000t", "rakt"),
        ("halv \ud800 tecken", "halv ? tecken"),
        ("klocka\u0007", "klocka"),
        ("  luft  ", "luft"),
        ("rad\r\nrad\rrad", "rad\nrad\nrad"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("'; DROP TABLE finding; --", "'; DROP TABLE finding; --"),
        ("مصباح مكسور 🔦 ሓደ", "مصباح مكسور 🔦 ሓደ"),
        ("=HYPERLINK(0)", "=HYPERLINK(0)"),
        ("\u202eomvänt", "\u202eomvänt"),
    ],
)
def test_any_text_is_kept_as_it_was_said(district: World, sent: str, kept: str) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    assert (
        phone.put_finding(
            said(text=sent, landmark=sent, asset_ref=sent, building={"name": sent}), finding
        ).status_code
        == 201
    )
    shown = phone.shown(finding)
    assert shown is not None
    assert [shown[name] for name in ("text", "landmark", "asset_ref")] == [kept] * 3
    assert shown["building"]["name"] == kept
    assert (
        phone.put_finding(
            said(text=sent, landmark=sent, asset_ref=sent, building={"name": sent}), finding
        ).status_code
        == 200
    )


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-32"])
def test_json_in_another_unicode_coding_is_read(district: World, coding: str) -> None:
    phone = district.phone(district.plan())
    assert (
        phone.put(
            f"/findings/{uuid7()}", json.dumps({**said(text="Släckt"), "walk": phone.walk}).encode(coding)
        ).status_code
        == 201
    )


ODD = [None, True, 0, -1, 1.5, float("nan"), 10**400, "", "x", "\ud800", [], [[]], {}, {"a": []}]
FIELDS = [
    "type",
    "kind",
    "text",
    "urgency",
    "call",
    "asset_ref",
    "landmark",
    "building",
    "perspective",
    "position",
    "noted_at",
    "photos",
    "revision",
]


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_a_finding_takes_any_json(district: World, field: str) -> None:
    phone = district.phone(district.plan())
    for value in ODD:
        answer = phone.put(f"/findings/{uuid7()}", {**said(), "walk": phone.walk, field: value})
        assert answer.status_code in (201, 422), (field, value)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "names"), [("position", "lat accuracy_m source taken_at"), ("call", "at whom outcome")]
)
def test_no_json_inside_a_position_or_a_call_refuses_the_finding(
    district: World, field: str, names: str
) -> None:
    phone = district.phone(district.plan())
    for name in names.split():
        for value in ODD:
            assert (
                phone.put_finding(said(**{field: {"lat": 59.3, "lon": 17.9, name: value}})).status_code == 201
            ), (name, value)


@pytest.mark.parametrize(
    "path",
    [
        "/findings/7",
        "/findings/x/receipt",
        "/photos/x/small",
        "/photos/{id}/huge",
        "/nothing",
        "/walks/x",
        "",
    ],
)
def test_an_address_that_is_none_is_a_problem_too(district: World, path: str) -> None:
    answer = district.phone(district.plan()).send("GET", path.format(id=uuid7()))
    assert answer.status_code in (404, 405)
    assert answer.mimetype == "application/problem+json"


def test_a_method_that_is_none_names_those_there_are(district: World) -> None:
    answer = district.phone(district.plan()).send("POST", f"/findings/{uuid7()}", json={})
    assert answer.status_code == 405
    assert {"PUT", "DELETE"} <= set(answer.headers["Allow"].split(", "))


def test_a_problem_follows_rfc_9457_and_tells_nothing_of_the_inside(district: World) -> None:
    answer = Phone(district.app.test_client()).get(f"/walks/{uuid7()}")
    assert set(answer.json) == {"type", "title", "status", "code"}
    assert answer.json["status"] == answer.status_code == 401
