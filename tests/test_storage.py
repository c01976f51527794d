"""The same promises of a folder and of a bucket; what each does when the ground gives way; and the app's own upload path on a bucket."""

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from field import work
from field.kit.settings import SettingError
from field.kit.storage import FolderStorage, S3Storage, Storage, StoreAway, open_storage
from field.photos import Photo
from field.web import create_app
from tests.phones import sha
from tests.pictures import photo
from tests.tools.buckets import Buckets
from tests.tools.ports import free_port
from tests.world import NOW, World, said

DANGEROUS = (
    "", "..", "../secret.key", "photos/../secret.key", "photos/..", "/photos/ab", "photos//ab", "photos/ab/", ".hidden", "photos/.part-1",
    "photos\\ab", "photos/a b", "photos/å", "photos/a\0b", "photos/%2e%2e/x", "photos/a?b", "photos/a#b", "photos/a\nb", "~/x", "C:x",
    "x" * 501,
)  # fmt: skip


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return open_storage(str(tmp_path / "store"))
    return open_storage(request.getfixturevalue("buckets").create())


# ── both ──


def test_what_was_put_is_got(store: Storage) -> None:
    store.put("photos/ab/abcd", b"lamp")
    assert store.get("photos/ab/abcd") == b"lamp"
    assert store.size("photos/ab/abcd") == 4


def test_putting_twice_is_fine_and_the_latest_counts(store: Storage) -> None:
    for data in (b"lamp", b"lamp", b"bench!"):
        store.put("photos/ab/abcd", data)
    assert (store.get("photos/ab/abcd"), store.size("photos/ab/abcd")) == (b"bench!", 6)
    assert list(store.keys("photos")) == ["photos/ab/abcd"]


def test_nothing_at_all_can_be_kept_too(store: Storage) -> None:
    store.put("photos/empty", b"")
    assert (store.get("photos/empty"), store.size("photos/empty")) == (b"", 0)


def test_twenty_megabytes_come_back_whole(store: Storage) -> None:
    data = os.urandom(20_000_000)
    store.put("photos/large", data)
    assert store.get("photos/large") == data


def test_what_is_not_there_is_not_found_and_has_no_size(store: Storage) -> None:
    store.put("photos/ab/abcd", b"lamp")
    for key in ("photos/none", "photos/ab", "photos/ab/abcd/deeper"):
        assert store.size(key) is None
        with pytest.raises(FileNotFoundError):
            store.get(key)


def test_deleting_takes_away_and_again_changes_nothing(store: Storage) -> None:
    store.put("copies/ab/x-small.jpg", b"lamp")
    for _ in range(2):
        store.delete("copies/ab/x-small.jpg")
    assert store.size("copies/ab/x-small.jpg") is None


def test_keys_are_those_of_one_folder_in_order(store: Storage) -> None:
    for key in ("photos/b/2", "photos/a/1", "photos/a-b", "photos2/x", "copies/a"):
        store.put(key, b"x")
    assert (
        list(store.keys("photos/"))
        == list(store.keys("photos"))
        == ["photos/a-b", "photos/a/1", "photos/b/2"]
    )
    assert list(store.keys("nothing/")) == []
    assert list(store.keys("")) == ["copies/a", "photos/a-b", "photos/a/1", "photos/b/2", "photos2/x"]


@pytest.mark.parametrize("key", DANGEROUS)
def test_a_dangerous_key_is_refused_before_anything_is_touched(store: Storage, key: str) -> None:
    calls: tuple[Callable[[], object], ...] = (
        lambda: store.put(key, b"x"), lambda: store.get(key), lambda: store.size(key), lambda: store.delete(key),
    )  # fmt: skip
    for call in calls:
        with pytest.raises(ValueError, match="not a key"):
            call()
    assert list(store.keys("")) == []


def test_a_prefix_cannot_lead_out_either(store: Storage) -> None:
    with pytest.raises(ValueError, match="not a key"):
        list(store.keys("../"))


# ── a folder: on the disk before it is said ──


@pytest.fixture
def folder(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "store")


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, int]]]:
    """What is synced (its inode), and when a file gets its name; done for real all the same."""
    told: list[tuple[str, int]] = []
    sync, name = os.fsync, os.replace

    def tell_sync(handle: int) -> None:
        told.append(("sync", os.fstat(handle).st_ino))
        sync(handle)

    def tell_name(source: Path, target: Path) -> None:
        told.append(("name", Path(source).stat().st_ino))
        name(source, target)

    monkeypatch.setattr(os, "fsync", tell_sync)
    monkeypatch.setattr(os, "replace", tell_name)
    return told


def test_bytes_are_synced_before_they_get_their_name_and_the_folder_after(
    folder: FolderStorage, steps: list[tuple[str, int]]
) -> None:
    folder.put("photos/ab/abcd", b"lamp")
    root, photos, ab, file = (
        (folder.folder / path).stat().st_ino for path in ("", "photos", "photos/ab", "photos/ab/abcd")
    )  # fmt: skip
    assert steps == [("sync", root), ("sync", photos), ("sync", file), ("name", file), ("sync", ab)]


def test_in_a_folder_that_is_there_only_the_file_and_its_folder_are_synced(
    folder: FolderStorage, steps: list[tuple[str, int]]
) -> None:
    folder.put("photos/one", b"1")
    steps.clear()
    folder.put("photos/two", b"2")
    assert [what for what, _inode in steps] == ["sync", "name", "sync"]


@pytest.mark.parametrize("fault", ["fsync", "replace"])
def test_a_put_that_fails_leaves_what_was_there(
    folder: FolderStorage, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    folder.put("photos/ab/abcd", b"lamp")

    def give_way(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, fault, give_way)
    with pytest.raises(OSError, match="No space"):
        folder.put("photos/ab/abcd", b"bench!")
    monkeypatch.undo()
    assert folder.get("photos/ab/abcd") == b"lamp"
    assert [path.name for path in (folder.folder / "photos/ab").iterdir()] == ["abcd"]


def test_a_folder_that_cannot_be_synced_is_no_success(
    folder: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put("photos/first", b"1")
    sync = os.fsync

    def only_files(handle: int) -> None:
        if os.fstat(handle).st_ino == (folder.folder / "photos").stat().st_ino:
            raise OSError(errno.EIO, "Input/output error")
        sync(handle)

    monkeypatch.setattr(os, "fsync", only_files)
    with pytest.raises(OSError, match="Input/output"):
        folder.put("photos/second", b"2")


def test_a_part_that_a_power_cut_left_behind_is_no_key(folder: FolderStorage) -> None:
    folder.put("photos/ab/abcd", b"lamp")
    (folder.folder / "photos/ab/.part-x1").write_bytes(b"la")
    assert list(folder.keys("photos/")) == ["photos/ab/abcd"]


# ── a bucket: away, missing, misnamed ──


@pytest.mark.slow
def test_a_bucket_that_cannot_be_reached_is_away(buckets: Buckets) -> None:
    store = open_storage(f"s3://lamps?endpoint=http://127.0.0.1:{free_port()}&region=eu-north-1")
    calls: tuple[Callable[[], object], ...] = (
        lambda: store.put("a", b"x"), lambda: store.get("a"), lambda: store.size("a"), lambda: store.delete("a"),
        lambda: list(store.keys("a")),
    )  # fmt: skip
    for call in calls:
        with pytest.raises(StoreAway, match="'lamps' does not answer"):
            call()


def test_a_bucket_that_is_not_there_is_named(buckets: Buckets) -> None:
    store = open_storage(buckets.url("no-such-bucket"))
    for call in (lambda: store.put("a", b"x"), lambda: store.get("a"), lambda: list(store.keys("a"))):
        with pytest.raises(StoreAway, match="there is no bucket 'no-such-bucket'"):
            call()
    assert store.size("a") is None


def test_what_a_bucket_says_of_keys_is_not_passed_on(
    buckets: Buckets, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = S3Storage(buckets.create())

    class Strict:
        def put(self, _key: str, _data: bytes) -> None:
            raise PermissionError(
                "403 Forbidden: <Error><AWSAccessKeyId>only-for-tests</AWSAccessKeyId></Error>"
            )

    monkeypatch.setattr(store, "store", Strict())
    with pytest.raises(StoreAway, match="403 Forbidden") as trouble:
        store.put("a", b"x")
    assert "only-for-tests" not in str(trouble.value)


@pytest.mark.parametrize(
    "url", ["http://store.example", "s3://", "s3://bucket/folder", "s3://bucket?endpoint=store.example:9000"]
)
def test_a_setting_that_names_no_store_is_refused_at_once(url: str) -> None:
    with pytest.raises(SettingError):
        open_storage(url)


# ── the app on a bucket ──


@pytest.fixture
def on(world: World) -> Iterator[Callable[[str], World]]:
    """The same district, its photos kept elsewhere."""
    begun: list[World] = []

    def begin(url: str) -> World:
        begun.append(World(create_app(replace(world.settings, storage_url=url)), world.folder))
        return begun[-1]

    yield begin
    for each in begun:
        each.database.close()


def test_a_photo_goes_into_the_bucket_and_comes_out_as_a_copy(
    on: Callable[[str], World], buckets: Buckets
) -> None:
    here = on(buckets.create())
    phone, finding, data = here.phone(here.plan()), uuid4(), photo()
    assert phone.put_finding(said(photos=[sha(data)]), finding).get_json()["missing"] == [sha(data)]
    assert phone.put_photo(finding, data).status_code == 201
    assert phone.put_photo(finding, data).status_code == 200
    assert phone.receipt(finding).get_json()["photos"] == [sha(data)]
    (shown,) = phone.shown(finding)["photos"]  # type: ignore[index]
    copy = phone.get(f"/photos/{shown['id']}/small")
    assert (copy.status_code, copy.mimetype) == (200, "image/jpeg")
    assert list(here.storage.keys("photos/")) == [f"photos/{sha(data)[:2]}/{sha(data)}"]
    assert len(list(here.storage.keys("copies/"))) == 2
    assert not (here.folder / "photos").exists()


@pytest.mark.slow
def test_while_the_bucket_is_away_a_photo_is_asked_to_come_again_and_words_are_kept(
    on: Callable[[str], World], buckets: Buckets
) -> None:
    here = on(f"s3://lamps?endpoint=http://127.0.0.1:{free_port()}&region=eu-north-1")
    phone, finding, data = here.phone(here.plan()), uuid4(), photo()
    assert phone.put_finding(said(photos=[sha(data)]), finding).status_code == 201
    answer = phone.put_photo(finding, data)
    assert (answer.status_code, answer.get_json()["code"]) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0
    assert phone.put_finding(said(photos=[sha(data)]), finding).get_json()["missing"] == [sha(data)]
    assert here.app.test_client().get("/readyz").get_json()["storage"] is False


def test_while_the_bucket_is_away_the_rest_of_the_workers_turn_is_done(on: Callable[[str], World]) -> None:
    here = on(f"s3://lamps?endpoint=http://127.0.0.1:{free_port()}&region=eu-north-1")
    walk, data = here.plan(), photo()
    with here.database.writing() as db:
        db.add(
            Photo(
                walk_id=walk.id,
                target_id=uuid4(),
                sha256=sha(data),
                mime="image/jpeg",
                size=len(data),
                kept_at=NOW,
            )
        )
    done = work.turn(here.database, here.storage, here.settings, NOW)
    assert (done["photos"], done["looked_at"]) == (0, 0)
    assert work.last_turn(here.settings.uploads)
