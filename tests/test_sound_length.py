"""Voice notes: at most two minutes, by what the container says of itself; where it says nothing, by their weight."""

import struct

import pytest

from field.kit import pictures
from field.kit.sound import sound_length
from field.kit.tokens import uuid7
from tests import pictures as p
from tests.phones import sha
from tests.world import World, said

KINDS = {"audio/mp4": p.mp4_of, "audio/webm": p.webm_of}


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("mime", KINDS)
@pytest.mark.parametrize("length", [3, 60, 119, 300])
def test_the_length_is_read_from_the_header_or_from_what_follows(
    mime: str, header: bool, length: int
) -> None:
    assert sound_length.seconds(KINDS[mime](length, header=header), mime) == pytest.approx(length, abs=0.1)


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("mime", KINDS)
def test_two_minutes_are_taken_and_more_is_refused_as_what_it_is(mime: str, header: bool) -> None:
    assert pictures.precheck(KINDS[mime](121, header=header), mime).sure
    with pytest.raises(pictures.PictureRefused, match="too-long"):
        pictures.precheck(KINDS[mime](140, header=header), mime)


def test_a_header_that_says_less_than_follows_is_not_believed() -> None:
    whole, told = p.webm_of(300), struct.pack(">f", 300_000)
    lying = whole.replace(told, struct.pack(">f", 1000))
    assert lying != whole
    assert sound_length.seconds(lying, "audio/webm") == pytest.approx(300, abs=1)


@pytest.mark.parametrize(
    ("mime", "data"), [("audio/webm", p.voice_webm(2)), ("audio/mp4", p.voice_mp4(b"soun"))]
)
def test_where_nothing_is_said_the_weight_decides(mime: str, data: bytes) -> None:
    assert sound_length.seconds(data, mime) is None
    assert pictures.precheck(data + bytes(1000), mime).sure
    heavy = (
        p.voice_mp4(b"soun", media=bytes(8_000_001))
        if mime == "audio/mp4"
        else data + b"\xec\x08\x7a\x12\x00" + bytes(8_000_001)
    )
    with pytest.raises(pictures.PictureRefused, match="too-large"):
        pictures.precheck(heavy, mime)


@pytest.mark.parametrize("mime", KINDS)
def test_no_damage_raises_or_makes_a_length_that_is_none(mime: str) -> None:
    whole = KINDS[mime](60, header=False)
    for at in range(0, len(whole), 7):
        for damaged in (whole[:at], whole[:at] + b"\xff" * 9 + whole[at + 9 :]):
            length = sound_length.seconds(damaged, mime)
            assert length is None or 0 < length < 1e30


def test_a_phone_is_told_that_its_note_is_too_long_and_its_finding_stays(district: World) -> None:
    phone, finding, data = district.phone(district.plan()), uuid7(), p.webm_of(200, header=False)
    phone.put_finding(said(photos=[sha(data)]), finding)
    answer = phone.put_photo(finding, data, mime="audio/webm")
    assert (answer.status_code, answer.json["code"]) == (422, "too-long")
    assert phone.shown(finding)["text"] == "Lampan är släckt"
