"""The last way out: what a phone saved as a file comes into its walk as if the phone had sent it, and nothing else that calls itself so."""

import io
import json
import os
import struct
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import Result

from field import commands, findings, followups, loading, photos
from field.findings import Finding
from field.followups import Check
from field.kit.errors import Refusal
from field.kit.storage import StoreAway
from field.kit.tokens import uuid7
from field.loading import archive
from field.loading.saved import SavedSummary
from field.participants import Participant
from field.ratings import Rating
from field.walks import Finish, Walk, track_of
from tests.phones import sha
from tests.pictures import LAT, LAT_REF, LON, LON_REF, degrees, photo, text, voice_webm
from tests.tools import ROOT
from tests.world import NOW, World, said

JPEG = photo()
OTHER = photo(orientation=6)


def item(walk: Walk, what: str = "finding", item_id: object = None, **body: Any) -> dict[str, Any]:
    """As the phone's `export.js` writes it."""
    return {
        "revision": 1,
        "photos": [],
        **body,
        "id": str(item_id or uuid7()),
        "walk": str(walk.id),
        "what": what,
    }


def noted(walk: Walk, item_id: object = None, **changes: Any) -> dict[str, Any]:
    return item(walk, item_id=item_id, **said(**changes))


def packed(
    items: object, *pictures: tuple[object, bytes], way: int = zipfile.ZIP_STORED, folder: str = ""
) -> bytes:
    """Pictures are (item's id, bytes)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as file:
        file.writestr(
            f"{folder}findings.json", items if isinstance(items, str | bytes) else json.dumps(items)
        )
        for of, data in pictures:
            file.writestr(f"{folder}{of}/{sha(data)}.jpg", data)
    return out.getvalue()


@pytest.fixture
def load(world: World, tmp_path: Path) -> Callable[[bytes], SavedSummary]:
    def load_bytes(data: bytes) -> SavedSummary:
        path = tmp_path / "strak.zip"
        path.write_bytes(data)
        return loading.load_file(world.database, world.storage, world.settings, path, NOW)

    return load_bytes


Load = Callable[[bytes], SavedSummary]


def rows(world: World, walk: Walk) -> list[Finding]:
    with world.reading() as db:
        return findings.of_walk(db, walk.id)


def held(world: World, target: UUID) -> set[str]:
    """Photos of a finding or check whose bytes are in the store."""
    with world.reading() as db:
        return {
            row.sha256 for row in photos.waiting_for(db, target) if world.storage.size(row.key) == row.size
        }


# ── what comes in ──


def test_a_finding_with_its_picture_comes_into_its_walk(world: World, load: Load) -> None:
    walk, finding = world.plan(), uuid7()
    summary = load(
        packed([noted(walk, finding, text="Lampan är släckt", photos=[sha(JPEG)])], (finding, JPEG))
    )
    assert summary.as_dict() == {
        "added": 1,
        "changed": 0,
        "same": 0,
        "photos": 1,
        "walks": [str(walk.id)],
        "refused": [],
    }
    (row,) = rows(world, walk)
    assert (row.id, row.text, row.kind, row.lat) == (finding, "Lampan är släckt", "light_out", 59.3884)
    assert row.area_id == walk.area_id
    assert held(world, finding) == {sha(JPEG)}


def test_another_phone_of_the_team_sees_it(world: World, load: Load) -> None:
    walk, finding = world.plan(), uuid7()
    load(packed([noted(walk, finding, photos=[sha(JPEG)])], (finding, JPEG)))
    shown = world.phone(walk).shown(finding)
    assert shown
    assert not shown["mine"]
    assert [each["sha256"] for each in shown["photos"]] == [sha(JPEG)]


def test_that_it_is_the_same_as_before_comes_along(world: World, load: Load) -> None:
    before, walk = world.note(world.plan()), world.plan()
    assert load(packed([noted(walk, same_as=str(before.id))])).refused == []
    assert [row.same_as for row in rows(world, walk)] == [before.id]


def test_the_leaders_walked_way_comes_along_and_an_older_one_changes_nothing(
    world: World, load: Load
) -> None:
    walk = world.plan()
    line = [[17.9285, 59.3884 + n / 10_000] for n in range(60)]
    assert load(packed([item(walk, "track", "track:x", line=line, revision=9)])).added == 1
    assert load(packed([item(walk, "track", "track:x", line=line, revision=9)])).same == 1
    assert load(packed([item(walk, "track", "track:x", line=[], revision=8)])).same == 1
    with world.reading() as db:
        kept = track_of(db, walk.id)
    assert kept
    assert (kept["revision"], len(kept["coordinates"]) > 10) == (9, True)


def test_loading_again_changes_nothing(world: World, load: Load) -> None:
    walk, finding = world.plan(), uuid7()
    data = packed([noted(walk, finding, photos=[sha(JPEG)])], (finding, JPEG))
    load(data)
    before = rows(world, walk)[0].model_dump()
    assert load(data).as_dict() == {
        "added": 0,
        "changed": 0,
        "same": 1,
        "photos": 0,
        "walks": [],
        "refused": [],
    }
    assert rows(world, walk)[0].model_dump() == before


def test_the_phone_may_still_send_it_all_itself_afterwards(world: World, load: Load) -> None:
    walk = world.plan()
    phone, finding, body = world.phone(walk), uuid7(), said(photos=[sha(JPEG), sha(OTHER)])
    load(packed([{**body, **item(walk, item_id=finding, **body)}], (finding, JPEG)))
    answer = phone.put_finding(body, finding)
    assert (answer.status_code, answer.get_json()["missing"]) == (200, [sha(OTHER)])
    assert phone.put_photo(finding, JPEG).status_code == 200
    assert phone.put_photo(finding, OTHER).status_code == 201
    shown = phone.shown(finding)
    assert shown
    assert shown["mine"]
    assert phone.delete(finding).status_code == 204


def test_what_the_phone_has_sent_already_is_the_same_and_only_missing_pictures_are_brought(
    world: World, load: Load
) -> None:
    walk = world.plan()
    phone, finding = world.phone(walk), uuid7()
    phone.put_finding(said(photos=[sha(JPEG), sha(OTHER)]), finding)
    phone.put_photo(finding, JPEG)
    summary = load(
        packed([noted(walk, finding, photos=[sha(OTHER), sha(JPEG)])], (finding, JPEG), (finding, OTHER))
    )
    assert (summary.same, summary.photos, summary.refused) == (1, 1, [])
    assert held(world, finding) == {sha(JPEG), sha(OTHER)}


def test_a_later_revision_changes_and_keeps_its_maker(world: World, load: Load) -> None:
    walk = world.plan()
    phone, finding = world.phone(walk), uuid7()
    phone.put_finding(said(), finding)
    assert load(packed([noted(walk, finding, text="Två lampor", revision=3)])).changed == 1
    shown = phone.shown(finding)
    assert shown
    assert (shown["text"], shown["revision"], shown["mine"]) == ("Två lampor", 3, True)


def test_what_is_newer_here_stays_and_is_told_but_its_missing_picture_is_brought(
    world: World, load: Load
) -> None:
    walk = world.plan()
    phone, finding = world.phone(walk), uuid7()
    phone.put_finding(said(text="nyare", revision=5, photos=[sha(JPEG)]), finding)
    summary = load(
        packed([noted(walk, finding, text="äldre", revision=2, photos=[sha(JPEG)])], (finding, JPEG))
    )
    assert [(each["item"], each["code"]) for each in summary.refused] == [(str(finding), "stale")]
    assert (summary.added, summary.changed, summary.same, summary.photos) == (0, 0, 0, 1)
    assert rows(world, walk)[0].text == "nyare"
    assert held(world, finding) == {sha(JPEG)}


def test_what_was_taken_back_stays_away(world: World, load: Load) -> None:
    walk = world.plan()
    phone, finding = world.phone(walk), uuid7()
    phone.put_finding(said(photos=[sha(JPEG)]), finding)
    phone.delete(finding)
    summary = load(packed([noted(walk, finding, photos=[sha(JPEG)])], (finding, JPEG)))
    assert [each["code"] for each in summary.refused] == ["stale"]
    assert rows(world, walk) == []
    assert held(world, finding) == set()


def test_checks_ratings_and_the_finish_come_too(world: World, load: Load) -> None:
    first = world.plan()
    row = world.note(first)
    world.hand_over(first, everything=True)
    walk, check, rating = world.follow_up(), uuid7(), uuid7()
    body = {
        "finding": str(row.id),
        "outcome": "fixed",
        "checked_at": "2026-05-12T18:00:00+02:00",
        "photos": [sha(JPEG)],
    }
    summary = load(
        packed(
            [
                item(
                    walk,
                    "finish",
                    f"finish:{walk.id}",
                    headcount={"adults": 9, "": 0, "x": -1},
                    weather="rain",
                    held=3,
                    revision=1_780_000_000,
                ),
                item(walk, "check", check, **body),
                item(
                    walk,
                    "rating",
                    rating,
                    answers={"safe": 2},
                    questions_version="2026",
                    place="Torget",
                    light="dark",
                    lamps="on",
                ),
            ],
            (check, JPEG),
        )
    )
    assert (summary.added, summary.photos, summary.refused) == (3, 1, [])
    with world.reading() as db:
        assert db.get_one(Check, check).outcome == "fixed"
        assert [visit.state for visit in followups.of_walk(db, walk.id)] == ["done"]
        assert db.get_one(Rating, rating).answers == {"safe": 2}
        assert db.get_one(Finish, walk.id).weather == "rain"
    assert held(world, check) == {sha(JPEG)}


def test_a_rating_that_was_sent_is_the_same_though_a_file_gives_it_a_list_of_photos(
    world: World, load: Load
) -> None:
    walk, rating = world.plan(), uuid7()
    body = {"answers": {"safe": 2}, "questions_version": "2026", "revision": 1}
    world.phone(walk).put_rating(body, rating)
    assert load(packed([item(walk, "rating", rating, **body)])).same == 1


def test_a_voice_note_comes_as_a_photo_does(world: World, load: Load) -> None:
    walk, finding, voice = world.plan(), uuid7(), voice_webm(2)
    data = packed([noted(walk, finding, photos=[sha(voice)])], (finding, voice))
    assert load(data).photos == 1
    with world.reading() as db:
        assert photos.waiting_for(db, finding)[0].is_voice


def test_a_picture_without_a_device_position_gives_the_finding_its_place(world: World, load: Load) -> None:
    walk, finding = world.plan(), uuid7()
    north, east = degrees((59, 1), (23, 1), (402, 10)), degrees((17, 1), (54, 1), (36, 10))
    placed = photo(gps={LAT_REF: text("N"), LAT: north, LON_REF: text("E"), LON: east})
    load(packed([noted(walk, finding, position=None, photos=[sha(placed)])], (finding, placed)))
    (row,) = rows(world, walk)
    assert row.source == "photo"
    assert (row.lat, row.lon) == pytest.approx((59.3945, 17.9010), abs=1e-4)


def test_a_closed_walk_still_takes_what_was_found_in_a_pocket(world: World, load: Load) -> None:
    walk = world.plan()
    world.close(walk)
    assert load(packed([noted(walk)])).added == 1


@pytest.mark.parametrize("child", ["eyes", "walk"])
def test_a_childs_words_are_masked_as_ever(world: World, load: Load, child: str) -> None:
    walk = world.plan(kind="children" if child == "walk" else "adult")
    eyes = {"perspective": ["child_8_9"]} if child == "eyes" else {}
    load(packed([noted(walk, text="ring mamma 070-174 06 05", **eyes)]))
    (row,) = rows(world, walk)
    assert "070" not in row.text
    assert "masked" in row.flags


def test_nobody_gets_a_pass_by_it_and_many_files_are_one_somebody(world: World, load: Load) -> None:
    walk = world.plan()
    for _ in range(3):
        load(packed([noted(walk)]))
    with world.reading() as db:
        (person,) = {row.participant_id for row in findings.of_walk(db, walk.id)}
        made = db.get_one(Participant, person)
    assert (made.role, made.mode, made.held_at) == ("walker", "adult", None)


def test_a_behaviour_note_gets_no_picture(world: World, load: Load) -> None:
    walk, finding = world.plan(), uuid7()
    summary = load(
        packed([noted(walk, finding, type="behaviour", kind="social", photos=[sha(JPEG)])], (finding, JPEG))
    )
    assert (summary.added, summary.photos) == (1, 0)
    assert held(world, finding) == set()


# ── one bad thing never takes the others along ──


def test_each_bad_item_is_named_and_the_others_come(world: World, load: Load) -> None:
    walk = world.plan()
    good = noted(walk)
    bad: list[tuple[dict[str, Any], str]] = [
        (noted(walk, text="x" * 10_001), "invalid"),
        (noted(walk, revision="1"), "invalid"),
        (noted(walk, photos=["../../x"]), "invalid"),
        (noted(walk, photos=[["x"]]), "invalid"),
        ({**noted(walk), "id": "../../etc/passwd"}, "invalid"),
        ({**noted(walk), "what": "walk"}, "invalid"),
        ({**noted(walk), "what": ["finding"]}, "invalid"),
        ({**noted(walk), "walk": 7}, "invalid"),
        ({**noted(walk), "walk": str(uuid4())}, "not-found"),
        (item(walk, "check", finding=str(uuid4()), outcome="fixed"), "not-found"),
        (item(walk, "rating", answers=[]), "invalid"),
        (item(walk, "finish", "finish:x", revision=-1), "invalid"),
        ({}, "invalid"),
    ]
    summary = load(packed([*(each for each, _code in bad), good]))
    assert summary.added == 1
    assert sorted(each["code"] for each in summary.refused) == sorted(code for _each, code in bad)
    assert all(each["words"] for each in summary.refused)
    assert [str(row.id) for row in rows(world, walk)] == [good["id"]]


def test_another_walks_finding_is_not_taken_over(world: World, load: Load) -> None:
    theirs, mine = world.plan("Tensta"), world.plan()
    row = world.note(theirs)
    summary = load(packed([noted(mine, row.id, text="mitt nu", revision=9)]))
    assert [each["code"] for each in summary.refused] == ["not-found"]
    assert world.get(row).text == "Lampan är släckt"


BOMB_PNG = (
    b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 30_000, 30_000, 8, 2, 0, 0, 0) + b"\0" * 60
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"GIF89a" + b"\0" * 40, "media-type"),
        (b"<script>alert(1)</script>", "media-type"),
        (BOMB_PNG, "too-many-pixels"),
        (b"", "media-type"),
    ],
)
def test_a_bad_picture_is_named_and_its_finding_stays_with_the_good_one(
    world: World, load: Load, data: bytes, code: str
) -> None:
    walk, finding = world.plan(), uuid7()
    summary = load(
        packed([noted(walk, finding, photos=[sha(data), sha(JPEG)])], (finding, data), (finding, JPEG))
    )
    assert (summary.added, summary.photos) == (1, 1)
    assert [(each["photo"], each["code"]) for each in summary.refused] == [(sha(data), code)]
    assert held(world, finding) == {sha(JPEG)}


def test_a_picture_that_is_not_in_the_file_or_not_the_one_it_says_is_named(world: World, load: Load) -> None:
    walk, finding = world.plan(), uuid7()
    out = io.BytesIO(packed([noted(walk, finding, photos=[sha(JPEG), sha(OTHER)])]))
    with zipfile.ZipFile(out, "a") as file:
        file.writestr(f"{finding}/{sha(JPEG)}.jpg", OTHER)
    summary = load(out.getvalue())
    assert {each["photo"]: each["code"] for each in summary.refused} == {
        sha(JPEG): "broken-picture",
        sha(OTHER): "not-found",
    }
    assert held(world, finding) == set()


def test_a_picture_damaged_on_the_way_is_named(world: World, load: Load) -> None:
    walk, finding = world.plan(), uuid7()
    data = bytearray(packed([noted(walk, finding, photos=[sha(JPEG)])], (finding, JPEG)))
    data[data.index(JPEG) + len(JPEG) // 2] ^= 0xFF
    summary = load(bytes(data))
    assert (summary.added, [each["code"] for each in summary.refused]) == (1, ["broken-picture"])


def test_a_store_that_gives_way_leaves_no_half_item_and_the_next_try_goes_on(
    world: World, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk, one, two = world.plan(), uuid7(), uuid7()
    data = packed([noted(walk, one), noted(walk, two, photos=[sha(JPEG)])], (two, JPEG))

    def away(*_given: object) -> None:
        raise StoreAway("away")

    monkeypatch.setattr(world.storage, "put", away)
    with pytest.raises(StoreAway):
        load(data)
    assert [row.id for row in rows(world, walk)] == [one]
    monkeypatch.undo()
    assert load(data).as_dict() == {
        "added": 1,
        "changed": 0,
        "same": 1,
        "photos": 1,
        "walks": [str(walk.id)],
        "refused": [],
    }


# ── the file itself ──


@pytest.mark.parametrize("way", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("folder", ["", "strak/"])
def test_somebody_may_have_packed_it_anew(world: World, load: Load, way: int, folder: str) -> None:
    walk, finding = world.plan(), uuid7()
    out = io.BytesIO(
        packed([noted(walk, finding, photos=[sha(JPEG)])], (finding, JPEG), way=way, folder=folder)
    )
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("__MACOSX/._findings.json.x", b"x")
        file.mkdir(f"{folder}tom")
    assert load(out.getvalue()).photos == 1


def test_the_phones_own_zip_is_read(world: World, load: Load, tmp_path: Path) -> None:
    walk, finding = world.plan(), uuid7()
    (tmp_path / "words").write_text(
        json.dumps([noted(walk, finding, text="Åäö – ok", photos=[sha(JPEG)])], ensure_ascii=False)
    )
    (tmp_path / "picture").write_bytes(JPEG)
    script = (
        f"import {{ zip }} from '{(ROOT / 'static/js/small/zip.js').as_uri()}'; import {{ readFileSync, writeFileSync }} from 'node:fs';"
        "const bytes = (name) => new Uint8Array(readFileSync(name)).buffer;"
        f"const picture = {{ name: '{finding}/{sha(JPEG)}.jpg', bytes: bytes('picture') }};"
        "const files = [{ name: 'findings.json', bytes: bytes('words') }, picture];"
        "writeFileSync('phone.zip', Buffer.from(await zip(files).arrayBuffer()));"
    )
    subprocess.run(
        ["node", "--no-warnings", "--input-type=module", "--eval", script], cwd=tmp_path, check=True
    )
    assert load((tmp_path / "phone.zip").read_bytes()).photos == 1
    assert rows(world, walk)[0].text == "Åäö – ok"


def _with(name: str, data: bytes = b"x", **changes: Any) -> bytes:
    out = io.BytesIO(packed([]))
    with zipfile.ZipFile(out, "a") as file:
        entry = zipfile.ZipInfo(name)
        for field, value in changes.items():
            setattr(entry, field, value)
        file.writestr(entry, data)
    return out.getvalue()


def _twice(name: str) -> bytes:
    """Two entries of one name, which Python's own writer would warn of."""
    return _with("findings.jsoN").replace(b"findings.jsoN", name.encode())


def _locked() -> bytes:
    data = bytearray(packed([]))
    data[6] |= 1
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def _empty_zip() -> bytes:
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()
    return out.getvalue()


NESTED = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    "data",
    [
        b"", b"PK", b"PK\x03\x04" + b"\0" * 40, b"PK\x05\x06" + b"\xff" * 18, JPEG, b"x" * 100_000, packed([])[:-30],
        _with("../../etc/cron.d/x"), _with("/etc/passwd"), _with("C:\\x"), _with("a\\..\\x"), _with("a/../../x"), _with(".."),
        _with("link", b"/etc/passwd", external_attr=0o120777 << 16),
        _with("x", compress_type=zipfile.ZIP_LZMA), _with("x", compress_type=zipfile.ZIP_BZIP2),
        _twice("findings.json"), _locked(), _empty_zip(),
        packed(""), packed("{"), packed("[1, 2]"), packed('{"id": 1}'), packed("null"), packed(b"\xff\xfe"), packed(NESTED),
        packed("[" + "9" * 5000 + "]"), packed([{"id": "a"}, {"id": "a"}]),
    ],
    ids=lambda data: f"{len(data)} bytes",  # the bytes hold the hour
)  # fmt: skip
def test_what_no_phone_has_saved_is_refused_in_words_and_nothing_is_loaded(
    world: World, load: Load, data: bytes
) -> None:
    with pytest.raises(Refusal) as refused:
        load(data)
    assert refused.value.code == "not-saved-file"
    assert refused.value.words.startswith("Filen är inte en")
    assert not list(world.storage.keys("photos/"))


def _claims(data: bytes, name: str, size: int) -> bytes:
    """The entry says that it is this large when unpacked, in both of its headers."""
    made = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        head = 30 if at == 22 else 46
        place = next(
            i
            for i in range(len(made))
            if made.startswith(mark, i) and made[i + head : i + head + len(name)] == name.encode()
        )
        made[place + at : place + at + 4] = struct.pack("<I", size)
    return bytes(made)


def _too_large(load: Load, data: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        load(data)
    assert (refused.value.code, refused.value.status) == ("too-large", 413)


def test_more_than_500_megabytes_are_refused_packed(world: World, tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    path.write_bytes(packed([]))
    os.truncate(path, archive.ZIP_MOST + 1)
    with pytest.raises(Refusal, match="too-large"):
        loading.load_file(world.database, world.storage, world.settings, path, NOW)


def test_more_than_500_megabytes_are_refused_unpacked_before_anything_is_read(load: Load) -> None:
    _too_large(load, _claims(_with("a/b.jpg"), "a/b.jpg", archive.ZIP_MOST + 1))


def test_a_list_or_a_number_of_things_that_no_walk_has_is_refused(load: Load) -> None:
    _too_large(load, _claims(packed([]), "findings.json", archive.LIST_MOST + 1))
    _too_large(
        load, packed([{"id": number} for number in range(archive.ITEMS_MOST + 1)], way=zipfile.ZIP_DEFLATED)
    )


def test_a_list_of_contents_without_end_is_not_read(load: Load) -> None:
    entries = archive.DIRECTORY_MOST // 50 + 1
    entry = (
        struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0) + b"lamp"
    )
    end = struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, entries & 0xFFFF, entries & 0xFFFF, entries * len(entry), 0, 0
    )
    with pytest.raises(Refusal, match="not-saved-file"):
        load(entry * entries + end)


def test_a_bomb_that_says_it_is_small_is_read_no_further_than_it_says(world: World, load: Load) -> None:
    walk, finding, bomb = world.plan(), uuid7(), b"\xff\xd8\xff" + b"\0" * 60_000_000
    data = packed([noted(walk, finding, photos=[sha(bomb)])], (finding, bomb), way=zipfile.ZIP_DEFLATED)
    assert len(data) < 100_000
    lying = load(_claims(data, f"{finding}/{sha(bomb)}.jpg", 1000))
    assert (lying.added, [each["code"] for each in lying.refused]) == (1, ["broken-picture"])
    honest = load(data)
    assert (honest.same, [each["code"] for each in honest.refused]) == (1, ["too-large"])


# ── the command ──


def _run(world: World, path: Path) -> Result:
    commands.init(world.app)
    with world.app.app_context():
        return world.app.test_cli_runner().invoke(args=["load", "file", str(path)])


def test_the_command_tells_what_came_in(world: World, tmp_path: Path) -> None:
    walk, finding, path = world.plan(), uuid7(), tmp_path / "strak.zip"
    path.write_bytes(packed([noted(walk, finding, photos=[sha(JPEG)])], (finding, JPEG)))
    done = _run(world, path)
    assert (done.exit_code, done.stderr.count("\n")) == (0, 1)
    assert done.stderr.startswith("Installation: ")
    assert json.loads(done.stdout) == {
        "added": 1,
        "changed": 0,
        "same": 0,
        "photos": 1,
        "walks": [str(walk.id)],
        "refused": [],
    }


def test_the_command_names_what_could_not_come_in_and_fails(world: World, tmp_path: Path) -> None:
    walk, path = world.plan(), tmp_path / "strak.zip"
    lost = noted(walk, text="x" * 10_001)
    path.write_bytes(packed([noted(walk), lost]))
    done = _run(world, path)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["added"] == 1
    assert f"finding {lost['id']}: invalid" in done.stderr


def test_the_command_refuses_another_file_in_one_line(world: World, tmp_path: Path) -> None:
    path = tmp_path / "strak.zip"
    path.write_bytes(JPEG)
    done = _run(world, path)
    assert (done.exit_code, done.stdout) == (1, "")
    whose, why = done.stderr.splitlines()
    assert whose.startswith("Installation: ")
    assert why.startswith("not-saved-file: ")
