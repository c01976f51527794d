""" "Also noted October 2025 – still there?" – a yes is kept, told to the team, and weighs more than any distance on the desk."""

from datetime import timedelta
from typing import Any

import pytest

from field.findings import Finding
from field.kit import geo
from field.kit.tokens import uuid7
from field.readings import desk
from tests.world import NOW, RINKEBY_TORG, World, said

AUTUMN = NOW + timedelta(days=180)


def spring(world: World, area: str = "Rinkeby", **changes: Any) -> Finding:
    walk = world.plan(area)
    row = world.note(walk, **changes)
    world.release(row)
    world.hand_over(walk)
    return row


def far_off(metres: float) -> dict[str, Any]:
    lat, lon = RINKEBY_TORG
    return {"lat": lat + geo.degrees(metres, lat)[0], "lon": lon, "accuracy_m": 8, "source": "device"}


def test_a_yes_is_kept_and_told_and_makes_a_spot_however_far_the_fix_was(world: World) -> None:
    before = spring(world)
    world.clock(AUTUMN)
    phone, finding = world.phone(world.plan(at=AUTUMN)), uuid7()
    body = said(kind="light", same_as=str(before.id), position=far_off(140), noted_at=AUTUMN.isoformat())
    assert phone.put_finding(body, finding).json["flags"] == []
    assert phone.shown(finding)["same_as"] == str(before.id)
    with world.reading() as db:
        (spot,) = desk.recurrence.spots(db)
        assert ([each.id for each in spot.seen], spot.walks, spot.is_confirmed) == (
            [before.id, finding],
            2,
            True,
        )
    phone.put_finding({**body, "same_as": None, "revision": 2}, finding)
    assert phone.shown(finding)["same_as"] is None
    with world.reading() as db:
        assert desk.recurrence.spots(db) == []


@pytest.mark.parametrize("what", ["nothing", "a number", "not known", "another area", "this walk", "itself"])
def test_what_it_cannot_be_is_flagged_and_never_refused(district: World, what: str) -> None:
    walk = district.plan()
    phone, finding = district.phone(walk), uuid7()
    pointed = {
        "nothing": "x",
        "a number": 7,
        "not known": str(uuid7()),
        "another area": str(spring(district, "Tensta", position=None).id) if what == "another area" else "",
        "this walk": str(district.note(walk).id) if what == "this walk" else "",
        "itself": str(finding),
    }[what]
    answer = phone.put_finding(said(same_as=pointed), finding)
    assert (answer.status_code, answer.json["flags"]) == (201, ["same-as"])
    assert phone.shown(finding)["same_as"] is None
