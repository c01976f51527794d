"""What a proof works with: an app's files (healthy or with a bug planted), installations of it, phones, and how long to wait."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.faults.installation import Installation, Outing
from tests.faults.phone import Phone

CONTROLLED = "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))"


@dataclass
class Bench:
    """`install(root)` makes an installation of the app in `root`; `unpack(server)` a phone. `patience` is in seconds."""

    root: Path
    install: Callable[..., Installation]
    unpack: Callable[..., Phone]
    outing: Outing
    folder: Path
    patience: float = 60

    def serve(self) -> Installation:
        return self.install(self.root).start()

    def be_ready(self, phone: Phone, tab: Page) -> None:
        """The page's files are all on the phone, and the worker answers for them."""
        self.wait(phone, lambda: tab.evaluate(CONTROLLED), "not ready for use without network")

    def go_offline(self, phone: Phone) -> None:
        self.be_ready(phone, phone.tabs[0])
        phone.proxy.down = True

    def wait(self, phone: Phone, what: Callable[[], object], why: str) -> None:
        """Until `what` is so; pages go on meanwhile."""
        end = time.monotonic() + self.patience
        while not what():
            assert time.monotonic() < end, why
            phone.tabs[0].wait_for_timeout(60)

    def drain(self, phone: Phone) -> None:
        """The person presses "send now" until nothing waits."""
        end = time.monotonic() + self.patience
        while phone.waiting():
            assert time.monotonic() < end, f"it still waits: {phone.states()}"
            phone.hurry()
            phone.tabs[0].wait_for_timeout(200)


Proof = Callable[[Bench], None]
