"""The door of the tiles: our own address alone, nothing but what is there, and never a way to fetch the world through us."""

import gzip
import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pmtiles.tile import Compression, TileType

from field import places
from field.kit import clock, geo, settings, tiles
from field.web import create_app
from tests.tiles import TORG, Elsewhere, archive, picture, square, vector
from tests.tools.server import copy_installation, environment

HERE = square(*TORG, 14)
PATH = "/tiles/{}/{}/{}".format(*HERE)
RING = [[17.92, 59.38], [17.94, 59.38], [17.94, 59.40], [17.92, 59.40], [17.92, 59.38]]
KEY = "a-key-of-somebody"


@pytest.fixture(scope="module")
def app(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("tiles")
    copy_installation(migrated_sqlite, folder)
    app = create_app(settings.load(environment(folder, f"sqlite:///{folder / 'strak.db'}")))
    with app.extensions["strak"].database.writing() as db:
        places.put_area(
            db,
            "Rinkeby",
            geo.outline({"type": "Polygon", "coordinates": [RING]}),
            rough=True,
            now=clock.now(),
        )
    return app


def client_of(app: Flask, folder: Path, address: str, **more: str) -> FlaskClient:
    given = environment(folder, FIELD_TILES_URL=address, **more)
    app.extensions["tiles"] = tiles.open_source(settings.load(given))
    return app.test_client()


@pytest.fixture
def of_file(app: Flask, tmp_path: Path) -> FlaskClient:
    return client_of(
        app, tmp_path, str(archive(tmp_path / "a.pmtiles", {HERE: vector(), square(*TORG, 15): vector()}))
    )


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    server = Elsewhere()
    yield server
    server.stop()


@pytest.fixture
def of_server(app: Flask, tmp_path: Path, elsewhere: Elsewhere) -> FlaskClient:
    return client_of(app, tmp_path, f"{elsewhere.url}/{{z}}/{{x}}/{{y}}.png?key={KEY}")


def test_a_tile_goes_out_packed_as_it_lies_and_is_kept_for_long(of_file: FlaskClient, app: Flask) -> None:
    version = app.extensions["tiles"].version
    answer = of_file.get(f"{PATH}?v={version}", headers={"Accept-Encoding": "gzip, br"})
    assert (answer.status_code, answer.mimetype, answer.content_encoding) == (
        200,
        "application/vnd.mapbox-vector-tile",
        "gzip",
    )
    assert gzip.decompress(answer.data) == vector()
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Accept-Encoding" in answer.vary
    assert "Set-Cookie" not in answer.headers
    again = of_file.get(PATH, headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    plain = of_file.get(PATH, headers={"Accept-Encoding": "identity"})
    assert (plain.data, plain.content_encoding) == (vector(), None)
    assert plain.headers["ETag"] != answer.headers["ETag"]
    assert plain.headers["Cache-Control"] == "public, max-age=86400"


def test_a_picture_can_run_nothing(app: Flask, tmp_path: Path) -> None:
    made = archive(tmp_path / "a.pmtiles", {HERE: picture()}, kind=TileType.PNG, packed=Compression.NONE)
    answer = client_of(app, tmp_path, str(made)).get(PATH)
    assert (answer.mimetype, answer.data) == ("image/png", picture())
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/tiles/13/4503/2406", "/tiles/16/0/0", "/tiles/14/16384/0", "/tiles/14/0/16384", "/tiles/-1/0/0", "/tiles/14/-1/0", "/tiles/14/1.5/0", "/tiles/14/a/0",
        "/tiles/14/%2e%2e/0", "/tiles/14/0", "/tiles/99999999999999999999/0/0", f"/tiles/14/{'9' * 5000}/0", "/tiles/14/0/0/0", "/tiles/14//0", "/tiles/{z}/{x}/{y}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("source", ["of_file", "of_server"])
def test_what_is_no_tile_of_ours_is_not_found(
    request: pytest.FixtureRequest, elsewhere: Elsewhere, source: str, path: str
) -> None:
    if source == "of_server" and path.startswith(("/tiles/13/", "/tiles/16/")):
        path = path.replace("/13/", "/7/").replace("/16/", "/19/")
    assert request.getfixturevalue(source).get(path).status_code == 404
    assert elsewhere.asked == []


def test_where_there_is_nothing_to_draw_the_answer_is_empty_and_kept(of_file: FlaskClient) -> None:
    answer = of_file.get("/tiles/14/1/1")
    assert (answer.status_code, answer.data, answer.headers["Cache-Control"]) == (
        204,
        b"",
        "public, max-age=86400",
    )


def test_without_the_setting_there_is_no_door(app: Flask) -> None:
    app.extensions["tiles"] = None
    assert app.test_client().get(PATH).status_code == 404


def test_only_what_is_in_or_near_an_area_is_asked_of_somebody_else(
    of_server: FlaskClient, elsewhere: Elsewhere
) -> None:
    assert of_server.get(PATH).data == picture()
    for far in [square(59.33, 18.07, 14), square(48.85, 2.35, 12), (14, 0, 0)]:
        answer = of_server.get("/tiles/{}/{}/{}".format(*far))
        assert (answer.status_code, answer.headers["Cache-Control"]) == (204, "public, max-age=3600")
    assert elsewhere.asked == [f"/14/{HERE[1]}/{HERE[2]}.png?key={KEY}"]


def test_a_server_that_is_away_says_when_to_come_back_and_nothing_of_itself(
    of_server: FlaskClient, elsewhere: Elsewhere
) -> None:
    elsewhere.answer = (500, "text/plain", b"secret words", {})
    answer = of_server.get(PATH)
    assert (
        answer.status_code,
        answer.headers["Retry-After"],
        answer.headers["Cache-Control"],
        answer.data,
    ) == (503, "60", "no-store", b"")


def test_a_lost_file_leaves_maps_on_plain_ground_and_everything_else_as_it_was(
    app: Flask, tmp_path: Path
) -> None:
    path = archive(tmp_path / "a.pmtiles", {HERE: vector()})
    client = client_of(app, tmp_path, str(path))
    assert "data-ground" in client.get("/results/rinkeby").text
    path.unlink()
    assert client.get(PATH).status_code == 503
    page = client.get("/results/rinkeby")
    assert page.status_code == 200
    assert "data-ground" not in page.text
    assert "data-corners" in page.text


def test_a_page_is_told_our_own_address_and_whose_map_it_is_but_no_key(
    app: Flask, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    client = client_of(
        app,
        tmp_path,
        f"{elsewhere.url}/{{z}}/{{x}}/{{y}}.png?key={KEY}",
        FIELD_TILES_ATTRIBUTION='© "Prov" <b>&',
    )
    page = client.get("/results/rinkeby").text
    said = json.loads(unescape(page.partition('data-ground="')[2].partition('"')[0]))
    assert said["address"].startswith("/tiles/{z}/{x}/{y}?v=")
    assert (said["vector"], said["zooms"], said["credit"]) == (False, [8, 18], '© "Prov" <b>&')
    assert KEY not in page
    west, south, east, north = map(float, page.partition('data-corners="')[2].partition('"')[0].split())
    assert west < 17.92 < 17.94 < east
    assert south < 59.38 < 59.40 < north
