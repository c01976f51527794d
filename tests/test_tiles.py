"""Tiles: a file is read where it lies and may be lost; somebody's server is asked seldom, briefly, and for nothing but tiles."""

import gzip
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pmtiles.tile import Compression, TileType
from structlog.testing import capture_logs

from field.kit import settings, tiles
from field.kit.settings import SettingError
from field.kit.tiles import VECTOR, Away, Busy, Source, Tile, away, shelf
from field.kit.tiles.shelf import TileShelf
from tests.tiles import TORG, Elsewhere, archive, around, picture, square, vector

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
HERE = square(*TORG, 14)
SECRET = "very-secret-key"


def opened(folder: Path, address: str, **more: str) -> Source:
    source = tiles.open_source(
        settings.load({"FIELD_UPLOADS": str(folder), "FIELD_TILES_URL": address, **more})
    )
    assert source
    return source


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    server = Elsewhere()
    yield server
    server.stop()


@pytest.fixture
def far(tmp_path: Path, elsewhere: Elsewhere) -> Any:
    return opened(tmp_path, f"{elsewhere.url}/t/{{z}}/{{x}}/{{y}}.png?key={SECRET}")


# ── the setting ──


@pytest.mark.parametrize(
    "address",
    [
        "https://tiles.example/{z}/{x}.png", "https://tiles.example/{z}/{x}/{y}/{y}", "https://{s}.tiles.example/{z}/{x}/{y}.png", "https://tiles.example/map.pmtiles",
        "https:///{z}/{x}/{y}", "https://{z}.example/{x}/{y}", "https://me:secret@tiles.example/{z}/{x}/{y}", "https://tiles.example/{z}/{x}/{y} .png", "https://tiles.example/å/{z}/{x}/{y}", "https://tiles.example:0/{z}/{x}/{y}",
        "http://x:99999/{z}/{x}/{y}", "https://[::1/{z}/{x}/{y}", "ftp://tiles.example/{z}/{x}/{y}", "s3://bucket/a.pmtiles", "file://server/a.pmtiles",
        "not/there.pmtiles", "/", "{z}/{x}/{y}", "\0.pmtiles",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused_in_one_line(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingError, match=r"^FIELD_TILES_URL[^\n]*$"):
        opened(tmp_path, address)


def test_a_refused_address_is_not_repeated_for_it_may_hold_a_key(tmp_path: Path) -> None:
    with pytest.raises(SettingError) as refused:
        opened(tmp_path, f"https://tiles.example/{{z}}/{{x}}?key={SECRET}")
    assert SECRET not in str(refused.value)


def test_without_the_setting_there_are_no_tiles(tmp_path: Path) -> None:
    assert tiles.open_source(settings.load({"FIELD_UPLOADS": str(tmp_path)})) is None


@pytest.mark.parametrize("how", ["{}", "file://{}", "file:{}"])
def test_a_file_is_named_by_its_path_or_as_a_file_address(tmp_path: Path, how: str) -> None:
    path = archive(tmp_path / "å karta.pmtiles", {HERE: vector()})
    source = opened(tmp_path, how.format(path))
    assert (source.zooms, source.is_vector, source.is_far, source.credit) == ((14, 14), True, False, "© Prov")


@pytest.mark.parametrize("fault", ["empty", "magic", "version", "cut", "list", "zstd", "mlt"])
def test_a_file_that_cannot_be_shown_is_refused_at_the_start(tmp_path: Path, fault: str) -> None:
    whole = archive(tmp_path / "whole.pmtiles", {HERE: vector()}).read_bytes()
    other = {"zstd": {"packed": Compression.ZSTD}, "mlt": {"kind": TileType.MLT}}.get(fault)
    if other:
        whole = archive(tmp_path / "other.pmtiles", {HERE: vector()}, **other).read_bytes()  # type: ignore[arg-type]
    made = {
        "empty": b"",
        "magic": b"This is an invalid tile archive",
        "version": whole[:7] + b"\x02" + whole[8:],
        "cut": whole[:100],
        "list": whole[:127] + b"x" * 400,
    }
    path = tmp_path / "broken.pmtiles"
    path.write_bytes(made.get(fault, whole))
    with pytest.raises(SettingError, match=r"^FIELD_TILES_URL: [^\n]*broken.pmtiles[^\n]*$"):
        opened(tmp_path, str(path))


def test_known_files_are_taken_and_broken_ones_refused(tmp_path: Path, test_data: Path) -> None:
    base = test_data / "basemap"
    source = opened(tmp_path, str(base / "stockholm_ostermalm.pmtiles"))
    found = source.get(*square(59.338, 18.07, 15), NOW)
    assert found
    assert (found.mime, found.is_packed, gzip.decompress(found.data)[:1]) == (VECTOR, True, b"\x1a")
    assert source.credit == "© OpenStreetMap contributors, ODbL 1.0"
    assert opened(tmp_path, str(base / "stamen_toner_raster_z0-3.pmtiles")).is_vector is False
    with pytest.raises(SettingError):
        opened(tmp_path, str(base / "invalid.pmtiles"))


# ── a file ──


@pytest.mark.parametrize(
    ("kind", "data", "mime"),
    [(TileType.MVT, vector(), VECTOR), (TileType.PNG, picture(), "image/png"), (TileType.JPEG, picture(kind="JPEG"), "image/jpeg"), (TileType.WEBP, picture(kind="WEBP"), "image/webp")],
)  # fmt: skip
def test_a_tile_is_given_as_it_lies_in_the_file(
    tmp_path: Path, kind: TileType, data: bytes, mime: str
) -> None:
    source = opened(
        tmp_path, str(archive(tmp_path / "a.pmtiles", {HERE: data}, kind=kind, packed=Compression.NONE))
    )
    assert source.get(*HERE, NOW) == Tile(data, mime)
    assert source.get(HERE[0], HERE[1] + 1, HERE[2], NOW) is None


def test_a_large_file_with_lists_in_lists_finds_each_tile(tmp_path: Path) -> None:
    made = {(12, x, y): f"{x} {y}".encode() for x in range(150) for y in range(100)}
    source = opened(
        tmp_path, str(archive(tmp_path / "a.pmtiles", made, kind=TileType.PNG, packed=Compression.NONE))
    )
    for at in [(12, 0, 0), (12, 149, 99), (12, 77, 42)]:
        found = source.get(*at, NOW)
        assert found
        assert found.data == made[at]
    assert source.get(12, 150, 99, NOW) is None


def test_a_lost_file_is_away_until_it_is_back_and_a_new_one_is_another_version(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.pmtiles", {HERE: vector()})
    source, before = opened(tmp_path, str(path)), path.read_bytes()
    version = source.version
    path.unlink()
    with pytest.raises(Away):
        source.get(*HERE, NOW)
    assert source.fault()
    path.write_bytes(before[:140])
    with pytest.raises(Away):
        source.get(*HERE, NOW)
    archive(path, {HERE: vector(name="Nygatan")})
    found = source.get(*HERE, NOW)
    assert found
    assert b"Nygatan" in gzip.decompress(found.data)
    assert source.fault() is None
    assert source.version != version


# ── somebody's server ──


def test_a_tile_is_fetched_once_and_kept(far: Source, elsewhere: Elsewhere) -> None:
    first, second = far.get(*HERE, NOW), far.get(*HERE, NOW + timedelta(days=20))
    assert first == second == Tile(picture(), "image/png")
    assert elsewhere.asked == [f"/t/14/{HERE[1]}/{HERE[2]}.png?key={SECRET}"]
    assert elsewhere.agents == {"Strak (http://127.0.0.1:8000)"}
    assert (far.credit, far.is_far) == ("127.0.0.1", True)


def test_an_old_tile_is_fetched_anew_and_shown_still_when_the_server_is_away(
    far: Any, elsewhere: Elsewhere
) -> None:
    far.get(*HERE, NOW)
    elsewhere.answer = (200, "image/png", picture("red"), {})
    assert far.get(*HERE, NOW + timedelta(days=31)).data == picture("red")
    elsewhere.answer = (500, "text/plain", b"", {})
    assert far.get(*HERE, NOW + timedelta(days=99)).data == picture("red")
    asked = len(elsewhere.asked)
    with pytest.raises(Away):
        far.get(14, 1, 1, NOW)
    assert len(elsewhere.asked) == asked  # it is left in peace for a while
    assert far.fault()


@pytest.mark.parametrize("status", [404, 410, 400, 204])
def test_what_is_not_there_is_remembered_for_a_day(far: Source, elsewhere: Elsewhere, status: int) -> None:
    elsewhere.answer = (status, "text/html", b"" if status == 204 else b"nothing", {})
    assert far.get(*HERE, NOW) is None
    assert far.get(*HERE, NOW + timedelta(hours=23)) is None
    assert len(elsewhere.asked) == 1
    elsewhere.answer = (200, "image/png", picture(), {})
    assert far.get(*HERE, NOW + timedelta(hours=25)) is not None


WRONG = {
    "a page": (200, "image/png", b"<!doctype html><title>Logga in</title>", {}),
    "a drawing that may run": (
        200,
        "image/svg+xml",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        {},
    ),
    "a vector tile that was not asked for": (200, "image/png", vector(), {}),
    "far too much": (200, "image/png", picture() + b"\0" * away.LARGEST, {}),
    "less than announced": (200, "image/png", picture(), {"Content-Length": "999"}),
    "no": (403, "text/plain", b"", {}),
    "too many": (429, "text/plain", b"", {}),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_tile_is_neither_kept_nor_shown_and_the_key_stands_in_no_log(
    far: Source, elsewhere: Elsewhere, tmp_path: Path, wrong: str
) -> None:
    elsewhere.answer = WRONG[wrong]
    with capture_logs() as logs, pytest.raises(Away) as away:
        far.get(*HERE, NOW)
    assert [line["event"] for line in logs] == ["tiles-away"]
    assert SECRET not in f"{logs} {away.value!r}"
    assert [path for path in (tmp_path / ".tiles").rglob("*") if path.is_file()] == []


def test_another_place_on_the_same_server_is_followed_and_another_server_never(
    far: Source, elsewhere: Elsewhere
) -> None:
    other = Elsewhere()
    elsewhere.answer = (302, "text/plain", b"", {"Location": f"{other.url}/steal"})
    with pytest.raises(Away):
        far.get(*HERE, NOW)
    assert other.asked == []
    other.answer = (302, "text/plain", b"", {"Location": "/t/again"})
    again = opened(Path(far._kept.folder).parents[1] / "again", f"{other.url}/{{z}}/{{x}}/{{y}}")  # type: ignore[attr-defined]
    with pytest.raises(Away):
        again.get(*HERE, NOW)
    assert 2 <= len(other.asked) <= 5  # it leads to itself: given up soon
    other.stop()


def test_a_server_that_is_not_there_or_says_nothing_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(away, "WAIT_S", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        source = opened(tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}/{{z}}/{{x}}/{{y}}")
        with pytest.raises(Away):
            source.get(*HERE, NOW)
        assert source.fault()


def test_only_a_few_are_fetched_at_once_so_that_phones_find_a_free_thread(
    far: Any, elsewhere: Elsewhere
) -> None:
    for _ in range(away.AT_ONCE):
        far._free.acquire()
    with pytest.raises(Busy):
        far.get(*HERE, NOW)
    assert elsewhere.asked == []
    far._free.release()
    assert far.get(*HERE, NOW)


def test_packed_and_unpacked_vector_tiles_are_known_by_their_content(
    tmp_path: Path, elsewhere: Elsewhere
) -> None:
    source = opened(
        tmp_path, f"{elsewhere.url}/{{z}}/{{x}}/{{y}}.pbf", FIELD_TILES_ATTRIBUTION="©  Alla\n som ritat"
    )
    elsewhere.answer = (200, "application/octet-stream", gzip.compress(vector(), mtime=0), {})
    assert source.get(14, 1, 1, NOW) == Tile(gzip.compress(vector(), mtime=0), VECTOR, is_packed=True)
    elsewhere.answer = (200, "application/x-protobuf", vector(), {})
    assert source.get(14, 1, 2, NOW) == Tile(vector(), VECTOR)
    assert (source.is_vector, source.zooms, source.credit) == (True, (8, 14), "© Alla som ritat")


# ── what is kept ──


def test_the_folder_of_kept_tiles_stays_within_its_room_and_the_oldest_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "LOOK_EVERY", 10)
    kept = TileShelf(tmp_path, "a", most=10_000)
    for i in range(40):
        kept.put(14, i, 0, b"x" * 1000, NOW + timedelta(minutes=i))
    assert 5 <= sum(kept.get(14, i, 0) is not None for i in range(40)) <= 10
    assert kept.get(14, 39, 0) == shelf.Found(b"x" * 1000, NOW + timedelta(minutes=39))
    assert kept.get(14, 0, 0) is None


def test_tiles_of_another_address_are_thrown_away_and_a_full_disk_harms_nobody(
    tmp_path: Path, elsewhere: Elsewhere
) -> None:
    TileShelf(tmp_path / ".tiles", "old").put(14, 0, 0, b"x", NOW)
    source = opened(tmp_path, f"{elsewhere.url}/{{z}}/{{x}}/{{y}}")
    assert list((tmp_path / ".tiles").iterdir()) == []
    (tmp_path / ".tiles" / source.version).write_text("in the way")
    assert source.get(*HERE, NOW) == Tile(picture(), "image/png")


# ── where tiles lie ──


def test_a_tile_touches_an_area_with_a_walk_to_it_and_not_the_next_town() -> None:
    box = (17.92, 59.38, 17.94, 59.40)
    assert tiles.touches(*square(59.39, 17.93, 16), [box])
    assert tiles.touches(*square(59.407, 17.93, 16), [box])
    assert not tiles.touches(*square(59.43, 17.93, 16), [box])
    assert not tiles.touches(*square(59.39, 18.00, 16), [box])
    assert tiles.touches(8, *square(59.39, 17.93, 8)[1:], [box])
    assert not tiles.touches(*square(59.39, 17.93, 16), [])


def test_the_edges_of_a_tile_are_those_of_its_neighbours() -> None:
    z, x, y = HERE
    west, south, east, north = tiles.edges(z, x, y)
    assert west <= TORG[1] < east
    assert south < TORG[0] <= north
    assert tiles.edges(z, x + 1, y)[0] == east
    assert tiles.edges(z, x, y + 1)[3] == south
    assert set(around(zooms=range(14, 15), reach=1)) >= {HERE, (z, x + 1, y + 1)}
