"""The storm: phones that take pictures while everything fails, and what must be true at every moment and in the end."""

import random
import time
from collections import Counter
from collections.abc import Sequence

from sqlmodel import select

from field.findings import Finding
from tests.faults.installation import Installation
from tests.faults.phone import DAY, Phone, jpeg
from tests.faults.proxy import FAULTS

EVENTS = ("browser-kill", "server-kill", "quota", "update", "clock")
MOST_WAITING = 40


class Storm:
    """`hits` counts the events that really took place; the network's faults are counted by each phone's proxy."""

    def __init__(self, phones: Sequence[Phone], server: Installation, seed: int) -> None:
        self.phones = phones
        self.server = server
        self.dice = random.Random(seed)
        self.hits: Counter[str] = Counter()
        self.pictures = seed * 1_000_000
        self.checks = 0
        self._whole: set[str] = set()

    # ── what happens ──

    def run(self, captures: int, events: dict[str, int]) -> None:
        plan = ["capture"] * captures + [name for name, times in events.items() for _ in range(times)]
        for number, step in enumerate(self.dice.sample(plan, len(plan))):
            phone = self.dice.choice(self.phones)
            getattr(self, step.replace("-", "_"))(phone)
            self.hits[step] += 1
            if number % 5 == 0:
                self.mind(self.dice.choice(self.phones))
            if self.dice.random() < 0.2:
                self.check_truth(self.dice.choice(self.phones))

    def capture(self, phone: Phone) -> None:
        tab, picture = self.dice.choice(phone.tabs), self.picture()
        way = self.dice.random()
        if way < 0.85:
            phone.shoot(tab, picture)
        elif way < 0.95:
            phone.choose_from_gallery(tab, picture)
        else:
            phone.press_shutter(tab)

    def picture(self) -> bytes:
        """Mostly small; some are sent in parts, and some are so wide that the phone makes them smaller first (if chosen in the gallery)."""
        self.pictures += 1
        way = self.dice.random()
        if way < 0.05:
            return jpeg(self.pictures, 900, 800, 95)
        return (
            jpeg(self.pictures, 2600, 24)
            if way < 0.1
            else jpeg(self.pictures, self.dice.randrange(60, 240), 120)
        )

    def browser_kill(self, phone: Phone) -> None:
        """In the middle of a picture."""
        for tab in phone.tabs:
            phone.heard_saved(tab)
        phone.begin_to_shoot(self.dice.choice(phone.tabs), self.picture())
        time.sleep(self.dice.uniform(0, 0.03))
        phone.kill()
        phone.open()

    def server_kill(self, _phone: Phone) -> None:
        self.server.kill9()
        time.sleep(self.dice.uniform(0, 0.3))
        self.server.start()

    def quota(self, phone: Phone) -> None:
        """The phone's store fills up, though it lets go of what it may: a picture without room is not said to be saved; later one is."""
        phone.start_limited(int(phone.used() * self.dice.uniform(0.2, 0.5)), tabs=2)
        self.pictures += 100
        assert phone.fill([], self.pictures, (1000, 700)), "the store never filled up"
        phone.lift_limit()
        phone.show(phone.tabs[0])  # those that wait for their kind are let go
        phone.shoot(phone.tabs[0], self.picture())

    def update(self, phone: Phone) -> None:
        """The app is updated while its pages are open, and one of them changes over; the other stays as it was."""
        self.server.update_app(self.hits["update"])
        phone.change_over(phone.tabs[0])

    def clock(self, phone: Phone) -> None:
        phone.shift_clock(self.dice.choice([-DAY, DAY, 0]))

    def mind(self, phone: Phone) -> None:
        """What a person does now and then: gives the code again, presses "send again", "send now"; and a tunnel ends."""
        if phone.is_expired:
            phone.join()
        phone.send_refused_again()
        phone.hurry()
        end = time.monotonic() + 20
        while phone.waiting() > MOST_WAITING and time.monotonic() < end:
            phone.hurry()
            phone.tabs[0].wait_for_timeout(200)

    # ── what must be true ──

    def check_truth(self, phone: Phone) -> None:
        """Whatever the phone shows as kept is at the server, with its bytes on the disk."""
        kept = [state for state in phone.states() if state["state"] == "kept"]
        revisions, photos = self._revisions(), self.server.photos()
        for state in kept:
            assert revisions.get(state["id"], 0) >= state["revision"], f"a false kept: {state}"
            for sha256 in state["photos"]:
                assert (state["id"], sha256) in photos, f"a false kept: {state}"
                assert self._is_whole(sha256), f"a false kept, without its bytes: {state}"
        self.checks += 1

    def _revisions(self) -> dict[str, int]:
        with self.server.reading() as db:
            return {str(found): revision for found, revision in db.exec(select(Finding.id, Finding.revision))}

    def _is_whole(self, sha256: str) -> bool:
        if sha256 not in self._whole and self.server.has_bytes(sha256):
            self._whole.add(sha256)
        return sha256 in self._whole

    def settle(self, seconds: float = 120, times: int = 0) -> None:
        """People press what there is to press until nothing waits and every fault of the network has been met `times` times."""
        end = time.monotonic() + seconds
        while (waiting := self._waiting(times)) and time.monotonic() < end:
            for phone in waiting:
                self.mind(phone)
                if phone.proxy.left and not phone.waiting():
                    phone.shoot(phone.tabs[0], self.picture())
            self.phones[0].tabs[0].wait_for_timeout(100)
        assert not waiting, [(phone.states(), phone.proxy.left) for phone in waiting]
        for phone in self.phones:
            phone.proxy.calm()

    def _waiting(self, times: int) -> Sequence[Phone]:
        """Faults that met a phone which had gone meanwhile did not count: they go into a bag again."""
        if waiting := [phone for phone in self.phones if phone.waiting() or phone.proxy.left]:
            return waiting
        hits = self.network_hits()
        missed = [name for name in FAULTS for _ in range(times - hits[name])]
        self.phones[0].proxy.add(*missed)
        return self.phones[:1] if missed else []

    def check_all_arrived(self) -> int:
        """What a phone showed as saved and what it holds is at the server exactly once, byte for byte; and nothing else is."""
        told = [phone.holdings() for phone in self.phones]
        items = {found for each in told for found in each["items"]}
        photos = [photo for each in told for photo in each["photos"]]
        assert len(items) == sum(len(each["items"]) for each in told), "two phones hold a finding with one id"
        lost = {found for phone in self.phones for found in phone.saved} - items
        assert not lost, f"shown as saved, and not on the phone any more: {lost}"
        assert set(self.server.findings()) == items
        pairs = [(photo["item"], photo["sha256"]) for photo in photos]
        assert len(set(pairs)) == len(pairs)
        assert self.server.photos() == set(pairs)
        for photo in photos:
            assert photo["held"] in (photo["sha256"], None)
            assert self.server.has_bytes(photo["sha256"]), photo
        assert {photo["item"] for photo in photos} == items, "a capture is a finding with its picture"
        return len(photos)

    def network_hits(self) -> Counter[str]:
        return sum((phone.proxy.hits for phone in self.phones), Counter())
