"""A walk's route, pasted or from a file: only the line is kept, and what is written comes back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field.loading import route

LINES = "59.3884, 17.9285 Rinkeby torg\n\n59.3898 17.927\n59.3918;17.9287;Bytorget\n"


def test_lines_are_the_route_in_order_and_those_with_a_name_are_stops() -> None:
    read = route.from_text(LINES)
    assert read.line == {
        "type": "LineString",
        "coordinates": [[17.9285, 59.3884], [17.927, 59.3898], [17.9287, 59.3918]],
    }
    assert read.stops == [
        {"name": "Rinkeby torg", "lat": 59.3884, "lon": 17.9285},
        {"name": "Bytorget", "lat": 59.3918, "lon": 17.9287},
    ]
    assert read.faults == []


def test_every_line_that_is_no_position_is_named() -> None:
    read = route.from_text("Torget\n59.3884, 17.9285\n91, 17\n0, 0\n59.39; 17.93 x")
    assert [fault.split()[1] for fault in read.faults] == ["1", "3", "4"]


def test_one_position_is_a_stop_and_no_route() -> None:
    read = route.from_text("59.3884, 17.9285 Rinkeby torg")
    assert read.line is None
    assert len(read.stops) == 1
    assert route.from_text("").line is None


positions = st.tuples(st.integers(-89_000_000, 89_000_000), st.integers(1, 179_000_000)).map(
    lambda pair: (pair[0] / 1e6, pair[1] / 1e6)
)
names = st.text(st.sampled_from("abcÅÄÖ "), max_size=20).map(lambda text: " ".join(text.split()))


@given(st.lists(st.tuples(positions, names), min_size=2, max_size=12, unique_by=lambda each: each[0]))
def test_what_the_desk_shows_is_read_back_the_same(given_: list[tuple[tuple[float, float], str]]) -> None:
    text = "\n".join(f"{lat:.6f}, {lon:.6f} {name}" for (lat, lon), name in given_)
    read = route.from_text(text)
    again = route.from_text(route.as_text(read.line, read.stops))
    assert (again.line, again.stops, again.faults) == (read.line, read.stops, [])


def test_a_stop_beside_the_route_is_shown_after_it() -> None:
    line = {"type": "LineString", "coordinates": [[17.9, 59.3], [17.91, 59.31]]}
    assert (
        route.as_text(line, [{"name": "Sidan", "lat": 59.4, "lon": 17.8}]).splitlines()[-1]
        == "59.400000, 17.800000 Sidan"
    )
    assert route.as_text(None, []) == ""


def test_a_long_track_is_thinned_and_keeps_its_end() -> None:
    read = route.Route()
    read.draw((59 + i / 1e5, 17.9) for i in range(5_001))
    assert read.line
    assert len(read.line["coordinates"]) <= route.POSITIONS_MOST
    assert read.line["coordinates"][-1] == pytest.approx([17.9, 59.05])


@pytest.mark.parametrize(
    "data", [b"", b"<gpx", b"not xml", b"\xff\xfe", b'<!DOCTYPE x [<!ENTITY a "b">]><gpx>&a;</gpx>']
)
def test_what_is_no_gpx_is_one_fault(data: bytes) -> None:
    read = route.from_gpx(data)
    assert len(read.faults) == 1
    assert read.line is None
