"""A large photo in parts: it goes on from where the network broke, a wrong offset is told the right one, and only the whole is kept."""

from pathlib import Path

import pytest

from field.kit.tokens import uuid7
from tests import pictures
from tests.phones import Phone, sha
from tests.world import World, begin, said


def parts_of(data: bytes, size: int) -> list[tuple[int, bytes]]:
    return [(start, data[start : start + size]) for start in range(0, len(data), size)]


def send_all(phone: Phone, target: object, data: bytes, size: int, of: str = "findings") -> list[int]:
    return [
        phone.patch_photo(str(target), sha(data), part, start, len(data), of).status_code
        for start, part in parts_of(data, size)
    ]


def test_a_photo_sent_in_parts_is_kept_with_the_last(district: World) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo(400, 300)
    phone.put_finding(said(photos=[sha(photo)]), finding)
    statuses = send_all(phone, finding, photo, len(photo) // 3 + 1)
    assert statuses == [204, 204, 201]
    assert phone.receipt(finding).json["photos"] == [sha(photo)]
    assert phone.head_photo(finding, sha(photo)).headers["Upload-Offset"] == str(len(photo))


def test_the_offset_is_nought_where_nothing_is_known_and_grows_with_each_part(district: World) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo()
    head = phone.head_photo(finding, sha(photo))
    assert (head.status_code, head.headers["Upload-Offset"]) == (200, "0")
    for start, part in parts_of(photo, 200)[:3]:
        assert phone.head_photo(finding, sha(photo)).headers["Upload-Offset"] == str(start)
        answer = phone.patch_photo(finding, sha(photo), part, start, len(photo))
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(start + 200))


@pytest.mark.parametrize("offset", [0, 1, 499, 501, 10_000])
def test_a_wrong_offset_is_told_the_right_one_and_keeps_nothing(district: World, offset: int) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo()
    phone.patch_photo(finding, sha(photo), photo[:500], 0, len(photo))
    answer = phone.patch_photo(finding, sha(photo), b"x" * 10, offset, len(photo))
    assert (answer.status_code, answer.json["code"]) == (409, "offset-differs")
    assert (answer.headers["Upload-Offset"], answer.json["offset"]) == ("500", 500)
    assert phone.patch_photo(finding, sha(photo), photo[500:], 500, len(photo)).status_code == 201


def test_an_upload_goes_on_after_the_server_was_started_again(world: World) -> None:
    phone, finding, photo = world.phone(world.plan()), uuid7(), pictures.photo()
    phone.patch_photo(finding, sha(photo), photo[:700], 0, len(photo))

    again = begin(world.folder, world.settings.database_url, world.folder, beside=True)
    later = Phone(again.app.test_client(), phone.walk, phone.token)
    assert later.head_photo(finding, sha(photo)).headers["Upload-Offset"] == "700"
    assert later.patch_photo(finding, sha(photo), photo[700:], 700, len(photo)).status_code == 201
    again.database.close()


def test_a_whole_whose_hash_differs_is_thrown_away_and_begun_anew(district: World) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo()
    phone.patch_photo(finding, sha(photo), b"x" * 500, 0, len(photo))
    answer = phone.patch_photo(finding, sha(photo), photo[500:], 500, len(photo))
    assert (answer.status_code, answer.json["code"]) == (409, "hash-differs")
    assert phone.head_photo(finding, sha(photo)).headers["Upload-Offset"] == "0"
    assert phone.patch_photo(finding, sha(photo), photo, 0, len(photo)).status_code == 201


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [(b"hello" * 99, 415, "media-type"), (pictures.photo()[:40], 422, "broken-picture")],
)
def test_a_whole_that_is_no_picture_is_refused_at_the_end(
    district: World, data: bytes, status: int, code: str
) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    answer = phone.patch_photo(finding, sha(data), data, 0, len(data))
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert phone.head_photo(finding, sha(data)).headers["Upload-Offset"] == "0"


def test_a_part_sent_again_after_the_last_is_told_it_is_all_there(district: World) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo()
    phone.patch_photo(finding, sha(photo), photo, 0, len(photo))
    again = phone.patch_photo(finding, sha(photo), photo, 0, len(photo))
    assert (again.status_code, again.headers["Upload-Offset"]) == (200, str(len(photo)))
    assert phone.put_photo(finding, photo).status_code == 200


def test_more_than_was_said_is_too_large_and_keeps_nothing(district: World) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo()
    assert phone.patch_photo(finding, sha(photo), photo, 0, len(photo) - 1).status_code == 413
    assert phone.patch_photo(finding, sha(photo), b"", 0, 30 * 1024 * 1024 + 1).status_code == 413
    assert phone.head_photo(finding, sha(photo)).headers["Upload-Offset"] == "0"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Upload-Offset", "-1"),
        ("Upload-Offset", "x"),
        ("Upload-Length", ""),
        ("Upload-Length", "1e3"),
        ("Upload-Length", "9" * 5000),
        ("Upload-Offset", "٣"),
    ],
)
def test_a_number_that_is_none_is_refused_by_name(district: World, name: str, value: str) -> None:
    phone, photo = district.phone(district.plan()), pictures.photo()
    headers = {"Upload-Offset": "0", "Upload-Length": str(len(photo))} | {
        name: value.encode().decode("latin-1")
    }
    answer = phone.send(
        "PATCH",
        f"/findings/{uuid7()}/photos/{sha(photo)}",
        data=photo,
        content_type="application/offset+octet-stream",
        headers=headers,
    )
    assert (answer.status_code, answer.json["field"]) == (422, name)


@pytest.mark.parametrize("mime", ["image/jpeg", "application/octet-stream", ""])
def test_a_part_must_say_that_it_is_one(district: World, mime: str) -> None:
    phone, photo = district.phone(district.plan()), pictures.photo()
    headers = {"Upload-Offset": "0", "Upload-Length": str(len(photo))}
    answer = phone.send(
        "PATCH", f"/findings/{uuid7()}/photos/{sha(photo)}", data=photo, content_type=mime, headers=headers
    )
    assert (answer.status_code, answer.json["code"]) == (415, "media-type")


def test_parts_of_two_walks_do_not_mix(district: World) -> None:
    here, there, finding, photo = (
        district.phone(district.plan()),
        district.phone(district.plan("Tensta")),
        uuid7(),
        pictures.photo(),
    )
    here.patch_photo(finding, sha(photo), photo[:500], 0, len(photo))
    assert there.head_photo(finding, sha(photo)).headers["Upload-Offset"] == "0"
    here.patch_photo(finding, sha(photo), photo[500:], 500, len(photo))
    assert there.head_photo(finding, sha(photo)).headers["Upload-Offset"] == "0"
    assert there.put_photo(finding, photo).status_code == 404


def test_a_checks_photo_is_sent_in_parts_too(district: World) -> None:
    phone, check, photo = district.phone(district.plan()), uuid7(), pictures.photo()
    assert send_all(phone, check, photo, 600, "checks")[-1] == 201
    assert phone.head_photo(check, sha(photo), "checks").headers["Upload-Offset"] == str(len(photo))


def test_nothing_is_left_lying_when_the_whole_is_kept(district: World) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo()
    send_all(phone, finding, photo, 400)
    lying: list[Path] = [
        path
        for path in (district.folder / "parts").glob("*")
        if sha(photo) in path.name and str(finding) in path.name
    ]
    assert lying == []
