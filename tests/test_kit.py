"""The kit's small parts: clock, tokens, steps, text, geometry and the store."""

import math
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field.kit import clock, geo, text, tokens
from field.kit.errors import Refusal
from field.kit.steps import move, steps
from field.kit.storage import FolderStorage

# ── clock ──


@pytest.fixture
def moved(tmp_path: Path) -> Path:
    clock.allow_moving(tmp_path)
    return tmp_path


def test_a_moved_clock_runs_on_from_there_and_can_be_put_back(moved: Path) -> None:
    there = datetime(2026, 11, 12, 8, 0, tzinfo=UTC)
    clock.move_to(there)
    assert there <= clock.now() < there + timedelta(minutes=1)
    clock.put_back()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_rehearsal_takes_phones_with_it(moved: Path) -> None:
    """What a phone's own clock says of today is of the moved today; what was said by the moved clock, or is older, stays."""
    real = datetime.now(UTC)
    assert clock.carried(real.isoformat()) == real.isoformat()
    clock.move_to(real + timedelta(days=190))
    assert abs(clock.parse(clock.carried(real.isoformat())) - clock.now()) < timedelta(seconds=10)
    for said in (
        clock.now().isoformat(),
        (real - timedelta(days=30)).isoformat(),
        "yesterday",
        "9999-12-31T23:59:59+00:00",
        "",
    ):
        assert clock.carried(said) == said


def test_another_process_sees_the_moved_clock_too(moved: Path) -> None:
    clock.move_to(datetime(2031, 1, 1, tzinfo=UTC))
    assert [path.name for path in moved.iterdir()] == ["clock-moved"]
    (moved / "clock-moved").write_text("nonsense")
    assert clock.now().year < 2031


@pytest.mark.parametrize(
    "said", ["2026-05-12T18:00:00", "2026-05-12", "yesterday", "", "2026-02-30T10:00:00Z"]
)
def test_a_time_without_offset_is_no_moment(said: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        clock.parse(said)


def test_times_are_read_in_any_offset_and_days_in_the_zone(zone: object) -> None:
    assert clock.parse(" 2026-05-12T18:00:00+02:00 ") == clock.parse("2026-05-12T16:00:00Z")
    assert clock.day(datetime(2026, 8, 31, 21, 59, tzinfo=UTC), zone).isoformat() == "2026-08-31"  # type: ignore[arg-type]
    assert clock.day(datetime(2026, 8, 31, 22, 0, tzinfo=UTC), zone).isoformat() == "2026-09-01"  # type: ignore[arg-type]


# ── tokens ──


def test_ids_made_here_sort_by_time_and_say_their_version() -> None:
    ids = [tokens.uuid7() for _ in range(50)]
    assert {(each.version, each.variant) for each in ids} == {(7, "specified in RFC 4122")}
    assert ids == sorted(ids)
    assert len(set(ids)) == 50


def test_a_code_has_no_letter_that_is_heard_or_read_wrong() -> None:
    assert not set("".join(tokens.code() for _ in range(200))) & set("ILO01")


def test_a_derived_token_needs_the_key_and_the_row() -> None:
    row = uuid4()
    token = tokens.derived_token("key", "owner-link", row)
    assert token == tokens.derived_token("key", "owner-link", row)
    others = [
        tokens.derived_token("other", "owner-link", row),
        tokens.derived_token("key", "sign-in", row),
        tokens.derived_token("key", "owner-link", uuid4()),
    ]
    assert token not in others
    assert len(token) >= 43
    assert tokens.derived_digits("key", row).isdigit()


# ── steps ──


class Row:
    state = "noted"


def test_only_allowed_steps_are_taken() -> None:
    table, row = steps(noted="ready", ready="frozen", frozen=""), Row()
    move(row, table, "noted")
    move(row, table, "ready")
    with pytest.raises(Refusal) as refused:
        move(row, table, "noted")
    assert (refused.value.code, refused.value.details, row.state) == (
        "wrong-step",
        {"was": "ready", "to": "noted"},
        "ready",
    )
    move(row, table, "frozen")
    with pytest.raises(Refusal):
        move(row, table, "nowhere")


# ── text ──


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_becomes_one_that_can_be_kept(said: str) -> None:
    kept = text.clean(said)
    kept.encode()
    assert "\0" not in kept
    assert text.clean(kept) == kept
    assert "\n" not in text.one_line(said)


# ── geometry ──


def test_distances_are_in_metres() -> None:
    assert geo.distance_m(59.3884, 17.9285, 59.3884, 17.9285) == 0
    assert geo.distance_m(59.3884, 17.9285, 59.3945, 17.9010) == pytest.approx(1697, abs=5)
    assert geo.distance_m(0, 0, 0, 180) == pytest.approx(math.pi * geo.EARTH_M)
    assert geo.length_m([[17.9285, 59.3884], [17.9010, 59.3945], [17.9285, 59.3884]]) == pytest.approx(
        3394, abs=10
    )


@pytest.mark.parametrize(("lat", "lon"), [(59.3884, 17.9285), (0.0, 17.0), (-90, 180), (90, -180)])
def test_a_position_is_two_numbers_on_earth(lat: float, lon: float) -> None:
    assert geo.position(lat, lon) == (lat, lon)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (0, 0),
        (0.0, -0.0),
        (90.01, 0),
        (0, 180.01),
        (math.nan, 0),
        (0, math.inf),
        ("59", "17"),
        (None, None),
        (True, False),
        (10**400, 1),
    ],
)
def test_anything_else_is_no_position(lat: object, lon: object) -> None:
    assert geo.position(lat, lon) is None


def ring(*corners: tuple[float, float]) -> list[list[float]]:
    return [[x, y] for x, y in (*corners, corners[0])]


SQUARE = ring((17.0, 59.0), (17.0, 59.1), (17.1, 59.1), (17.1, 59.0))


def test_an_outline_may_run_either_way_be_open_or_cross_itself() -> None:
    bow = ring((17.0, 59.0), (17.1, 59.1), (17.1, 59.0), (17.0, 59.1))
    for each in (SQUARE, SQUARE[::-1]):
        assert geo.outline({"type": "Polygon", "coordinates": [each]}).area == pytest.approx(0.01)
    assert geo.outline({"type": "Polygon", "coordinates": [bow]}).area == pytest.approx(0.005)
    assert geo.outline({"type": "MultiPolygon", "coordinates": [[SQUARE]]}).geom_type == "MultiPolygon"


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [17, 59]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "Polygon", "coordinates": [[[17, 59], [18, 60]]]},
        {"type": "Polygon", "coordinates": "none"},
        {"type": "Polygon", "coordinates": [[["a", "b"], ["c", "d"], ["e", "f"], ["a", "b"]]]},
        {"type": "Polygon", "coordinates": [ring((154000, 6580000), (154000, 6590000), (160000, 6590000))]},
        {"type": "Polygon", "coordinates": [ring((math.nan, 59), (17, 59.1), (17.1, 59))]},
        {"type": "Polygon", "coordinates": [ring((math.inf, 59), (17, 59.1), (17.1, 59))]},
        {"type": "Polygon"},
        {},
    ],
)
def test_a_shape_that_bounds_nothing_is_refused_with_a_reason(geometry: dict[str, object]) -> None:
    with pytest.raises(geo.BadGeometry, match=r"\w+"):
        geo.outline(geometry)


def test_metres_to_a_border_are_measured_on_the_ground() -> None:
    border = geo.outline({"type": "Polygon", "coordinates": [SQUARE]}).boundary
    assert geo.metres_to(border, 59.05, 17.0) == pytest.approx(0, abs=0.01)
    one_lat, one_lon = geo.degrees(1, 59.05)
    assert geo.metres_to(border, 59.05, 17.0 + 20 * one_lon) == pytest.approx(20, abs=0.1)
    assert geo.metres_to(border, 59.0 - 30 * one_lat, 17.05) == pytest.approx(30, abs=0.1)


# ── the store ──


def test_bytes_are_kept_listed_replaced_and_gone(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "store")
    storage.put("photos/ab/abc", b"one")
    storage.put("photos/cd/cde", b"two")
    storage.put("photos/ab/abc", b"three")
    assert list(storage.keys("photos/")) == ["photos/ab/abc", "photos/cd/cde"]
    assert (storage.get("photos/ab/abc"), storage.size("photos/ab/abc")) == (b"three", 5)
    for _ in range(2):
        storage.delete("photos/ab/abc")
    assert storage.size("photos/ab/abc") is None
    with pytest.raises(FileNotFoundError):
        storage.get("photos/ab/abc")
    assert list(storage.keys("nothing/")) == []


def test_bytes_cut_short_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = FolderStorage(tmp_path)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    storage.put("photos/ab/first", b"one")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        storage.put("photos/ab/second", b"two")
    assert [path.name for path in (tmp_path / "photos" / "ab").iterdir()] == ["first"]
