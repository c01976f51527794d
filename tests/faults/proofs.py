"""Proofs, one promise each. `test_proofs.py` sees them hold, `test_mutants.py` sees each of them fail when its promise is broken on purpose."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Error

from tests.faults.installation import Installation
from tests.faults.phone import BASE, Phone, jpeg
from tests.tools.pages import until

Install = Callable[..., Installation]
NewPhone = Callable[..., Phone]
Proof = Callable[[Path, Install, NewPhone], None]

# Each opening of a transaction that writes, with how durable it is asked to be.
DURABILITIES = """(() => {
  globalThis.durabilities = [];
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    if (mode === "readwrite") globalThis.durabilities.push(options?.durability ?? "default");
    return begin.call(this, stores, mode, options);
  };
})()"""
STORED = f"""async () => {{
  {BASE}
  const {{ all, get }} = await from("../outbox/store.js");
  return Promise.all((await all("photos")).map(async (photo) => [photo.item, Boolean(await get("bytes", photo.id))]));
}}"""
CHILD = f"""async () => {{
  {BASE}
  const {{ all, put }} = await from("../outbox/store.js");
  for (const pass of await all("passes")) await put("passes", {{ ...pass, mode: "child_10_12" }});
}}"""


def pictures_survive_a_crash_right_after_saved(root: Path, install: Install, unpack: NewPhone) -> None:
    """Saved means on the disk: the browser is killed the moment it is said, without network, and the picture is there afterwards."""
    server = install(root).start()
    phone = unpack(server, tabs=1)
    phone.proxy.down = True
    found = [phone.shoot(phone.tabs[0], jpeg(number)) for number in range(3)]
    phone.kill()
    phone.open(tabs=1)
    assert phone.tabs[0].evaluate(STORED) == [[each, True] for each in found]
    phone.proxy.down = False
    phone.hurry()
    phone.until_nothing_waits()
    assert {target for target, _sha256 in server.photos()} == set(found)


def every_write_is_strict(root: Path, install: Install, unpack: NewPhone) -> None:
    """The browser's default answers before the disk has it."""
    phone = unpack(install(root).start(), tabs=0)
    assert phone.context
    phone.context.add_init_script(DURABILITIES)
    phone.open(tabs=1)
    phone.shoot(phone.tabs[0], jpeg(1))
    phone.until_nothing_waits()
    asked = phone.tabs[0].evaluate("globalThis.durabilities")
    assert len(asked) > 5
    assert set(asked) == {"strict"}


def one_tab_sends_at_a_time(root: Path, install: Install, unpack: NewPhone) -> None:
    """Two tabs have the same queue; slow answers would show a second sender."""
    phone = unpack(install(root).start(), tabs=2)
    phone.proxy.down = True
    for number in range(6):
        phone.shoot(phone.tabs[number % 2], jpeg(number))
    phone.proxy.down, phone.proxy.delay = False, 0.15
    phone.hurry()
    phone.until_nothing_waits()
    assert phone.proxy.most_uploads_at_once == 1


def two_tabs_at_the_camera_make_two_findings(root: Path, install: Install, unpack: NewPhone) -> None:
    """The row that exists before the camera opens belongs to one page."""
    phone = unpack(install(root).start(), tabs=2)
    opened = "async () => { location.hash = '#camera'; }"
    for tab in phone.tabs:
        tab.evaluate(opened)
        tab.wait_for_selector(".shutter:enabled")
    found = set()
    for tab in phone.tabs:
        tab.click(".shutter")
        tab.wait_for_selector(".tile.first")
        found.add(tab.evaluate("location.hash.split('/')[1]"))
        tab.click(".tile.first")
    assert len(found) == 2


def the_worker_lets_alone_what_is_sent(root: Path, install: Install, unpack: NewPhone) -> None:
    """The service worker answers for what it keeps; what is sent and asked of the API goes past it."""
    phone = unpack(install(root).start(), tabs=1)
    tab = phone.tabs[0]
    until(tab, "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))", 20)
    phone.shoot(tab, jpeg(1))
    phone.until_nothing_waits()
    assert phone.proxy.uploads
    assert phone.through_worker == []


def a_login_page_is_no_success(root: Path, install: Install, unpack: NewPhone) -> None:
    """In a café's network every request is answered with 200, and nothing of it is kept or forgotten."""
    server = install(root).start()
    phone = unpack(server, tabs=1, faults=["portal"] * 24, share=1.0)
    found = phone.shoot(phone.tabs[0], jpeg(1))
    end = time.monotonic() + 60
    while phone.proxy.left and time.monotonic() < end:
        phone.hurry()
        phone.tabs[0].wait_for_timeout(60)
        [state] = phone.states()
        assert state["state"] != "kept" or (found, state["photos"][0]) in server.photos(), f"a false kept: {state}"
    assert phone.proxy.left == 0
    phone.hurry()
    phone.until_nothing_waits()
    assert server.photos() == {(found, phone.states()[0]["photos"][0])}


def nothing_is_forgotten_before_a_receipt(root: Path, install: Install, unpack: NewPhone) -> None:
    """The server answers 201 and then loses the picture before it gives a receipt (its disk was put back from a copy): the phone still has it.

    On a shared phone, where bytes are let go of as early as they may be.
    """
    server = install(root).start()
    phone = unpack(server, tabs=1)
    tab = phone.tabs[0]
    tab.evaluate(CHILD)
    phone.proxy.answers["/receipt"] = 503
    found = phone.shoot(tab, jpeg(1))
    until_sent(phone)
    server.forget_pictures()
    phone.proxy.answers.clear()
    phone.hurry()
    phone.until_nothing_waits()
    [state] = phone.states()
    assert server.photos() == {(found, state["photos"][0])}
    assert server.has_bytes(state["photos"][0])
    until(tab, f"({STORED})().then((rows) => rows.every(([, held]) => !held))", 20)


def until_sent(phone: Phone, seconds: float = 20) -> None:
    """The receipt has been asked for: everything before it has been answered."""
    end = time.monotonic() + seconds
    while not any(request.path.endswith("/receipt") for request in phone.proxy.uploads):
        assert time.monotonic() < end, "no receipt was asked for"
        phone.tabs[0].wait_for_timeout(50)


def a_full_phone_still_delivers(root: Path, install: Install, unpack: NewPhone) -> None:
    """Not a byte of room left: what waits is sent, named by receipts and let go of, and then there is room for the next picture."""
    server = install(root).start()
    phone = unpack(server, tabs=1)
    phone.proxy.down = True
    found = [phone.shoot(phone.tabs[0], jpeg(number, 400, 300)) for number in range(4)]
    phone.close()
    phone.switch_on()
    phone.show(phone.tabs[0])
    full = phone.used()
    phone.start_limited(full)
    with pytest.raises(Error, match="QuotaExceededError"):
        phone.shoot(phone.tabs[0], jpeg(99))
    phone.proxy.down = False
    end = time.monotonic() + 30
    while {target for target, _sha256 in server.photos()} != set(found) or phone.waiting():
        assert time.monotonic() < end, (phone.states(), len(server.photos()), phone.used())
        phone.hurry()
        phone.tabs[0].wait_for_timeout(200)
    found.append(phone.shoot(phone.tabs[0], jpeg(100)))
    phone.until_nothing_waits()
    assert {target for target, _sha256 in server.photos()} == set(found)


def an_old_tab_stays_whole_through_an_update(root: Path, install: Install, unpack: NewPhone) -> None:
    """One tab changes over to the app's new version; the other, in the middle of a walk, opens screens it had not opened before."""
    server = install(root).start()
    phone = unpack(server, tabs=2)
    changing, old = phone.tabs
    until(old, "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))", 20)
    server.update_app(1)
    phone.change_over(changing)
    phone.empty_browser_cache()
    old.evaluate("location.hash = '#stops'")
    old.wait_for_selector("nav.tabs a[aria-current=page][href='#stops']", timeout=5_000)
    phone.shoot(old, jpeg(1))
    phone.until_nothing_waits()


def an_old_answer_does_not_end_a_new_pass(root: Path, install: Install, unpack: NewPhone) -> None:
    """A tab's request is answered 401 after another tab has joined again: the new pass goes on."""
    server = install(root).start()
    phone = unpack(server, tabs=2)
    phone.proxy.delay = 1.0
    phone.shoot(phone.tabs[1], jpeg(1))
    phone.hurry()
    until_under_way(phone)
    phone.join()
    phone.proxy.delay = 0
    phone.tabs[0].wait_for_timeout(1500)
    assert not phone.is_expired
    phone.hurry()
    phone.until_nothing_waits()


def until_under_way(phone: Phone, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not phone.proxy.uploads:
        assert time.monotonic() < end, "nothing is sent"
        phone.tabs[0].wait_for_timeout(20)


PROOFS = (
    pictures_survive_a_crash_right_after_saved,
    every_write_is_strict,
    one_tab_sends_at_a_time,
    two_tabs_at_the_camera_make_two_findings,
    the_worker_lets_alone_what_is_sent,
    a_login_page_is_no_success,
    nothing_is_forgotten_before_a_receipt,
    a_full_phone_still_delivers,
    an_old_tab_stays_whole_through_an_update,
    an_old_answer_does_not_end_a_new_pass,
)
