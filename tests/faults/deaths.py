"""A server that dies at one point after the other while phones send: what it promised is kept, and no row is ever without its bytes."""

from collections.abc import Iterable

from tests.faults.bench import Bench
from tests.faults.clients import Crowd
from tests.faults.installation import Installation, Outing


def die_at(server: Installation, outing: Outing, points: Iterable[str], times: int) -> None:
    """At each point the `times`-th time it is passed; then the phones send the rest, and nothing is missing or left over."""
    with Crowd(server, outing, size=2) as crowd:
        for point in points:
            server.dies_at = (point, times)
            server.start()
            server.wait_until_dead()
            look(server, crowd, point)
        server.dies_at = None
        server.start()
        crowd.until_promised(6)
    look(server, crowd, "the end")
    assert server.doctor() == ""


def look(server: Installation, crowd: Crowd, when: str) -> None:
    broken = crowd.promises.broken(server)
    assert broken == [], f"a promise was broken at {when}"
    lacking = server.rows_without_bytes()
    assert lacking == [], f"a row without its bytes at {when}"


def a_row_never_lacks_its_bytes(bench: Bench) -> None:
    """Dead before the picture's file is safe: there is no row of it."""
    die_at(bench.install(bench.root), bench.outing, ["before-file-sync", "before-rename"], 2)
