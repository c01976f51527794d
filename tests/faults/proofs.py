"""Proofs, one promise each. `test_proofs.py` sees them hold; `test_mutants.py` breaks each promise on purpose and sees its proof fail."""

from collections.abc import Callable

from tests.faults.bench import Bench, Proof
from tests.faults.installation import Installation
from tests.faults.phone import BASE, DAY, jpeg

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
  const {{ all, get }} = await from("../outbox/store/store.js");
  return Promise.all((await all("photos")).map(async (photo) => [photo.item, Boolean(await get("bytes", photo.id))]));
}}"""
CHILD = f"""async () => {{
  {BASE}
  const {{ all, put }} = await from("../outbox/store/store.js");
  for (const pass of await all("passes")) await put("passes", {{ ...pass, mode: "child_10_12" }});
}}"""
PASS = f"async () => {{ {BASE} const {{ all }} = await from('../outbox/store/store.js'); return (await all('passes'))[0]; }}"
REFRESH = f"async (pass) => {{ {BASE} const {{ refresh }} = await from('walk/kept-walk.js'); await refresh(pass).catch(() => false); }}"
# The pictures that have a second copy; and a tab that is not let to make one, as if it were killed each time before.
COPIED = """caches.open("outbox-copy-bytes").then((cache) => cache.keys()).then((keys) => keys.length)"""
NO_COPIES = "() => { navigator.locks.request('outbox-copy', () => new Promise(() => {})); }"


# ── on the phone ──


def pictures_survive_a_crash_right_after_saved(bench: Bench) -> None:
    """Saved means on the disk: the browser is killed the moment it is said, without network, and the picture is there afterwards."""
    server = bench.serve()
    phone = bench.unpack(server, tabs=1)
    bench.go_offline(phone)
    found = [phone.shoot(phone.tabs[0], jpeg(number)) for number in range(3)]
    phone.kill()
    phone.open(tabs=1)
    assert phone.tabs[0].evaluate(STORED) == [[each, True] for each in found], "lost in the crash"
    phone.proxy.down = False
    bench.drain(phone)
    assert {target for target, _sha256 in server.photos()} == set(found)


def a_database_thrown_away_by_the_browser_comes_back(bench: Bench) -> None:
    """A browser killed in the middle of a write can leave half a record; it writes on behind it, and the start after that it throws all away.

    Seven bytes stand for the half record: a header of the database's log without what it announces. The first pictures' second copies are
    made up for at the next start; the last one's is made at once.
    """
    server = bench.serve()
    phone = bench.unpack(server, tabs=1)
    bench.go_offline(phone)
    phone.tabs[0].evaluate(NO_COPIES)
    found = [phone.shoot(phone.tabs[0], jpeg(number)) for number in range(3)]
    phone.kill()
    phone.tear_log()
    phone.open(tabs=1)
    bench.wait(phone, lambda: phone.tabs[0].evaluate(COPIED) == 3, "copies are not made up for")
    found.append(phone.shoot(phone.tabs[0], jpeg(3)))
    bench.wait(phone, lambda: phone.tabs[0].evaluate(COPIED) == 4, "no copy is made")
    phone.close()
    phone.open(tabs=1)
    assert phone.tabs[0].evaluate(STORED) == [[each, True] for each in found], "lost with the database"
    phone.proxy.down = False
    bench.drain(phone)
    assert {target for target, _sha256 in server.photos()} == set(found)


def every_write_is_strict(bench: Bench) -> None:
    """The browser's default answers before the disk has it."""
    phone = bench.unpack(bench.serve(), tabs=0)
    assert phone.context
    phone.context.add_init_script(DURABILITIES)
    phone.open(tabs=1)
    phone.shoot(phone.tabs[0], jpeg(1))
    bench.drain(phone)
    asked = phone.tabs[0].evaluate("globalThis.durabilities")
    assert len(asked) > 5
    assert set(asked) == {"strict"}, "a write is not strict"


def a_full_phone_still_delivers(bench: Bench) -> None:
    """Not a byte of room left: what waits is sent, named by receipts and let go of, and then there is room for the next picture."""
    server = bench.serve()
    phone = bench.unpack(server, tabs=1)
    bench.go_offline(phone)
    found = [phone.shoot(phone.tabs[0], jpeg(number, 400, 300)) for number in range(4)]
    phone.close()
    phone.switch_on()
    phone.show(phone.tabs[0])
    phone.start_limited(phone.used())
    assert phone.fill(found), "a full phone says that it saves"
    phone.shift_clock(120)  # nobody says any more what kind these are
    phone.proxy.down = False
    bench.drain(phone)
    found.append(phone.shoot(phone.tabs[0], jpeg(200)))
    bench.drain(phone)
    assert {target for target, _sha256 in server.photos()} == set(found)


def two_tabs_at_the_camera_make_two_findings(bench: Bench) -> None:
    """The row that exists before the camera opens belongs to one page."""
    phone = bench.unpack(bench.serve(), tabs=2)
    for tab in phone.tabs:
        tab.evaluate("location.hash = '#camera'")
        tab.wait_for_selector(".shutter:enabled")
    found = set()
    for tab in phone.tabs:
        tab.click(".shutter")
        tab.wait_for_selector(".tile.first")
        found.add(tab.evaluate("location.hash.split('/')[1]"))
        tab.click(".tile.first")
    assert len(found) == 2, "two pictures became one finding"


def an_old_tab_stays_whole_through_an_update(bench: Bench) -> None:
    """One tab changes over to the app's new version; the other, in the middle of a walk, opens a screen it had not opened before.

    Without network: the server still has the old files, the tunnel has not.
    """
    server = bench.serve()
    phone = bench.unpack(server, tabs=2)
    changing, old = phone.tabs
    bench.be_ready(phone, old)
    server.update_app(1)
    phone.change_over(changing)
    phone.empty_browser_cache()
    phone.proxy.down = True
    old.evaluate("location.hash = '#stops'")
    there = "Boolean(document.querySelector('nav.tabs a[aria-current=page][href=\"#stops\"]'))"
    bench.wait(phone, lambda: old.evaluate(there), "the old page lacks its files")
    phone.proxy.down = False
    phone.shoot(old, jpeg(1))
    bench.drain(phone)


# ── sending ──


def one_tab_sends_at_a_time(bench: Bench) -> None:
    """Two tabs have the same queue; slow answers would show a second sender."""
    phone = bench.unpack(bench.serve(), tabs=2)
    phone.proxy.down = True
    for number in range(6):
        phone.shoot(phone.tabs[number % 2], jpeg(number))
    phone.proxy.down, phone.proxy.delay = False, 0.15
    bench.drain(phone)
    assert phone.proxy.most_uploads_at_once == 1, "two tabs sent at once"


def any_page_of_the_app_sends(bench: Bench) -> None:
    """The walk is not open any more; the door is."""
    server = bench.serve()
    phone = bench.unpack(server, tabs=1)
    phone.proxy.down = True
    found = phone.shoot(phone.tabs[0], jpeg(1))
    phone.proxy.down = False
    phone.tabs[0].goto(f"{phone.proxy.url}/join")
    bench.wait(
        phone, lambda: {target for target, _sha256 in server.photos()} == {found}, "the door does not send"
    )


def the_worker_lets_alone_what_is_sent(bench: Bench) -> None:
    """The service worker answers for what it keeps; what is sent and asked of the API goes past it."""
    phone = bench.unpack(bench.serve(), tabs=1)
    tab = phone.tabs[0]
    bench.be_ready(phone, tab)
    phone.shoot(tab, jpeg(1))
    bench.drain(phone)
    assert phone.proxy.uploads
    assert phone.through_worker == [], "through the worker"


def a_login_page_is_no_success(bench: Bench) -> None:
    """In a café's network every request is answered with 200, and nothing of it is kept or forgotten."""
    server = bench.serve()
    phone = bench.unpack(server, tabs=1, faults=["portal"] * 24, share=1.0)
    found = phone.shoot(phone.tabs[0], jpeg(1))

    def is_over() -> bool:
        phone.hurry()
        [state] = phone.states()
        assert state["state"] != "kept" or (found, state["photos"][0]) in server.photos(), (
            f"a false kept: {state}"
        )
        return not phone.proxy.left

    bench.wait(phone, is_over, "it gave up in the café")
    bench.drain(phone)
    assert server.photos() == {(found, phone.states()[0]["photos"][0])}


def a_refused_picture_goes_when_sent_again(bench: Bench) -> None:
    """A gateway did not want it (413): it is set aside and shown, the next one goes on, and the button sends it with its picture."""
    server = bench.serve()
    phone = bench.unpack(server, tabs=1)
    tab = phone.tabs[0]
    phone.proxy.fated["PUT /photos/"] = "413"
    refused = phone.shoot(tab, jpeg(1))
    bench.wait(phone, lambda: phone.states()[0]["state"] == "aside", "it was not set aside")
    phone.proxy.fated.clear()
    other = phone.shoot(tab, jpeg(2))
    bench.wait(
        phone,
        lambda: {target for target, _ in server.photos()} == {other},
        "a refused picture is in the way of the next",
    )
    tab.evaluate(f"location.hash = '#finding/{refused}'")
    tab.click(".note.unsafe .buttons button")
    bench.wait(
        phone, lambda: {target for target, _ in server.photos()} == {refused, other}, "it was not sent again"
    )
    bench.drain(phone)


def a_clock_put_right_holds_nothing_back(bench: Bench) -> None:
    """A pause set by a clock that was a day ahead does not last a day."""
    server = bench.serve()
    phone = bench.unpack(server, tabs=1)
    tab = phone.tabs[0]
    phone.shift_clock(DAY)
    phone.proxy.fated["PUT /findings/"] = "500"
    phone.shoot(tab, jpeg(1))
    bench.wait(phone, lambda: phone.proxy.hits["500"], "nothing was sent")
    phone.proxy.fated.clear()
    phone.shift_clock(0)
    phone.show(tab)
    bench.wait(phone, lambda: not phone.waiting(), "it waits for tomorrow")


def an_old_answer_does_not_end_a_new_pass(bench: Bench) -> None:
    """A tab's request is answered 401 after another tab has joined again: the new pass goes on."""
    server = bench.serve()
    phone = bench.unpack(server, tabs=2)
    phone.tabs[0].goto(f"{phone.proxy.url}/healthz")
    phone.proxy.delay = 1.5
    phone.shoot(phone.tabs[1], jpeg(1))
    bench.wait(phone, lambda: phone.proxy.uploads, "nothing is sent")
    old = phone.tabs[1].evaluate(PASS)
    phone.join()
    phone.proxy.delay = 0
    phone.tabs[0].wait_for_timeout(2000)
    phone.tabs[1].evaluate(REFRESH, old)
    assert not phone.is_expired, "the new pass was ended"
    bench.drain(phone)


# ── receipts ──


def nothing_is_forgotten_before_a_receipt(bench: Bench) -> None:
    """The server answers 201 and then loses the picture before it gives a receipt: the phone still has it.

    On a shared phone, where bytes are let go of as early as they may be.
    """
    _lose_before_receipt(bench, Installation.forget_pictures)


def a_receipt_names_only_what_lies_in_the_store(bench: Bench) -> None:
    """The rows are there, the files are gone: no receipt names them, and they are sent again."""
    _lose_before_receipt(bench, Installation.lose_files)


def _lose_before_receipt(bench: Bench, lose: Callable[[Installation], None]) -> None:
    server = bench.serve()
    phone = bench.unpack(server, tabs=1)
    tab = phone.tabs[0]
    tab.evaluate(CHILD)
    phone.proxy.fated["GET /receipt"] = "503"
    found = phone.shoot(tab, jpeg(1))
    bench.wait(phone, lambda: phone.proxy.hits["503"], "no receipt was asked for")
    lose(server)
    phone.proxy.fated.clear()
    bench.drain(phone)
    [state] = phone.states()
    assert server.photos() == {(found, state["photos"][0])}, "a false kept"
    assert server.has_bytes(state["photos"][0]), "a false kept, without its bytes"
    bench.wait(
        phone, lambda: all(not held for _item, held in tab.evaluate(STORED)), "a shared phone keeps the bytes"
    )
    bench.wait(phone, lambda: not tab.evaluate(COPIED), "a shared phone keeps a copy of the bytes")


def a_restored_server_is_filled_in_by_the_phones(bench: Bench) -> None:
    """The server's disk is gone and put back from a copy of yesterday; what it lacks comes again from the phone, which still had it."""
    server = bench.serve()
    phone = bench.unpack(server, tabs=1)
    copy = server.back_up()
    found = {phone.shoot(phone.tabs[0], jpeg(number)) for number in range(2)}
    bench.drain(phone)
    server.put_back(copy)
    assert server.photos() == set()
    phone.shift_clock(3600)
    phone.show(phone.tabs[0])
    bench.wait(
        phone,
        lambda: {target for target, _sha256 in server.photos()} == found,
        "the restored server still lacks it",
    )
    bench.drain(phone)


PROOFS: tuple[Proof, ...] = (
    pictures_survive_a_crash_right_after_saved,
    a_database_thrown_away_by_the_browser_comes_back,
    every_write_is_strict,
    a_full_phone_still_delivers,
    two_tabs_at_the_camera_make_two_findings,
    an_old_tab_stays_whole_through_an_update,
    one_tab_sends_at_a_time,
    any_page_of_the_app_sends,
    the_worker_lets_alone_what_is_sent,
    a_login_page_is_no_success,
    a_refused_picture_goes_when_sent_again,
    a_clock_put_right_holds_nothing_back,
    an_old_answer_does_not_end_a_new_pass,
    nothing_is_forgotten_before_a_receipt,
    a_receipt_names_only_what_lies_in_the_store,
    a_restored_server_is_filled_in_by_the_phones,
)
