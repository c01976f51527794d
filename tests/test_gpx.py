"""A route out of a stranger's GPX file: only positions come in, and nothing a file does costs more than a moment."""

import csv
import math
from itertools import pairwise
from pathlib import Path

import pytest

from field.kit import geo
from field.loading import gpx, route

HEAD = '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
DAY = [(59.3884, 17.9285), (59.3890, 17.9301), (59.3881, 17.9322)]


def points(
    spots: list[tuple[float, float]],
    tag: str = "trkpt",
    inside: str = "<ele>12</ele><time>2026-05-12T16:00:00Z</time>",
) -> str:
    return "".join(f'<{tag} lat="{lat}" lon="{lon}">{inside}</{tag}>' for lat, lon in spots)


def track(*segments: list[tuple[float, float]]) -> str:
    return (
        "<trk><name>Alices promenad</name>"
        + "".join(f"<trkseg>{points(each)}</trkseg>" for each in segments)
        + "</trk>"
    )


def file(*parts: str, head: str = HEAD) -> bytes:
    return (head + "".join(parts) + "</gpx>").encode()


# ── what is read ──


def test_only_the_line_is_read_no_times_no_heights_no_names() -> None:
    found = gpx.route_from_gpx(file(track(DAY)))
    assert found["type"] == "LineString"
    assert found["coordinates"] == [[lon, lat] for lat, lon in DAY]
    assert set(found) == {"type", "coordinates", "length_m"}
    assert found["length_m"] == pytest.approx(sum(geo.distance_m(*a, *b) for a, b in pairwise(DAY)), abs=0.1)


def test_segments_are_joined_and_the_gap_between_them_is_no_walked_way() -> None:
    far = [(59.40, 17.95), (59.4009, 17.95)]
    found = gpx.route_from_gpx(file(track(DAY[:2], [], far)))
    assert len(found["coordinates"]) == 4
    assert found["length_m"] == pytest.approx(
        geo.distance_m(*DAY[0], *DAY[1]) + geo.distance_m(*far[0], *far[1]), abs=0.1
    )


def test_a_planned_route_counts_where_nothing_was_walked() -> None:
    planned = f"<rte>{points(DAY, 'rtept')}</rte>"
    assert len(gpx.route_from_gpx(file(planned))["coordinates"]) == 3
    assert len(gpx.route_from_gpx(file(planned, track(DAY[:2])))["coordinates"]) == 2


def test_waypoints_with_a_name_become_stops() -> None:
    named = points(DAY[:1], "wpt", "<name>Rinkeby\n torg</name><desc>Här bor Alice</desc>")
    found = route.from_gpx(file(named, points(DAY[1:2], "wpt"), track(DAY)))
    assert found.stops == [{"name": "Rinkeby torg", "lat": 59.3884, "lon": 17.9285}]
    assert found.faults == []
    assert found.length_m
    assert found.line == {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in DAY]}


def test_points_that_are_no_places_are_left_out() -> None:
    bad = '<trkpt lat="nan" lon="17.9"/><trkpt lat="0" lon="0"/><trkpt lat="91" lon="1"/><trkpt lon="17.9"/><trkpt lat="x" lon="y"/>'
    assert (
        len(gpx.route_from_gpx(file(f"<trk><trkseg>{bad}{points(DAY)}</trkseg></trk>"))["coordinates"]) == 3
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_other_encodings_are_read(encoding: str) -> None:
    head = HEAD.replace("?>", f' encoding="{encoding.removesuffix("-sig")}"?>', 1)
    text = head + points(DAY[:1], "wpt", "<name>Ärvinge</name>") + track(DAY) + "</gpx>"
    assert gpx.read(text.encode(encoding)).stops[0][0] == "Ärvinge"


def test_a_long_track_is_thinned_and_stays_where_it_was() -> None:
    wave = [(59.38 + n / 200_000, 17.92 + (n % 40) / 100_000) for n in range(15_000)]
    found = gpx.route_from_gpx(file(track(wave)))
    assert len(found["coordinates"]) <= gpx.LINE_MOST
    assert found["coordinates"][0] == [17.92, 59.38]
    assert found["length_m"] == pytest.approx(sum(geo.distance_m(*a, *b) for a, b in pairwise(wave)), abs=1)
    line = geo.LineString(found["coordinates"])
    assert max(geo.metres_to(line, *spot) for spot in wave[::50]) < 40


@pytest.mark.data
def test_real_tracks_are_read_as_their_list_says(test_data: Path) -> None:
    with (test_data / "gpx" / "FACIT.tsv").open(encoding="utf-8", newline="") as listed:
        rows = list(csv.DictReader(listed, delimiter="\t"))
    assert rows
    for row in rows:
        found = gpx.read((test_data / "gpx" / row["fil"]).read_bytes())
        spots = [spot for segment in found.tracks for spot in segment]
        told = (len(spots), len(found.tracks), sum(not segment for segment in found.tracks))
        assert told == (int(row["punkter"]), int(row["segment"]), int(row["tomma_segment"])), row["fil"]
        bounds = [f(spot[axis] for spot in spots) for axis in (0, 1) for f in (min, max)]
        assert bounds == pytest.approx(
            [float(row[name]) for name in ("min_lat", "max_lat", "min_lon", "max_lon")]
        )
        line = gpx.line_of(found)
        assert line["length_m"] == pytest.approx(
            float(row["langd_m_haversine_R6371000_inom_segment"]), abs=0.1
        )
        assert 2 <= len(line["coordinates"]) <= gpx.LINE_MOST


# ── what is refused ──


def refusal(data: bytes) -> str:
    with pytest.raises(gpx.BadGpx) as refused:
        gpx.route_from_gpx(data)
    return str(refused.value)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
UNREADABLE = "Filen är ingen GPX-fil som går att läsa."


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\0\0\0", b"PK\x03\x04", b"<gpx", b"<gpx></kml>", b"<kml></kml>", b"<html><gpx></gpx></html>", b"{}", b"\xff\xfe\xff",
        f'<!DOCTYPE gpx [<!ENTITY l0 "lol">{LAUGHS}]><gpx><name>&l9;</name></gpx>'.encode(),
        b'<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/hostname">]><gpx><wpt lat="1" lon="1"><name>&x;</name></wpt></gpx>',
        b'<!DOCTYPE gpx SYSTEM "http://evil.example/x.dtd"><gpx></gpx>',
        '<!DOCTYPE gpx [<!ENTITY x "y">]><gpx></gpx>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE gpx +AFsAPAAh-ENTITY a "b"+AD4AXQA+-<gpx></gpx>',
        b'<?xml version="1.0" encoding="no-such"?><gpx></gpx>',
        b"<gpx>&undeclared;</gpx>",
    ],
)  # fmt: skip
def test_what_is_no_gpx_is_refused_in_words(data: bytes) -> None:
    assert refusal(data) == UNREADABLE


@pytest.mark.parametrize(
    "inside",
    [
        "", "<trk><trkseg></trkseg></trk>", "<trk/>", "<rte/>", track(DAY[:1]), track([DAY[0]] * 50), "<trkpt lat='1' lon='1'/>" * 3,
        points(DAY, "wpt"),
        " xmlns" * 700_000,
        "<x>" * 500_000 + "</x>" * 500_000,
        f'<wpt lat="1" lon="1"><name>{chr(10) * 4_000_000}</name></wpt>',
        f'<x y="{"z" * 4_000_000}"/>',
    ],
)  # fmt: skip
def test_a_file_without_a_line_says_so_however_it_is_made(inside: str) -> None:
    assert refusal(file(inside, head="<gpx>")) == "Filen har ingen linje."


def test_more_than_five_megabytes_are_not_looked_at() -> None:
    assert refusal(b"<gpx>" + b" " * gpx.BYTES_MOST) == "Filen är för stor. Högst 5 MB."


def test_more_than_twenty_thousand_points_are_refused() -> None:
    assert (
        refusal(file("<trk><trkseg>", '<trkpt lat="59.1" lon="17.1"/>' * 20_001))
        == "Filen har för många punkter. Högst 20 000."
    )


def test_the_form_gets_the_same_words() -> None:
    assert route.from_gpx(b"nothing").faults == [UNREADABLE]


# ── lines ──


def straight(metres: float, step: float = 10) -> list[list[float]]:
    """North from Rinkeby torg."""
    one_lat, _one_lon = geo.degrees(1, 59.3884)
    return [[17.9285, 59.3884 + n * step * one_lat] for n in range(int(metres / step) + 1)]


def test_the_first_and_last_hundred_metres_are_cut() -> None:
    cut = geo.cut_ends(straight(1000), 100)
    assert geo.length_m(cut) == pytest.approx(800, abs=0.5)
    assert geo.distance_m(59.3884, 17.9285, cut[0][1], cut[0][0]) == pytest.approx(100, abs=0.1)


def test_the_cut_falls_between_points_that_lie_far_apart() -> None:
    assert geo.length_m(geo.cut_ends(straight(1000, step=500), 100)) == pytest.approx(800, abs=0.5)


@pytest.mark.parametrize("line", [[], straight(0), straight(90), straight(190), [[17.9, 59.3]] * 40])
def test_nothing_is_left_of_a_short_line(line: list[list[float]]) -> None:
    assert geo.cut_ends(line, 100) == []


def test_waiting_at_a_door_is_not_walking() -> None:
    door = [[17.9285 + (n % 2) * 0.0002, 59.3884 + (n % 3) * 0.0001] for n in range(200)]
    home = door[0]
    cut = geo.cut_ends(door + straight(1000)[1:], 100)
    assert geo.length_m(door) > 2000
    assert min(geo.distance_m(home[1], home[0], lat, lon) for lon, lat in cut) >= 99.9


def test_thinning_keeps_the_ends_and_short_lines_whole() -> None:
    assert geo.thinned([[17.9285, 59.3884], [17.93, 59.39]], 500) == [[17.9285, 59.3884], [17.93, 59.39]]
    long = straight(10_000, step=1)
    thin = geo.thinned(long, 500)
    assert len(thin) <= 500
    assert thin[0] == pytest.approx(long[0])
    assert thin[-1] == pytest.approx(long[-1], abs=1e-6)


def test_a_circle_is_thinned_to_a_circle() -> None:
    ring = [[17.93 + 0.002 * math.cos(n / 1000), 59.39 + 0.001 * math.sin(n / 1000)] for n in range(6284)]
    assert geo.length_m(geo.thinned(ring, 100)) == pytest.approx(geo.length_m(ring), rel=0.01)
