"""Strangers' pictures: what is taken and what is refused, what the copies show and do not hold, and what a bad file cannot do to us."""

import base64
import contextlib
import csv
import io
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from field.kit import pictures
from field.kit.heads import jpeg_bare, jpeg_plain
from field.kit.pictures import PictureRefused, picture_pool, placeholder
from tests import pictures as p
from tests.tools import data

PHONE = p.photo(960, 640, gps=p.RINKEBY_GPS, taken="2026:05:12 18:30:05")

INSPECT = {"task": "inspect", "mime": "image/jpeg", "cpu": 6}


@pytest.fixture(autouse=True, scope="module")
def _rest() -> Iterator[None]:
    yield
    pictures.rest()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def refusal(judge: Callable[[bytes], object], content: bytes) -> str:
    with pytest.raises(PictureRefused) as refused:
        judge(content)
    return refused.value.code


# ── what it is ──


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (PHONE, "image/jpeg"),
        (p.png(8, 8), "image/png"),
        (p.encoded(p.corners(), "WEBP"), "image/webp"),
        (p.encoded(p.corners(), "AVIF"), "image/avif"),
        (p.heif(8, 8), "image/heic"),
        (p.heif(8, 8, brand=b"mif1", compatible=b"heic"), "image/heic"),
        (p.heif(8, 8, brand=b"mif1", compatible=b"avif"), "image/avif"),
        (p.heif(8, 8, brand=b"mif1", compatible=b"miaf"), "image/heif"),
        (p.heif(8, 8, brand=b"avis", compatible=b"mif1heic"), "image/avif"),
        (p.box(b"ftyp", b"M4A ", bytes(4), b"isomiso2"), "audio/mp4"),
        (p.box(b"ftyp", b"isom", bytes(4), b"mp41dash"), "audio/mp4"),
        (
            b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm",
            "audio/webm",
        ),
        (
            b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x88matroska",
            None,
        ),
        (p.encoded(p.corners(), "GIF"), None),
        (p.encoded(p.corners(), "TIFF"), None),
        (p.encoded(p.corners(), "BMP"), None),
        (p.box(b"ftyp", b"qt  ", bytes(4)), None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"<html>" + PHONE, None),
        (b"%!PS-Adobe-3.0 EPSF-3.0", None),
        (b"", None),
        (b"\xff", None),
    ],
)
def test_the_kind_is_told_by_the_content(head: bytes, kind: str | None) -> None:
    assert pictures.kind(head[:64]) == kind


# ── what is taken ──


def test_a_phones_photo_is_taken_without_decoding() -> None:
    seen = pictures.precheck(p.photo(96, 64, orientation=6))
    assert (seen.mime, seen.width, seen.height, seen.sure) == ("image/jpeg", 96, 64, True)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"subsampling": 0},
        {"optimize": True},
        {"restart_marker_rows": 1},
        {"quality": 30},
        {"comment": b"hej"},
    ],
)
def test_plain_jpegs_of_every_sort_need_no_decoder(options: dict[str, object]) -> None:
    assert pictures.precheck(p.encoded(p.corners(), **options)).sure
    assert pictures.precheck(p.encoded(p.corners().convert("L"), **options)).sure


OTHERS = {
    "progressive": p.encoded(p.corners(), progressive=True),
    "cmyk": p.encoded(p.corners().convert("CMYK")),
    "png": p.png(8, 8),
    "webp": p.encoded(p.corners(), "WEBP"),
    "avif": p.encoded(p.corners(), "AVIF"),
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS.keys())
def test_other_pictures_are_taken_once_decoded(content: bytes) -> None:
    assert not pictures.precheck(content).sure
    inspected = pictures.inspect(content)
    assert (inspected.width, inspected.height) == opened(content).size
    assert inspected.mime == pictures.kind(content)


def test_a_tail_after_the_picture_is_not_looked_at() -> None:
    film = p.box(b"ftyp", b"mp42", bytes(4)) + b"\xff\xda\xff\xd8" * 1000
    assert pictures.precheck(PHONE + film).sure
    assert pictures.precheck(PHONE + PHONE).sure


def test_a_file_can_be_inspected_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(PHONE)
    assert pictures.inspect(path).mime == "image/jpeg"


VOICES = {
    "mp4": p.voice_mp4(b"soun"),
    "webm": p.voice_webm(2),
    "webm of known length": p.voice_webm(2).replace(b"\x01" + b"\xff" * 7, b"\x7f\xff"),
}
FILMS = {
    "mp4 film": p.voice_mp4(b"soun", b"vide"),
    "mp4 with subtitles": p.voice_mp4(b"soun", b"text"),
    "mp4 without tracks": p.voice_mp4(),
    "mp4 without sound in it": p.voice_mp4(b"soun", media=b""),
    "half an mp4": p.voice_mp4(b"soun")[:60],
    "webm film": p.voice_webm(1, 2),
    "webm without tracks": p.voice_webm(),
    "webm without sound in it": p.voice_webm(2, media=b""),
    "half a webm": p.voice_webm(2)[:30],
}


@pytest.mark.parametrize("content", VOICES.values(), ids=VOICES.keys())
def test_a_voice_note_is_taken(content: bytes) -> None:
    seen = pictures.precheck(content, "audio/webm")
    assert (seen.mime, seen.width, seen.sure) == (pictures.kind(content), None, True)


@pytest.mark.parametrize("content", FILMS.values(), ids=FILMS.keys())
def test_a_film_is_no_voice_note(content: bytes) -> None:
    assert refusal(pictures.precheck, content) == "not-a-picture"


def test_sound_called_a_picture_and_a_picture_called_sound_are_refused() -> None:
    assert refusal(lambda content: pictures.precheck(content, "image/jpeg"), VOICES["mp4"]) == "not-a-picture"
    assert refusal(lambda content: pictures.precheck(content, "audio/mp4"), PHONE) == "not-a-picture"
    assert pictures.precheck(PHONE, "image/heic").mime == "image/jpeg"


REFUSED = {
    "empty": (b"", "not-a-picture"),
    "one byte": (b"\xff", "not-a-picture"),
    "html": (b"<html></html>", "not-a-picture"),
    "gif": (p.encoded(p.corners(), "GIF"), "not-a-picture"),
    "html before a jpeg": (b"<!--" + PHONE, "not-a-picture"),
    "start and end alone": (b"\xff\xd8\xff\xd9", "broken-picture"),
    "no picture in the png": (b"\x89PNG\r\n\x1a\n" + bytes(40), "broken-picture"),
    "jpeg of 65500 by 65500": (p.claims(PHONE, 65_500, 65_500), "too-many-pixels"),
    "png of 30000 by 30000": (p.png(30_000, 30_000, pixels=bytes(1000)), "too-many-pixels"),
    "heic of 10000 by 5001": (p.heif(10_000, 5_001), "too-many-pixels"),
    "101 scans": (p.many_scans(101), "broken-picture"),
    "31 million bytes": (PHONE + bytes(30_000_000), "too-large"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_structure_alone_refuses(content: bytes, code: str) -> None:
    assert refusal(pictures.precheck, content) == code
    assert refusal(pictures.inspect, content) == code
    assert refusal(pictures.copies, content) == code


BROKEN = {
    "half a jpeg": PHONE[: len(PHONE) // 2],
    "a jpeg without its last bytes": PHONE[:-60],
    "half a png": p.encoded(p.textured(64, 64), "PNG")[:4000],
    "a png with a wrong checksum": p.png(8, 8).replace(b"IDAT", b"IDAX"),
    "half a webp": p.encoded(p.textured(64, 64), "WEBP")[:180],
    "a heic without pixels": p.heif(96, 64),
    "a jpeg without tables": PHONE.replace(b"\xff\xdb", b"\xff\xeb"),
    "a second start within the scan": PHONE[:-200] + b"\xff\xd8" + PHONE[-198:],
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_what_only_the_decoder_can_tell_is_refused_by_it(content: bytes) -> None:
    assert not pictures.precheck(content).sure
    assert refusal(pictures.inspect, content) == "broken-picture"
    assert refusal(pictures.copies, content) == "broken-picture"


def test_an_upload_is_admitted_on_structure_or_after_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [pictures.admit(content).width for content in (OTHERS["progressive"], OTHERS["webp"])] == [96, 96]
    assert refusal(pictures.admit, BROKEN["half a jpeg"]) == "broken-picture"
    monkeypatch.setattr(picture_pool, "_Child", None)
    assert pictures.admit(PHONE).sure
    assert pictures.admit(VOICES["webm"], "audio/webm").mime == "audio/webm"


def test_fifty_million_pixels_are_taken_and_one_line_more_is_not() -> None:
    assert pictures.copies(p.png(10_000, 5_000)).width == 10_000
    assert refusal(pictures.precheck, p.png(10_000, 5_001)) == "too-many-pixels"


# ── what the copies show ──


@pytest.mark.parametrize("orientation", range(10))
@pytest.mark.parametrize("size", [(96, 64), (64, 96)], ids=["landscape", "portrait"])
def test_the_copies_stand_upright(orientation: int, size: tuple[int, int]) -> None:
    copies = pictures.copies(p.photo(*size, orientation=orientation))
    assert (copies.width, copies.height) == size
    for copy in (copies.large, copies.small):
        assert opened(copy).size == size
        assert p.is_upright(opened(copy))


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_other_containers_are_turned_once(form: str, orientation: int) -> None:
    content = p.encoded(
        p.stored(p.corners(), orientation),
        form,
        exif=b"Exif\0\0" + p.exif_block(orientation=orientation),
        quality=95,
    )
    copies = pictures.copies(content)
    assert p.is_upright(opened(copies.large))
    assert (copies.width, copies.height) == (96, 64)


@pytest.mark.parametrize(
    ("size", "large", "small"),
    [
        ((4032, 3024), (2016, 1512), (404, 303)),
        ((3024, 4032), (1512, 2016), (303, 404)),
        ((4608, 3456), (2048, 1536), (410, 308)),
        ((2048, 1536), (2048, 1536), (410, 308)),
        ((1400, 700), (1400, 700), (400, 200)),
        ((300, 200), (300, 200), (300, 200)),
        ((20, 9000), (5, 2048), (1, 410)),
        ((1, 1), (1, 1), (1, 1)),
    ],
)
def test_sizes_of_the_copies(size: tuple[int, int], large: tuple[int, int], small: tuple[int, int]) -> None:
    copies = pictures.copies(p.encoded(Image.new("RGB", size, "#808080")))
    assert (opened(copies.large).size, opened(copies.small).size) == (large, small)


def test_a_png_is_brought_down_as_far_as_a_jpeg() -> None:
    copies = pictures.copies(p.encoded(Image.new("L", (5000, 2500), 128), "PNG"))
    assert (opened(copies.large).size, opened(copies.small).size) == ((2048, 1024), (410, 205))


MODES: dict[str, tuple[Image.Image, tuple[int, int, int]]] = {
    "1": (Image.new("1", (64, 64), 1), (255, 255, 255)),
    "L": (Image.new("L", (64, 64), 128), (128, 128, 128)),
    "LA": (Image.new("LA", (64, 64), (0, 0)), (255, 255, 255)),
    "P": (Image.new("RGB", (64, 64), "#204060").quantize(4), (32, 64, 96)),
    "RGBA": (Image.new("RGBA", (64, 64), (255, 0, 0, 128)), (255, 127, 127)),
    "I;16": (Image.new("I;16", (64, 64), 0x8000), (128, 128, 128)),
}


@pytest.mark.parametrize(("picture", "colour"), MODES.values(), ids=MODES.keys())
def test_every_way_of_storing_colours_is_shown_on_white(
    picture: Image.Image, colour: tuple[int, int, int]
) -> None:
    shown = opened(pictures.copies(p.encoded(picture, "PNG")).large).getpixel((32, 32))
    assert shown == pytest.approx(colour, abs=3)


def test_a_transparent_palette_colour_is_white() -> None:
    picture = Image.new("P", (64, 64), 0)
    picture.putpalette([0, 0, 0] * 256)
    assert opened(pictures.copies(p.encoded(picture, "PNG", transparency=0)).large).getpixel((32, 32)) == (
        255,
        255,
        255,
    )


def test_print_colours_are_not_inverted() -> None:
    assert p.is_upright(opened(pictures.copies(p.encoded(p.corners().convert("CMYK"), quality=95)).large))


def test_a_profile_is_applied_and_not_kept() -> None:
    flipped = swapped_profile()
    copies = pictures.copies(p.encoded(Image.new("RGB", (64, 64), (200, 40, 40)), icc_profile=flipped))
    red, green, _blue = opened(copies.large).getpixel((32, 32))  # type: ignore[misc]
    assert green > red + 60
    assert "icc_profile" not in opened(copies.large).info


def swapped_profile() -> bytes:
    """sRGB with its red and green primaries changed over: whoever ignores it sees the wrong colour."""
    srgb = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = srgb.index(b"rXYZ"), srgb.index(b"gXYZ")
    srgb[red : red + 4], srgb[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(srgb).replace("sRGB".encode("utf-16-be"), "mine".encode("utf-16-be"))


@pytest.mark.parametrize("profile", [b"", b"x" * 200, b"\0" * 128], ids=["empty", "nonsense", "zeros"])
def test_a_damaged_profile_says_nothing(profile: bytes) -> None:
    assert p.is_upright(opened(pictures.copies(p.encoded(p.corners(), icc_profile=profile)).large))


def test_only_the_first_of_several_pictures_is_shown() -> None:
    frames = [p.corners(), Image.new("RGB", (96, 64))]
    for form in ("WEBP", "PNG"):
        content = p.encoded(frames[0], form, save_all=True, append_images=frames[1:])
        assert p.is_upright(opened(pictures.copies(content).large))


# ── what the copies hold ──

SECRETS = (
    b"<script",
    b"59.3884",
    b"GPSLatitude",
    b"Hemlig",
    b"PK\x03\x04",
    b"<?php",
    b"Exif",
    b"http://",
    b"Photoshop",
)


def carrying_everything() -> bytes:
    """A photo with EXIF, a thumbnail in it, XMP, IPTC, a comment, a profile, an unknown segment and a tail."""
    jpeg = p.encoded(
        p.corners(960, 640), quality=90, comment=b"<script>Hemlig</script>", icc_profile=swapped_profile()
    )
    thumbnail = p.encoded(p.corners(16, 16))
    jpeg = p.with_exif(jpeg, p.exif_block(p.RINKEBY_GPS, orientation=1) + thumbnail + b"Hemlig")
    jpeg = p.with_xmp(jpeg, p.xmp(attributes='exif:GPSLatitude="59,23.304N"'))
    jpeg = p.with_segment(jpeg, 0xED, b"Photoshop 3.0\0Hemlig")
    return p.with_segment(jpeg, 0xE9, b"Hemlig<?php") + b"PK\x03\x04Hemlig<script>"


def test_nothing_but_pixels_reaches_the_copies() -> None:
    copies = pictures.copies(carrying_everything())
    for copy in (copies.large, copies.small):
        assert jpeg_bare.bare(copy)
        assert not [secret for secret in SECRETS if secret in copy]
        assert not opened(copy).getexif()


def test_a_webps_and_a_pngs_metadata_stay_behind_too() -> None:
    block, packet = (
        b"Exif\0\0" + p.exif_block(p.RINKEBY_GPS),
        p.xmp(attributes='exif:GPSLatitude="59,23.304N"').encode(),
    )
    for content in (
        p.encoded(p.corners(), "WEBP", exif=block, xmp=packet),
        p.encoded(p.corners(), "PNG", exif=block),
    ):
        assert jpeg_bare.bare(pictures.copies(content).large)


@pytest.mark.parametrize(
    "added",
    [
        lambda jpeg: p.with_exif(jpeg, p.exif_block(p.RINKEBY_GPS)),
        lambda jpeg: p.with_segment(jpeg, 0xFE, b"a comment"),
        lambda jpeg: p.with_segment(jpeg, 0xE2, b"ICC_PROFILE\0\1\1"),
        lambda jpeg: p.with_segment(jpeg, 0xED, b"Photoshop 3.0\0"),
        lambda jpeg: p.with_segment(jpeg, 0xE0, b"JFXX\0\x10"),
        lambda jpeg: jpeg + b"tail",
        lambda jpeg: jpeg[:2] + b"hidden" + jpeg[2:],
        lambda jpeg: jpeg[:-2],
        lambda _jpeg: b"",
    ],
    ids=["exif", "comment", "profile", "iptc", "thumbnail", "tail", "between", "no end", "nothing"],
)
def test_a_copy_with_anything_else_in_it_is_not_handed_out(
    added: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = pictures.copies(PHONE)
    answer = picture_pool.ChildAnswer(
        {"width": 96, "height": 64, "grid": good.placeholder}, [good.large, added(good.small)]
    )
    monkeypatch.setattr(picture_pool.Pool, "ask", lambda *_: answer)
    assert refusal(pictures.copies, PHONE) == "broken-picture"


# ── painted over ──


@pytest.mark.parametrize("orientation", range(1, 9))
def test_boxes_are_solid_in_both_copies_and_lie_in_the_upright_picture(orientation: int) -> None:
    copies = pictures.copies(p.photo(960, 640, orientation=orientation), [(0.6, 0.1, 0.9, 0.4)])
    for copy in (copies.large, copies.small):
        shown = opened(copy)
        width, height = shown.size
        inside = shown.crop((int(0.63 * width), int(0.14 * height), int(0.87 * width), int(0.36 * height)))
        assert all(high - low <= 12 for low, high in inside.getextrema())  # type: ignore[misc]
        assert shown.getpixel((int(0.55 * width), int(0.25 * height))) == pytest.approx((0, 192, 0), abs=12)


def test_nothing_of_what_is_under_a_box_shows_through() -> None:
    """Two pictures that differ only under the box, down to its very edge, give the same copies."""
    grey = Image.new("RGB", (2500, 1600), "#909090")
    marked = grey.copy()
    marked.paste("#ff0000", (501, 401, 999, 799))
    box = [(500 / 2500, 400 / 1600, 1000 / 2500, 800 / 1600)]
    first, second = (pictures.copies(p.encoded(picture, "PNG"), box) for picture in (grey, marked))
    assert (first.large, first.small, first.placeholder) == (second.large, second.small, second.placeholder)


def test_boxes_beyond_the_edges_paint_what_there_is() -> None:
    copies = pictures.copies(PHONE, [(-1, -1, 2, 2), (0.5, 0.5, 0.5, 0.5)])
    assert all(high - low <= 4 for low, high in opened(copies.large).getextrema())  # type: ignore[misc]


# ── the placeholder ──


def test_the_placeholder_has_the_pictures_colours() -> None:
    grid = pictures.copies(PHONE).placeholder
    assert len(grid) == 36
    head, content = placeholder.address(grid).split(",")
    assert head == "data:image/png;base64"
    shown = opened(base64.b64decode(content))
    assert shown.size == (4, 3)
    assert p.is_upright(shown.resize((96, 64), Image.Resampling.NEAREST))


@pytest.mark.parametrize("grid", ["", "fff", "x" * 36, '"><script>', "f" * 37])
def test_what_is_no_grid_has_no_address(grid: str) -> None:
    assert placeholder.address(grid) == ""


# ── what a bad file cannot do ──


def children() -> list[str]:
    """The state of every process that this one started and that is still there, zombies included."""
    states = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        # A process may end while we look.
        with contextlib.suppress(OSError):
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            states += [state] if parent == str(os.getpid()) else []
    return states


def test_a_picture_that_takes_too_long_is_refused_and_the_next_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures.intake, "_INSPECT_SECONDS", 1)
    bomb = p.many_scans(100, 6000, 6000)
    assert len(bomb) < 400_000
    started = time.process_time(), time.monotonic()
    assert refusal(pictures.inspect, bomb) == "broken-picture"
    assert time.process_time() - started[0] < 1
    assert pictures.inspect(PHONE).width == 960


def test_the_clock_stops_a_child_that_does_not_answer() -> None:
    pool = picture_pool.Pool(1)
    with pytest.raises(picture_pool.Overrun):
        pool.ask({**INSPECT, "cpu": 60}, p.many_scans(100, 6000, 6000), 0.5)
    pool.rest()


def test_a_child_that_was_ended_while_it_rested_is_replaced() -> None:
    pool = picture_pool.Pool(1)
    pool.ask(INSPECT, PHONE, 24)
    [first] = pool.resting()
    os.kill(first, signal.SIGTERM)
    assert pool.ask(INSPECT, PHONE, 24).facts == {"width": 960, "height": 640}
    assert pool.resting() != [first]
    pool.rest()


@pytest.mark.parametrize(
    "start", ["import sys; sys.exit(1)", "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"]
)
def test_a_child_that_cannot_work_says_nothing_about_the_picture(
    start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_pool, "_START", start)
    with pytest.raises(picture_pool.Interrupted):
        picture_pool.Pool(1).ask(INSPECT, PHONE, 24)


def test_a_decoder_that_crashes_is_the_pictures_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_pool, "_START", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    with pytest.raises(picture_pool.Overrun):
        picture_pool.Pool(1).ask(INSPECT, PHONE, 24)


@pytest.mark.parametrize(
    "words", [b"\xff\xff\xff\xff", b"\0\0\0\2[]", b"\0\0\0\5abcde", b'\0\0\0\x13{"parts": [9999999]}']
)
def test_a_child_that_talks_nonsense_is_not_listened_to(
    words: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        picture_pool, "_START", f"import sys; sys.stdin.buffer.read(10); sys.stdout.buffer.write({words!r})"
    )
    with pytest.raises(picture_pool.Interrupted):
        picture_pool.Pool(1).ask(INSPECT, PHONE, 24)


def test_no_process_stays_behind() -> None:
    pictures.inspect(PHONE)
    before = len(children())
    pictures.rest()
    assert len(children()) < before
    assert "Z" not in children()


def test_a_child_knows_nothing_of_the_server() -> None:
    pictures.inspect(PHONE)
    pid = pictures.intake._pool.resting()[0]
    environment = Path(f"/proc/{pid}/environ").read_bytes()
    assert b"FIELD" not in environment
    assert b"HOME" not in environment
    limits = Path(f"/proc/{pid}/limits").read_text()
    assert "Max file size             0 " in limits
    assert "Max address space         1500000000 " in limits


def test_children_are_replaced_after_a_number_of_pictures() -> None:
    pool = picture_pool.Pool(1)
    pool.ask(INSPECT, PHONE, 24)
    pool._resting[0].left = 1
    pool.ask(INSPECT, PHONE, 24)
    assert pool.resting() == []


def test_many_threads_share_the_children() -> None:
    answers: list[pictures.Inspected] = []
    photos = [p.photo(96 + number, 64) for number in range(24)]
    threads = [
        threading.Thread(target=lambda photo=photo: answers.append(pictures.inspect(photo)))
        for photo in photos
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.width for answer in answers) == [96 + number for number in range(24)]
    assert 1 <= len(pictures.intake._pool.resting()) <= 2


def test_a_memory_bomb_is_refused() -> None:
    """A header of few pixels before lines of a hundred million bytes."""
    assert pictures.inspect(p.png(100, 100, pixels=bytes(100_000_000))).width == 100


@pytest.mark.parametrize("count", [150, pytest.param(5_000, marks=pytest.mark.full)])
def test_what_is_taken_on_structure_alone_never_fails_in_the_decoder(count: int) -> None:
    chance = random.Random(17)
    whole = p.photo(96, 64, gps=p.RINKEBY_GPS)
    for _ in range(count):
        content = bytearray(whole)
        at = chance.randrange(2, len(content))
        content[at : at + chance.choice((0, 1, 2))] = chance.choice(
            (b"\xff\xd8", b"\0", b"\xff", chance.randbytes(2))
        )
        try:
            sure = pictures.precheck(bytes(content)).sure
        except PictureRefused:
            continue
        if sure:
            assert pictures.inspect(bytes(content)).mime == "image/jpeg"


def test_scans_are_counted_and_counting_stops() -> None:
    assert jpeg_plain.scans(PHONE) == 1
    assert jpeg_plain.scans(p.many_scans(50)) >= 50
    assert jpeg_plain.scans(p.many_scans(5000)) == jpeg_plain.MAX_SCANS + 1


# ── hostile files, and photos from many cameras ──


def rows() -> list[dict[str, str]]:
    folder = data.folder()
    if folder is None:
        return []
    with (folder / "hostile" / "MANIFEST.tsv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in listed if not row["file"].startswith(("mail/", "payloads/"))]


def answer(content: bytes) -> tuple[str, pictures.Copies | None]:
    """The code of the refusal, or "taken" and the copies."""
    try:
        pictures.precheck(content, "image/jpeg")
        return "taken", pictures.copies(content)
    except PictureRefused as refused:
        return refused.code, None


@pytest.mark.data
@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_hostile_files_get_the_answer_that_is_known(row: dict[str, str], test_data: Path) -> None:
    content, expected = (test_data / "hostile" / row["file"]).read_bytes(), row["expected"]
    started = time.monotonic()
    code, copies = answer(content)
    assert time.monotonic() - started < 10
    if expected.startswith("reject") and "accepted" not in expected:
        assert code == ("too-many-pixels" if "(pixels)" in expected else code)
        assert copies is None
    elif expected.startswith(("accepted;", "lat=", "none", "capture", "as orientation", "upright")):
        assert copies is not None
    if copies is not None:
        assert jpeg_bare.bare(copies.large)
        assert jpeg_bare.bare(copies.small)
        assert p.is_upright(opened(copies.large)) or not expected.startswith("upright")


UNREADABLE = ("stympad", "corrupted.heic", "IllegalArgument")


@pytest.mark.data
@pytest.mark.parametrize(
    "path",
    [path for path in data.files("photos_exif/**/*.*") if path.suffix != ".tsv"],
    ids=lambda path: path.name,
)
def test_photos_from_many_cameras_give_bare_copies_of_the_right_size(path: Path, test_data: Path) -> None:
    content = path.read_bytes()
    code, copies = answer(content)
    assert code == ("broken-picture" if any(word in path.name for word in UNREADABLE) else "taken")
    if copies is None:
        return
    seen = pictures.precheck(content)
    assert (copies.width, copies.height) == (seen.width, seen.height)
    width, height = opened(copies.large).size
    assert width / height == pytest.approx(copies.width / copies.height, rel=0.05)
    assert jpeg_bare.bare(copies.large)
    assert jpeg_bare.bare(copies.small)
