"""A newer version of the app that does not come whole: the old one stays in use and whole, the person is told, and another try ends well."""

from contextlib import suppress

from playwright.sync_api import Error

from tests.faults.bench import CONTROLLED, Bench
from tests.faults.phone import VERSION, jpeg
from tests.tools.pages import until

LOOK_FOR_NEWER = "navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => undefined, () => undefined)"
NEWER_WAITS = "navigator.serviceWorker.getRegistration().then((found) => Boolean(found?.waiting))"
KEPT_SETS = "caches.keys().then((names) => names.filter((name) => name.startsWith('strak-')).length)"


def test_one_file_that_cannot_be_had_leaves_the_old_version_in_use_until_another_try(bench: Bench) -> None:
    server = bench.serve()
    phone = bench.unpack(server, tabs=1)
    tab = phone.tabs[0]
    until(tab, CONTROLLED, 30)
    before = tab.evaluate(VERSION)
    server.update_app(77)
    newest = max((server.folder / ".static").iterdir(), key=lambda each: each.stat().st_mtime)
    lost = {path: path.read_bytes() for path in (newest / "js" / "capture" / "screens").glob("rate-stop.js*")}
    assert lost
    for path in lost:
        path.unlink()  # answered with 500 from now on
    tab.evaluate("location.hash = '#more'")
    tab.evaluate(LOOK_FOR_NEWER)
    tab.wait_for_selector("text=En ny version gick inte att hämta helt")
    assert not tab.evaluate(NEWER_WAITS)
    assert tab.evaluate(KEPT_SETS) == 1

    phone.proxy.down = True
    phone.show(tab)
    assert tab.evaluate(VERSION) == before
    found = phone.shoot(tab, jpeg(1))
    tab.evaluate("location.hash = '#rate/here'")
    tab.wait_for_selector(".levels, .dock")
    phone.proxy.down = False

    for path, data in lost.items():
        path.write_bytes(data)
    phone.show(tab)
    tab.evaluate(LOOK_FOR_NEWER)
    until(tab, NEWER_WAITS, 30)
    bench.drain(phone)
    assert tab.evaluate(VERSION) == before, "changed in the middle of a walk"
    tab.evaluate("location.hash = '#more'")
    tab.click(".note.lamp .button")

    def is_new() -> bool:
        with suppress(Error):
            return tab.evaluate(VERSION) not in (None, before)
        return False

    bench.wait(phone, is_new, "it never changed over")
    assert {target for target, _sha256 in server.photos()} == {found}
