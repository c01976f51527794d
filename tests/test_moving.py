"""Another store: every photo whole, nothing taken away, and a move that was cut short goes on where it was."""

import json
from pathlib import Path

import pytest
from click.testing import Result

from field import commands, doctor, moving
from field.kit.storage import FolderStorage, Storage, StoreAway, open_storage
from field.photos import original_key
from tests.phones import sha
from tests.pictures import photo
from tests.tools.buckets import Buckets
from tests.tools.ports import free_port
from tests.world import NOW, World

PICTURES = [b"lamp", b"bench", b"gravel " * 1000]


@pytest.fixture
def source(tmp_path: Path) -> FolderStorage:
    store = FolderStorage(tmp_path / "old")
    for data in PICTURES:
        store.put(original_key(sha(data)), data)
        store.put(f"copies/{sha(data)[:2]}/{sha(data)}-1-small.jpg", data[:3])
    store.put("ready/probe", b"ready")
    return store


@pytest.fixture(params=["folder", "bucket"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return open_storage(
        str(tmp_path / "new") if request.param == "folder" else request.getfixturevalue("buckets").create()
    )


def _held(store: Storage) -> dict[str, bytes]:
    return {key: store.get(key) for key in store.keys("")}


def test_every_original_and_copy_is_moved_and_the_old_store_is_as_it_was(
    source: FolderStorage, target: Storage
) -> None:
    before = _held(source)
    moved = moving.move(source, target)
    assert (moved.copied, moved.skipped, moved.failed) == (6, 0, [])
    assert _held(source) == before
    assert _held(target) == {key: data for key, data in before.items() if key != "ready/probe"}


def test_a_second_run_moves_only_what_has_come_since(source: FolderStorage, target: Storage) -> None:
    moving.move(source, target)
    source.put(original_key(sha(b"late")), b"late")
    assert moving.move(source, target).as_dict() == {"copied": 1, "skipped": 6, "failed": []}


def test_what_lies_there_with_another_size_is_moved_again(source: FolderStorage, target: Storage) -> None:
    key = original_key(sha(PICTURES[0]))
    target.put(key, b"la")
    assert moving.move(source, target).copied == 6
    assert target.get(key) == PICTURES[0]


def test_a_photo_whose_bytes_have_rotted_is_named_and_left_and_the_rest_is_moved(
    source: FolderStorage, target: Storage
) -> None:
    rotten = original_key(sha(PICTURES[1]))
    (source.folder / rotten).write_bytes(b"bench".upper())
    moved = moving.move(source, target)
    assert (moved.copied, moved.failed) == (
        5,
        [{"key": rotten, "why": "its bytes are not those of its name"}],
    )
    assert target.size(rotten) is None


def test_a_photo_that_cannot_be_read_is_named(
    source: FolderStorage, target: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, get = original_key(sha(PICTURES[2])), source.get
    monkeypatch.setattr(source, "get", lambda each: _gone() if each == key else get(each))
    moved = moving.move(source, target)
    assert (moved.copied, moved.failed) == (5, [{"key": key, "why": "cannot be read: gone"}])


def _gone() -> bytes:
    raise FileNotFoundError("gone")


def test_what_comes_out_changed_is_taken_away_again(source: FolderStorage, tmp_path: Path) -> None:
    class Forgetful(FolderStorage):
        def get(self, key: str) -> bytes:
            return super().get(key)[:-1]

    target = Forgetful(tmp_path / "new")
    moved = moving.move(source, target)
    assert moved.copied == 0
    assert {each["why"] for each in moved.failed} == {"it came out changed"}
    assert list(target.keys("")) == []


def test_a_move_that_was_cut_short_goes_on(source: FolderStorage, tmp_path: Path) -> None:
    class Wavering(FolderStorage):
        puts = 0

        def put(self, key: str, data: bytes) -> None:
            self.puts += 1
            if self.puts == 3:
                raise StoreAway("away")
            super().put(key, data)

    target = Wavering(tmp_path / "new")
    with pytest.raises(StoreAway):
        moving.move(source, target)
    assert moving.move(source, target).as_dict() == {"copied": 4, "skipped": 2, "failed": []}


# ── the command ──


def _run(world: World, url: str) -> Result:
    commands.init(world.app)
    with world.app.app_context():
        return world.app.test_cli_runner().invoke(args=["store", "move", "--to", url])


def _with_photo(world: World) -> World:
    key = original_key(sha(PICTURES[0]))
    world.storage.put(key, PICTURES[0])
    return world


def test_the_command_tells_what_it_did_and_which_setting_to_change(world: World, buckets: Buckets) -> None:
    url = buckets.create()
    done = _run(_with_photo(world), url)
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {"copied": 1, "skipped": 0, "failed": []}
    assert f"FIELD_STORAGE_URL={url}" in done.stderr


def test_a_failure_ends_in_failure(world: World, tmp_path: Path) -> None:
    world.storage.put(original_key(sha(b"x")), b"y")
    done = _run(world, str(tmp_path / "new"))
    assert done.exit_code == 1
    assert len(json.loads(done.stdout)["failed"]) == 1
    assert "1 could not be moved" in done.stderr


@pytest.mark.parametrize("url", ["http://store.example", "s3://bucket?endpoint=store.example"])
def test_a_setting_that_names_no_store_is_refused(world: World, url: str) -> None:
    done = _run(_with_photo(world), url)
    assert (done.exit_code, done.stdout) == (1, "")


def test_moving_to_where_it_is_is_refused(world: World) -> None:
    done = _run(_with_photo(world), f"{world.folder}/../{world.folder.name}")
    assert done.exit_code == 1
    assert "is the store in use" in done.stderr


def test_a_store_that_is_away_is_said_in_one_line(world: World, buckets: Buckets) -> None:
    done = _run(_with_photo(world), f"s3://lamps?endpoint=http://127.0.0.1:{free_port()}")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "cut short: the bucket 'lamps' does not answer" in done.stderr
    assert "run it again" in done.stderr


def test_the_doctor_finds_the_new_store_well(world: World, buckets: Buckets) -> None:
    walk = world.plan()
    phone, finding = world.phone(walk), world.note(walk)
    assert phone.put_photo(finding.id, photo()).status_code == 201
    target = open_storage(buckets.create())
    moving.move(world.storage, target)
    assert doctor.examine(world.database, target, NOW) == []
