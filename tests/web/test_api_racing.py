"""Many at once: the same thing sent twenty times, two phones with one id, a class that joins, and a cursor that loses nobody."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import select

from field import journal, participants
from field.findings import Finding
from field.kit.tokens import uuid7
from field.photos import Photo
from field.walks import Walk
from tests import pictures
from tests.phones import Phone, sha
from tests.world import World, said

T = TypeVar("T")


def together(acts: Iterable[Callable[[], T]]) -> list[T]:
    """All at the same moment, each in a thread of its own."""
    waiting = list(acts)
    start = Barrier(len(waiting))

    def run(act: Callable[[], T]) -> T:
        start.wait(20)
        return act()

    with ThreadPoolExecutor(len(waiting)) as pool:
        return list(pool.map(run, waiting))


def again(world: World, phone: Phone) -> Phone:
    """The same phone on another connection."""
    return Phone(world.app.test_client(), phone.walk, phone.token)


def count(world: World, finding: UUID) -> int:
    with world.reading() as db:
        return len(db.exec(select(Finding.id).where(Finding.id == finding)).all())


def test_the_same_finding_twenty_times_at_once_is_one_row(world: World) -> None:
    phone, finding = world.phone(world.plan()), uuid7()
    statuses = together([lambda: again(world, phone).put_finding(said(), finding).status_code] * 20)
    assert Counter(statuses) == {201: 1, 200: 19}
    assert count(world, finding) == 1
    with world.reading() as db:
        assert [line.verb for line in journal.of(db, "finding", finding)] == ["noted"]


def test_phones_racing_on_one_id_leave_one_and_the_others_propose(world: World) -> None:
    walk = world.plan()
    phones = [world.phone(walk) for _ in range(8)]
    finding = uuid7()
    answers = together(
        [
            lambda phone=phone, i=i: phone.put_finding(said(text=f"telefon {i}"), finding)
            for i, phone in enumerate(phones)
        ]
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 7}
    (kept,) = {answer.json["current"]["text"] for answer in answers if answer.status_code == 200}
    assert phones[0].shown(finding)["text"] == kept


def test_phones_of_two_walks_racing_on_one_id_never_break(world: World) -> None:
    finding = uuid7()
    phones = [world.phone(world.plan(area)) for area in ("Rinkeby", "Tensta", "Husby", "Kista")]
    first = together([lambda phone=phone: phone.put_finding(said(), finding).status_code for phone in phones])
    assert first.count(201) == 1
    assert set(first) <= {201, 404, 503}
    assert sorted(phone.put_finding(said(), finding).status_code for phone in phones) == [200, 404, 404, 404]


def test_edits_from_many_phones_keep_the_highest_revision(world: World) -> None:
    walk, finding = world.plan(), uuid7()
    phones = [world.phone(walk, leader=True) for _ in range(10)]
    phones[0].put_finding(said(), finding)
    together(
        [
            lambda phone=phone, r=r: phone.put_finding(said(revision=r, text=f"nr {r}"), finding)
            for r, phone in enumerate(phones, 2)
        ]
    )
    shown = phones[0].shown(finding)
    assert (shown["revision"], shown["text"]) == (11, "nr 11")


def test_one_photo_ten_times_at_once_is_one_row(world: World) -> None:
    phone, finding, photo = world.phone(world.plan()), uuid7(), pictures.photo()
    statuses = together([lambda: again(world, phone).put_photo(finding, photo).status_code] * 10)
    assert Counter(statuses) == {201: 1, 200: 9}
    with world.reading() as db:
        assert (
            len(db.exec(select(Photo.id).where(Photo.sha256 == sha(photo), Photo.target_id == finding)).all())
            == 1
        )


def test_photo_and_finding_at_once_are_always_joined(world: World) -> None:
    phone = world.phone(world.plan())
    for turn in range(6):
        finding, photo = uuid7(), pictures.photo(96 + turn, 64)
        together(
            [
                lambda f=finding, p=photo: again(world, phone).put_photo(f, p).status_code,
                lambda f=finding, p=photo: (
                    again(world, phone).put_finding(said(photos=[sha(p)]), f).status_code
                ),
            ]
        )
        assert [each["sha256"] for each in phone.shown(finding)["photos"]] == [sha(photo)]


def test_parts_sent_twice_at_once_never_make_a_wrong_whole(world: World) -> None:
    phone, finding, photo = world.phone(world.plan()), uuid7(), pictures.photo(300, 200)
    half = len(photo) // 2
    together(
        [
            lambda: (
                again(world, phone).patch_photo(finding, sha(photo), photo[:half], 0, len(photo)).status_code
            )
        ]
        * 4
    )
    offset = int(phone.head_photo(finding, sha(photo)).headers["Upload-Offset"])
    assert offset == half
    assert phone.patch_photo(finding, sha(photo), photo[half:], half, len(photo)).status_code == 201


def test_a_phone_that_follows_the_cursor_hears_of_everything(world: World) -> None:
    walk = world.plan()
    writers, reader = [world.phone(walk) for _ in range(4)], world.phone(walk)
    sent = [uuid7() for _ in range(40)]
    heard: set[str] = set()
    cursors = [0]

    def listen() -> None:
        for _ in range(40):
            told = again(world, reader).changes(cursors[-1])
            heard.update(each["id"] for each in told["findings"])
            cursors.append(told["cursor"])

    def write(phone: Phone, ids: list[UUID]) -> None:
        for each in ids:
            assert phone.put_finding(said(), each).status_code == 201

    together(
        [listen, *(lambda phone=phone, i=i: write(phone, sent[i::4]) for i, phone in enumerate(writers))]
    )
    listen()
    assert heard == {str(each) for each in sent}
    assert cursors == sorted(cursors)


def test_a_class_that_joins_at_once_gets_a_pass_each(world: World) -> None:
    walk = world.plan()
    passes = together([lambda: Phone(world.app.test_client()).join(walk.code, mode="child_8_9")["pass"]] * 16)
    assert len(set(passes)) == 16


def test_wrong_codes_at_once_are_all_counted(world: World) -> None:
    def guess(_nr: int) -> int:
        phone = Phone(world.app.test_client())
        phone.device = "one tablet"
        return phone.send("POST", "/join", json={"code": "NOSUCH"}).status_code

    statuses = together([lambda nr=nr: guess(nr) for nr in range(12)])
    assert set(statuses) <= {404, 429}
    later = [guess(nr) for nr in range(participants.TRIES)]
    assert later[-1] == 429


def test_findings_are_numbered_once_each_when_two_hand_over_at_once(world: World) -> None:
    walks: list[Walk] = [world.plan() for _ in range(3)]
    for walk in walks:
        for _ in range(3):
            world.note(walk)
    reports: list[Any] = together(
        [lambda walk=walk: world.hand_over(walk, everything=True) for walk in [*walks, *walks]]
    )
    numbers = [number for report in reports for number in report.points]
    assert sorted(numbers) == [f"RI26V-{n:03d}" for n in range(1, 10)]
