"""The phone's island has two doors: `outbox/store/database.js` opens IndexedDB, `outbox/send/send.js` sends. (`capture/join.js` asks for a pass.)"""

import re

from tests.house.sources import Checker, check, fault, files, matches, without_comments

STORES = ("static/js/outbox/store/database.js",)
SENDS = ("static/js/outbox/send/send.js", "static/js/capture/join.js")
STORING = re.compile(r"\bindexedDB\b|\bopenDB\b|\bdeleteDB\b|[\"'][^\"']*\bidb\b[^\"']*[\"']")
SENDING = re.compile(
    r"\bmethod\s*:\s*[\"'`](PUT|POST|PATCH|DELETE)[\"'`]|\bsendBeacon\b|\bXMLHttpRequest\b", re.IGNORECASE
)


def _only(doors: tuple[str, ...], pattern: re.Pattern[str], what: str) -> Checker:
    def faults(source: str, path: str) -> list[str]:
        if path in doors:
            return []
        return [
            fault(path, line, f"{what}: {found}")
            for line, found in matches(without_comments(source), pattern)
        ]

    return faults


store_faults = _only(STORES, STORING, "the phone's store is opened by database.js alone")
send_faults = _only(SENDS, SENDING, "what the phone has is sent by send.js alone")


def _scripts() -> list[str]:
    return files("static/*.js", "static/*.mjs", but=["static/vendor/"])


def test_only_the_store_opens_the_phones_database() -> None:
    assert check(store_faults, _scripts()) == []


def test_only_the_sender_sends() -> None:
    assert check(send_faults, _scripts()) == []


def test_another_store_or_sender_is_seen() -> None:
    for line in ["indexedDB.open('x')", "openDB('x', 1)", "import { openDB } from '../vendor/idb-8.js'"]:
        assert store_faults(line, "static/js/capture/screens/list.js"), line
        assert store_faults(line, STORES[0]) == []
    for line in [
        'fetch(u, { method: "PUT" })',
        "fetch(u, {method:'post'})",
        "navigator.sendBeacon(u)",
        "new XMLHttpRequest()",
    ]:
        assert send_faults(line, "static/js/capture/screens/list.js"), line
        assert send_faults(line, SENDS[0]) == []
    assert (
        send_faults(
            "fetch(u); // method: 'PUT'\nfetch(u, { method: 'GET' })".replace("; // method: 'PUT'", ""),
            "static/js/x.js",
        )
        == []
    )
