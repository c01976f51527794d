"""Hours and weeks without network: the phone is switched off and on, the app is upgraded twice, the pass runs out; all is delivered."""

from datetime import UTC, datetime, timedelta

from field.lifecycle import planning
from field.walks import Walk
from tests.faults.bench import Bench
from tests.faults.installation import ACTOR, Installation
from tests.faults.phone import Phone, jpeg

PICTURES = 4


def _be_away(bench: Bench, server: Installation, phone: Phone, away: timedelta) -> set[str]:
    """Pictures all along the time, each after a cold start without network; the app is upgraded twice meanwhile."""
    bench.go_offline(phone)
    found = set()
    for number in range(PICTURES):
        phone.shift_clock(away.total_seconds() * number / (PICTURES - 1))
        phone.close()
        phone.open(tabs=1)
        found.add(phone.shoot(phone.tabs[0], jpeg(number)))
        if number in (1, 2):
            server.update_app(number)
    assert phone.waiting() == PICTURES
    phone.proxy.down = False
    return found


def _delivered(bench: Bench, server: Installation, phone: Phone, found: set[str]) -> None:
    bench.drain(phone)
    assert {target for target, _sha256 in server.photos()} == found
    assert server.rows_without_bytes() == []
    phone.close()
    phone.open(tabs=1)
    assert phone.waiting() == 0


def test_ten_hours_without_network(bench: Bench) -> None:
    server = bench.serve()
    phone = bench.unpack(server, tabs=1)
    _delivered(bench, server, phone, _be_away(bench, server, phone, timedelta(hours=10)))


def test_thirty_days_without_network_and_the_pass_has_run_out(bench: Bench) -> None:
    """The walk was closed meanwhile, and is opened again for the phone that came late. Nothing is typed; the code stands in the link."""
    server = bench.serve()
    phone = bench.unpack(server, tabs=1)
    bench.go_offline(phone)
    _close(server, bench)
    found = _be_away(bench, server, phone, timedelta(days=31))
    phone.hurry()
    bench.wait(phone, lambda: phone.is_expired, "the phone does not see that its pass has run out")
    assert phone.waiting() == PICTURES
    _reopen(server, bench)
    tab = phone.tabs[0]
    tab.evaluate("location.hash = '#list'")
    tab.click("a.button[href^='/join/']")
    tab.click(".languages a[lang=sv]")
    tab.click("#start")
    tab.wait_for_url("**/walk/*")
    tab.wait_for_selector(".truth")
    _delivered(bench, server, phone, found)


def _close(server: Installation, bench: Bench) -> None:
    """As seen from the day when the phone comes back: over a month ago."""
    with server.database.writing() as db:
        planning.close(
            db, db.get_one(Walk, bench.outing.walk), datetime.now(UTC) - timedelta(days=30, hours=1), ACTOR
        )


def _reopen(server: Installation, bench: Bench) -> None:
    with server.database.writing() as db:
        planning.reopen(db, db.get_one(Walk, bench.outing.walk), datetime.now(UTC), ACTOR)
