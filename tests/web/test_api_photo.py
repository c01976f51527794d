"""Photos and voice notes whole: kept under their hash before or after their finding, refused by size, kind and content, shown as copies."""

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from structlog.testing import capture_logs

from field import photos, work
from field.findings import Finding
from field.kit.db import Database
from field.kit.tokens import uuid7
from field.photos import Photo
from tests import pictures
from tests.phones import sha
from tests.world import World, said

PHOTO_MAX = 30 * 1024 * 1024


def test_a_photo_is_kept_once_however_often_it_is_sent(district: World) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo()
    assert phone.put_finding(said(photos=[sha(photo)]), finding).json["missing"] == [sha(photo)]
    assert phone.put_photo(finding, photo).status_code == 201
    assert [phone.put_photo(finding, photo).status_code for _ in range(2)] == [200, 200]
    assert phone.put_finding(said(photos=[sha(photo)]), finding).json["missing"] == []
    assert [each["sha256"] for each in phone.shown(finding)["photos"]] == [sha(photo)]
    assert district.storage.get(photos.original_key(sha(photo))) == photo


def test_a_photo_may_come_before_its_finding_and_is_adopted(district: World) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo()
    assert phone.put_photo(finding, photo).status_code == 201
    assert phone.put_finding(said(photos=[sha(photo)]), finding).json["missing"] == []
    assert [each["sha256"] for each in phone.shown(finding)["photos"]] == [sha(photo)]


def test_one_photo_may_belong_to_two_findings(district: World) -> None:
    phone, photo = district.phone(district.plan()), pictures.photo()
    for finding in (uuid7(), uuid7()):
        phone.put_finding(said(photos=[sha(photo)]), finding)
        assert phone.put_photo(finding, photo).status_code == 201


def test_bytes_that_are_not_what_the_hash_says_are_not_kept(district: World) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo()
    answer = phone.put_photo(finding, photo + b"x", sha256=sha(photo))
    assert (answer.status_code, answer.json["code"]) == (409, "hash-differs")
    assert phone.put_finding(said(photos=[sha(photo)]), finding).json["missing"] == [sha(photo)]


@pytest.mark.parametrize("name", ["ab", "AB" * 32, "xy" * 32, "ab" * 33])
def test_a_hash_that_is_none_is_refused_by_name(district: World, name: str) -> None:
    answer = district.phone(district.plan()).put_photo(uuid7(), pictures.photo(), sha256=name)
    assert (answer.status_code, answer.json["field"]) == (422, "sha256")


@pytest.mark.parametrize(
    "mime",
    ["text/plain", "image/gif", "image/svg+xml", "video/mp4", "application/octet-stream", "", "nonsense"],
)
def test_a_kind_of_file_that_is_not_taken_is_refused_as_declared(district: World, mime: str) -> None:
    answer = district.phone(district.plan()).put_photo(uuid7(), pictures.photo(), mime=mime)
    assert (answer.status_code, answer.json["code"]) == (415, "media-type")


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a" + b"\0" * 60,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"%!PS-Adobe",
        b"MZ" * 50,
        b"hello",
    ],
)
def test_a_kind_of_file_that_is_not_taken_is_refused_by_its_content(district: World, content: bytes) -> None:
    answer = district.phone(district.plan()).put_photo(uuid7(), content)
    assert (answer.status_code, answer.json["code"]) == (415, "media-type")


def test_the_content_decides_not_the_declared_kind(district: World) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    png = pictures.encoded(pictures.corners(), "PNG")
    phone.put_finding(said(photos=[sha(png)]), finding)
    assert phone.put_photo(finding, png, mime="image/jpeg").status_code == 201
    assert phone.shown(finding)["photos"][0]["type"] == "image/png"


@pytest.mark.parametrize(
    ("form", "mime"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("AVIF", "image/avif")],
)
def test_every_kind_of_picture_is_taken_and_shown_as_jpeg(district: World, form: str, mime: str) -> None:
    phone, finding, data = (
        district.phone(district.plan()),
        uuid7(),
        pictures.encoded(pictures.corners(), form),
    )
    phone.put_finding(said(photos=[sha(data)]), finding)
    assert phone.put_photo(finding, data, mime=mime).status_code == 201
    (shown,) = phone.shown(finding)["photos"]
    copy = phone.get(f"/photos/{shown['id']}/small")
    assert (copy.status_code, copy.mimetype) == (200, "image/jpeg")


def test_nothing_at_all_is_a_broken_picture(district: World) -> None:
    answer = district.phone(district.plan()).put_photo(uuid7(), b"")
    assert (answer.status_code, answer.json["code"]) == (422, "broken-picture")


def test_a_picture_over_50_megapixels_is_refused_without_being_decoded(district: World) -> None:
    answer = district.phone(district.plan()).put_photo(uuid7(), pictures.png(10_000, 8_000), mime="image/png")
    assert (answer.status_code, answer.json["code"]) == (422, "too-many-pixels")


def test_more_than_30_megabytes_are_too_large(district: World) -> None:
    phone = district.phone(district.plan())
    answer = phone.put_photo(uuid7(), b"\xff\xd8" + bytes(PHOTO_MAX))
    assert (answer.status_code, answer.json["code"]) == (413, "too-large")
    assert phone.put_photo(uuid7(), b"\xff\xd8" + bytes(2 * PHOTO_MAX)).status_code == 413


def test_a_broken_picture_leaves_its_finding(district: World) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    broken = pictures.photo()[:60]
    phone.put_finding(said(photos=[sha(broken)]), finding)
    with capture_logs() as logs:
        assert phone.put_photo(finding, broken).status_code == 422
    assert logs == [
        {"event": "upload-refused", "code": "broken-picture", "bytes": 60, "log_level": "warning"}
    ]
    assert phone.shown(finding)["text"] == "Lampan är släckt"


def test_another_walks_finding_takes_no_photo(district: World) -> None:
    here, there, finding = district.phone(district.plan()), district.phone(district.plan("Tensta")), uuid7()
    there.put_finding(said(), finding)
    assert here.put_photo(finding, pictures.photo()).status_code == 404
    assert here.put_photo(uuid7(), pictures.photo()).status_code == 201


def test_without_a_pass_no_photo_is_taken_or_shown(district: World) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo()
    phone.put_finding(said(photos=[sha(photo)]), finding)
    phone.put_photo(finding, photo)
    shown = phone.shown(finding)["photos"][0]["id"]
    phone.token = ""
    assert phone.put_photo(finding, photo).status_code == 401
    assert phone.get(f"/photos/{shown}/small").status_code == 401
    assert phone.head_photo(finding, sha(photo)).status_code == 401


# ── copies ──


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_copy_is_upright_and_without_metadata(district: World, orientation: int) -> None:
    photo = pictures.photo(orientation=orientation, gps=pictures.RINKEBY_GPS, taken="2026:05:12 18:10:00")
    phone, finding = district.phone(district.plan()), uuid7()
    phone.put_finding(said(photos=[sha(photo)]), finding)
    phone.put_photo(finding, photo)
    (shown,) = phone.shown(finding)["photos"]
    assert shown["orientation"] == orientation
    for size in ("small", "large"):
        answer = phone.get(f"/photos/{shown['id']}/{size}")
        assert answer.headers["Cache-Control"].startswith("private")
        copy = Image.open(io.BytesIO(answer.data))
        assert pictures.is_upright(copy)
        assert dict(copy.getexif()) == {}
        assert b"Exif" not in answer.data


def test_a_copy_is_shown_before_the_worker_has_come_to_it_and_is_recognised_again(district: World) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo(1200, 800)
    phone.put_finding(said(photos=[sha(photo)]), finding)
    phone.put_photo(finding, photo)
    shown = phone.shown(finding)["photos"][0]["id"]
    first = phone.get(f"/photos/{shown}/small")
    assert max(Image.open(io.BytesIO(first.data)).size) <= 400
    again = phone.get(f"/photos/{shown}/small", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_photo_of_another_walk_is_not_found(district: World) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo()
    phone.put_finding(said(photos=[sha(photo)]), finding)
    phone.put_photo(finding, photo)
    shown = phone.shown(finding)["photos"][0]["id"]
    assert district.phone(district.plan("Tensta")).get(f"/photos/{shown}/large").status_code == 404
    assert phone.get(f"/photos/{uuid7()}/large").status_code == 404


def test_a_finding_without_device_position_shows_the_photos(district: World) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    photo = pictures.photo(gps=pictures.RINKEBY_GPS, taken="2026:05:12 18:10:00", offset="+02:00")
    phone.put_finding(said(position=None, photos=[sha(photo)]), finding)
    phone.put_photo(finding, photo)
    shown = phone.shown(finding)
    assert (shown["position"]["lat"], shown["position"]["lon"]) == pytest.approx(pictures.RINKEBY, abs=1e-5)
    assert shown["position"]["source"] == "photo"
    assert shown["photos"][0]["taken_at"] == "2026-05-12T16:10:00+00:00"
    with district.reading() as db:
        assert db.get_one(Finding, finding).area_id is not None


def test_the_devices_position_goes_before_the_photos(district: World) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    photo = pictures.photo(gps=pictures.RINKEBY_GPS)
    phone.put_finding(said(position={"lat": 59.3895, "lon": 17.9269}, photos=[sha(photo)]), finding)
    phone.put_photo(finding, photo)
    shown = phone.shown(finding)
    assert (shown["position"]["lat"], shown["position"]["source"]) == (59.3895, "device")
    assert shown["photos"][0]["position"]["lat"] == pytest.approx(pictures.RINKEBY[0], abs=1e-5)


def test_facts_and_copies_are_there_after_the_workers_turn(district: World) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo(orientation=6)
    phone.put_finding(said(photos=[sha(photo)]), finding)
    phone.put_photo(finding, photo)
    work.develop_photos(district.database, district.storage, district.settings, 50)
    with district.reading() as db:
        row = photos.by_hash(db, finding, sha(photo))
    assert row is not None
    assert (row.copies, row.facts_read, row.state) == ("ready", True, "awaits")


def test_a_photo_whose_bytes_were_lost_is_asked_for_again_and_healed(district: World) -> None:
    phone, finding, photo = district.phone(district.plan()), uuid7(), pictures.photo()
    phone.put_finding(said(photos=[sha(photo)]), finding)
    phone.put_photo(finding, photo)
    district.storage.delete(photos.original_key(sha(photo)))
    assert phone.receipt(finding).json["photos"] == []
    assert phone.head_photo(finding, sha(photo)).headers["Upload-Offset"] == "0"
    assert len(phone.changes(0)["findings"]) == 1
    assert phone.put_photo(finding, photo).status_code == 200
    assert phone.receipt(finding).json["photos"] == [sha(photo)]


# ── voice notes ──


@pytest.mark.parametrize(
    ("mime", "data"), [("audio/webm", pictures.voice_webm(2)), ("audio/mp4", pictures.voice_mp4(b"soun"))]
)
def test_a_voice_note_is_kept_beside_the_photos_and_heard_by_the_team(
    district: World, mime: str, data: bytes
) -> None:
    walk, finding = district.plan(), uuid7()
    phone, other = district.phone(walk), district.phone(walk)
    phone.put_finding(said(photos=[sha(data)]), finding)
    assert phone.put_photo(finding, data, mime=mime).status_code == 201
    (shown,) = other.shown(finding)["photos"]
    assert shown["type"] == mime
    heard = other.get(f"/voices/{shown['id']}")
    assert (heard.status_code, heard.mimetype, heard.data) == (200, mime, data)
    assert other.get(f"/photos/{shown['id']}/small").status_code == 404
    assert district.phone(district.plan("Kista")).get(f"/voices/{shown['id']}").status_code == 404


# ── receipts ──


def test_a_receipt_names_only_what_is_in_the_store(district: World) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    one, two = pictures.photo(), pictures.photo(120, 80)
    phone.put_finding(said(photos=[sha(one), sha(two)]), finding)
    assert phone.receipt(finding).json == {"revision": 1, "photos": [], "backed_up": False}
    phone.put_photo(finding, two)
    assert phone.receipt(finding).json == {"revision": 1, "photos": [sha(two)], "backed_up": False}
    phone.put_photo(finding, one)
    assert set(phone.receipt(finding).json["photos"]) == {sha(one), sha(two)}


def test_a_receipt_of_nothing_is_not_found(district: World) -> None:
    assert district.phone(district.plan()).receipt(uuid7()).status_code == 404


def test_a_photo_row_is_never_without_its_walk(district: World) -> None:
    phone, photo = district.phone(district.plan()), pictures.photo()
    phone.put_photo(finding := uuid7(), photo)
    with district.reading() as db:
        row = photos.by_hash(db, finding, sha(photo))
    assert isinstance(row, Photo)
    assert (str(row.walk_id), row.finding_id, row.size) == (phone.walk, None, len(photo))


# ── a full disk, a store or a database that is away ──


def test_what_is_not_safe_is_never_answered_with_2xx(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    phone, finding, photo = world.phone(world.plan()), uuid7(), pictures.photo()
    phone.put_finding(said(photos=[sha(photo)]), finding)
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full_disk)
        refused = phone.put_photo(finding, photo)
        part = phone.patch_photo(finding, sha(photo), photo[:100], 0, len(photo))
    assert [
        (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) for answer in (refused, part)
    ] == [(503, "busy", "5")] * 2
    assert phone.receipt(finding).json["photos"] == []
    assert phone.put_photo(finding, photo).status_code == 201


def full_disk(_handle: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_database_that_is_away_is_a_reason_to_try_again(world: World) -> None:
    phone, finding = world.phone(world.plan()), uuid7()
    nowhere = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    world.app.extensions["strak"] = replace(world.place, database=nowhere)
    photo = pictures.photo()
    aways = [phone.put_finding(said(), finding), phone.put_photo(finding, photo)]
    world.app.extensions["strak"] = world.place
    nowhere.close()
    for away in aways:
        assert (away.status_code, away.json["code"], away.headers["Retry-After"]) == (503, "busy", "5")
    assert phone.put_finding(said(), finding).status_code == 201


# ── hostile files ──


def test_no_hostile_file_breaks_the_server_or_the_finding_it_came_with(
    district: World, test_data: Path
) -> None:
    phone = district.phone(district.plan())
    for path in sorted(each for each in (test_data / "hostile").rglob("*") if each.is_file()):
        data, finding = path.read_bytes(), uuid7()
        phone.put_finding(said(position=None, photos=[sha(data)]), finding)
        status = phone.put_photo(finding, data).status_code
        assert status in (201, 415, 422), path.name
        if status == 201:
            assert phone.receipt(finding).json["photos"] == [sha(data)]
    for each in phone.changes(0)["findings"]:
        assert each["text"] == "Lampan är släckt"
        for photo in each["photos"]:
            assert phone.get(f"/photos/{photo['id']}/small").status_code in (200, 404)
