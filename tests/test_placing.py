"""Where it is: device, photo and pin are all kept; one is used by a rule or a person's choice; a photo from far away is flagged, not moved."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from field import findings, owners, photos, work
from field.findings import Finding
from field.journal import of as journal_of
from field.kit.errors import Refusal
from field.kit.pictures import photo_facts
from field.kit.tokens import uuid7
from field.lifecycle.noting import placing
from field.lifecycle.noting.placing import ToldPlace
from field.loading import photos as folder
from field.walks import Walk
from tests import pictures
from tests.phones import sha
from tests.web.desk import at_desk
from tests.world import ACTOR, NOW, ZONE, World, said

DEVICE = {
    "lat": 59.3895,
    "lon": 17.9269,
    "accuracy_m": 12,
    "source": "device",
    "taken_at": "2026-05-12T18:09:50+02:00",
}
PIN = {"lat": 59.3890, "lon": 17.9270, "source": "pin", "taken_at": "2026-05-12T18:12:00+02:00"}
TENSTA = {"lat": 59.3945, "lon": 17.9010, "source": "pin", "taken_at": "2026-05-12T18:12:00+02:00"}


def placed(world: World, walk: Walk, *bodies: dict[str, Any], photo: bytes | None = None) -> UUID:
    """A finding as one phone sent it, again and again; with a photo that has been developed."""
    phone, finding = world.phone(walk), uuid7()
    for revision, body in enumerate(bodies, 1):
        sent = said(photos=[sha(photo)] if photo else [], revision=revision, **({"position": None} | body))
        assert phone.put_finding(sent, finding).status_code in (200, 201)
        if photo and revision == 1:
            assert phone.put_photo(finding, photo).status_code == 201
            work.develop_photos(world.database, world.storage, world.settings, 50)
    return finding


def all_told(world: World, finding: UUID) -> list[ToldPlace]:
    with world.reading() as db:
        row = db.get_one(Finding, finding)
        return placing.told(
            db, db.get_one(Walk, row.walk_id), row, photos.of_findings(db, [finding]).get(finding, [])
        )


def row_of(world: World, finding: UUID) -> Finding:
    with world.reading() as db:
        return db.get_one(Finding, finding)


def choose(world: World, finding: UUID, key: str) -> None:
    with world.writing() as db:
        placing.choose(db, db.get_one(Finding, finding), key, NOW, ACTOR)


def in_use(world: World, finding: UUID) -> tuple[Any, ...]:
    row = row_of(world, finding)
    return row.source, row.lat, row.lon, row.accuracy_m


PHOTO = pictures.photo(gps=pictures.RINKEBY_GPS, taken="2026:05:12 18:10:00", offset="+02:00")


def test_device_photo_and_pin_are_all_kept_with_source_and_accuracy(district: World) -> None:
    finding = placed(district, district.plan(), {"position": DEVICE}, {"position": PIN}, photo=PHOTO)
    told = all_told(district, finding)
    assert [(each.source, each.accuracy_m, each.is_used) for each in told] == [
        ("device", 12, False),
        ("pin", None, True),
        ("photo", None, False),
    ]
    assert [each.lat for each in told] == pytest.approx([59.3895, 59.3890, pictures.RINKEBY[0]], abs=1e-5)
    assert {each.source: round(each.metres or 0) for each in told} == {"device": 56, "pin": 0, "photo": 108}
    assert placing.why(row_of(district, finding)) == "pin"


def test_a_phone_may_tell_more_than_one_at_once(district: World) -> None:
    finding = placed(
        district, district.plan(), {"position": PIN, "positions": [DEVICE, {"lat": 0, "lon": 0}, "x", DEVICE]}
    )
    assert [each.source for each in all_told(district, finding)] == ["device", "pin"]
    assert in_use(district, finding) == ("pin", 59.3890, 17.9270, None)


def test_what_the_phone_said_last_is_used(district: World) -> None:
    finding = placed(district, district.plan(), {"position": PIN}, {"position": DEVICE})
    assert in_use(district, finding) == ("device", 59.3895, 17.9269, 12)
    assert {each.source for each in all_told(district, finding)} == {"device", "pin"}


def test_a_phone_that_takes_its_place_back_leaves_the_photos(district: World) -> None:
    finding = placed(district, district.plan(), {"position": DEVICE}, {}, photo=PHOTO)
    assert in_use(district, finding)[0] == "photo"
    assert "device" in {each.source for each in all_told(district, finding)}


def test_a_choice_is_used_journalled_and_taken_back(district: World) -> None:
    finding = placed(district, district.plan(), {"position": DEVICE}, photo=PHOTO)
    key = next(each.key for each in all_told(district, finding) if each.source == "photo")
    choose(district, finding, key)
    row = row_of(district, finding)
    assert (row.source, row.lat) == ("photo", pytest.approx(pictures.RINKEBY[0], abs=1e-5))
    assert (placing.why(row), [each.key for each in all_told(district, finding) if each.is_used]) == (
        "chosen",
        [key],
    )
    choose(district, finding, "")
    assert (in_use(district, finding)[0], placing.why(row_of(district, finding))) == ("device", "device")
    with district.reading() as db:
        assert [
            each.details["choice"]
            for each in journal_of(db, "finding", finding)
            if each.verb == "place-chosen"
        ] == [key, ""]


def test_a_choice_outlives_what_the_phone_sends_later(district: World) -> None:
    walk, finding = district.plan(), uuid7()
    phone = district.phone(walk)
    phone.put_finding(said(position=PIN, positions=[DEVICE]), finding)
    choose(district, finding, "device")
    phone.put_finding(said(position={**PIN, "lat": 59.3900}, revision=2), finding)
    assert in_use(district, finding)[0] == "device"
    assert {each.source: each.lat for each in all_told(district, finding)} == {
        "device": 59.3895,
        "pin": 59.3900,
    }


def test_another_place_finds_its_area_and_owners_anew(district: World) -> None:
    finding = placed(
        district, district.plan(), {"position": TENSTA, "positions": [DEVICE], "kind": "waste_room"}
    )
    before = row_of(district, finding).area_id
    assert to_whom(district, finding) == ["svenska-bostader"]
    choose(district, finding, "device")
    assert row_of(district, finding).area_id != before
    assert to_whom(district, finding) == ["familjebostader"]


def to_whom(world: World, finding: UUID) -> list[str]:
    with world.reading() as db:
        return [each.owner_id for each in owners.assigned(db, [finding])[finding]]


@pytest.mark.parametrize("key", ["photo", "pin", "photo:1", "nonsense", "said"])
def test_only_what_was_told_can_be_chosen(district: World, key: str) -> None:
    finding = placed(district, district.plan(), {"position": DEVICE})
    with pytest.raises(Refusal, match="invalid"):
        choose(district, finding, key)


def test_a_point_in_a_protocol_stays_where_it_is(district: World) -> None:
    walk = district.plan()
    finding = placed(district, walk, {"position": DEVICE, "positions": [PIN]})
    district.hand_over(walk, everything=True)
    with pytest.raises(Refusal, match="frozen"):
        choose(district, finding, "pin")


# ── photos from elsewhere ──

FAR_GPS = {**pictures.RINKEBY_GPS, pictures.LAT: pictures.degrees((60, 1), (0, 1), (0, 1))}
FAR = pictures.photo(gps=FAR_GPS, taken="2026:05:01 12:00:00", offset="+02:00")


def test_a_photo_far_away_in_place_or_time_is_flagged_and_not_moved(district: World) -> None:
    finding = placed(district, district.plan(), {"position": DEVICE}, photo=FAR)
    row = row_of(district, finding)
    assert {"photo-far", "photo-time"} <= set(row.flags)
    assert (row.lat, row.source) == (59.3895, "device")
    (photo,) = [each for each in all_told(district, finding) if each.source == "photo"]
    assert photo.flags == {"photo-far", "photo-time"}
    assert photo.lat == pytest.approx(60.0)


@pytest.mark.parametrize(("minutes", "is_far"), [((23, 1), False), ((22, 1), True)])
def test_the_next_district_is_far_and_the_other_side_of_the_street_is_not(
    district: World, minutes: tuple[int, int], is_far: bool
) -> None:
    """59°23' lies in the walk's area, 59°22' well south of it, among the areas of others."""
    gps = {**pictures.RINKEBY_GPS, pictures.LAT: pictures.degrees((59, 1), minutes, (0, 1))}
    finding = placed(district, district.plan(), {"position": DEVICE}, photo=pictures.photo(gps=gps))
    assert ("photo-far" in row_of(district, finding).flags) is is_far


def test_a_flag_stays_when_the_phone_sends_its_finding_again(district: World) -> None:
    finding = placed(
        district, district.plan(), {"position": DEVICE}, {"position": DEVICE, "text": "nytt"}, photo=FAR
    )
    assert {"photo-far", "photo-time"} <= set(row_of(district, finding).flags)


# ── at the desk ──


def test_the_coordinator_sees_all_of_them_and_chooses_with_one_press(district: World) -> None:
    desk, walk = at_desk(district), district.plan()
    finding = placed(district, walk, {"position": PIN, "positions": [DEVICE]}, photo=FAR)
    place = f"/desk/walks/{walk.id}/clean-up"
    page = desk.page(f"{place}?row={finding}")
    for words in (
        "Telefonens plats",
        "± 12 m",
        "56 m från den som används",
        "Nålen, satt för hand",
        "Fotots egen plats",
        "långt från vandringen",
    ):
        assert words in page
    assert "Den som gick satte nålen för hand" in page
    after = desk.after(f"{place}/{finding}/place", use="device", row=str(finding))
    assert "Vald av samordnaren" in after
    assert row_of(district, finding).source == "device"
    assert 'id="use-rule"' in after
    desk.post(f"{place}/{finding}/place", 422, use="photo:none")
    desk.after(f"{place}/{finding}/place", use="", row=str(finding))
    assert row_of(district, finding).source == "pin"


def test_one_place_without_doubts_needs_no_words(district: World) -> None:
    desk, walk = at_desk(district), district.plan()
    finding = placed(district, walk, {"position": DEVICE})
    assert "places-fold" not in desk.page(f"/desk/walks/{walk.id}/clean-up?row={finding}")


@pytest.mark.parametrize(
    ("told", "metres"), [((47, 10), 4.7), ((0, 1), None), ((1, 0), None), ((2**31, 1), None)]
)
def test_the_accuracy_that_a_camera_tells_is_kept(told: tuple[int, int], metres: float | None) -> None:
    gps = {**pictures.RINKEBY_GPS, 0x1F: (pictures.RATIONAL, [told])}
    assert photo_facts.read(pictures.photo(gps=gps), ZONE).accuracy_m == metres


def test_a_folder_of_photos_is_flagged_by_the_walks_own_day(district: World, tmp_path: Any) -> None:
    walk = district.plan(at=NOW + timedelta(days=20))
    (tmp_path / "one.jpg").write_bytes(PHOTO)
    folder.load_photos(district.database, district.storage, district.settings, walk, tmp_path, NOW)
    with district.reading() as db:
        (row,) = findings.of_walk(db, walk.id)
    assert "photo-time" in row.flags
    assert (row.lat, row.lon) == pytest.approx(pictures.RINKEBY, abs=1e-5)
