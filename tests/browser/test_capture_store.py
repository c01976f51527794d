"""The phone's store: full, shared, left behind, changed by others, spoken to; what is in it is never lost and never kept too long."""

import re
import sqlite3
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.browser.walking import (
    COPIES,
    code_of,
    eventually,
    join,
    kept,
    open_screen,
    photograph,
    ready_without_network,
    team_list,
    truth,
)
from tests.tools.pages import until
from tests.tools.server import LiveServer

# A phone without room refuses the bytes with this error; the browser's own quota cannot be set from outside in a private context.
FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, key) {
    if (!window.hasRoom && value instanceof ArrayBuffer) throw new DOMException("full", "QuotaExceededError");
    return put.call(this, value, key);
  };
}"""
HELD = """async () => {
  const db = await new Promise((yes) => { const asked = indexedDB.open("strak"); asked.onsuccess = () => yes(asked.result); });
  const keys = await new Promise((yes) => { const asked = db.transaction("bytes").objectStore("bytes").getAllKeys(); asked.onsuccess = () => yes(asked.result); });
  db.close();
  return keys.length;
}"""

THUMBS = """async () => {
  const db = await new Promise((yes) => { const asked = indexedDB.open("strak"); asked.onsuccess = () => yes(asked.result); });
  const rows = await new Promise((yes) => { const asked = db.transaction("photos").objectStore("photos").getAll(); asked.onsuccess = () => yes(asked.result); });
  db.close();
  return rows.filter((row) => row.thumb).length;
}"""


def test_a_full_phone_says_so_keeps_the_picture_on_the_screen_and_saves_it_when_there_is_room(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    phone.click(".shutter-button")
    phone.wait_for_selector(".shutter:not([disabled])")
    phone.evaluate(FULL)
    phone.click(".shutter")
    phone.wait_for_selector("text=Mobilen är full")
    assert phone.locator("text=Spara bilden som en fil").count() == 1
    phone.evaluate("() => { window.hasRoom = true; }")
    phone.click("button:has-text('Försök igen')")
    phone.click(".tile >> nth=0")
    kept(phone, 1)
    assert len(team_list(phone, district)[0]["photos"]) == 1


def test_bytes_stay_on_an_adults_phone_until_there_is_a_copy_and_leave_a_childs_at_once(
    new_phone: Callable[..., Page], district: LiveServer
) -> None:
    adult, child = new_phone(), new_phone()
    join(adult, district, code_of(district))
    photograph(adult)
    kept(adult, 1)
    join(child, district, code_of(district), mode="child_8_9")
    child.click(".feel.bad")
    child.click(".shutter:not([disabled])")
    child.click(".thing >> nth=0")
    child.wait_for_selector(".big-lamp")
    for _ in range(200):
        if child.evaluate(HELD) == 0:
            break
        child.wait_for_timeout(50)
    assert child.evaluate(HELD) == 0
    until(child, f"({COPIES})().then((found) => found.every(([table]) => table !== 'bytes'))")
    assert len(team_list(child, district)[0]["photos"]) == 1
    until(child, f"({THUMBS})().then((found) => found === 0)")
    assert adult.evaluate(HELD) == 1


def test_leaving_the_walk_keeps_what_is_unsent_and_another_page_sends_it(
    phone: Page, district: LiveServer
) -> None:
    before = _findings(district)
    join(phone, district, code_of(district))
    ready_without_network(phone)
    phone.context.set_offline(True)
    photograph(phone)
    open_screen(phone, "more")
    phone.click("text=Lämna vandringen")
    phone.wait_for_selector("text=1 sak är inte skickad än")
    phone.click("text=Ja, lämna")
    phone.wait_for_url("**/join")
    phone.context.set_offline(False)
    phone.goto(f"{district.url}/join")
    for _ in range(200):
        if _findings(district) > before:
            break
        phone.wait_for_timeout(50)
    assert _findings(district) == before + 1
    for _ in range(100):
        if phone.evaluate("localStorage.getItem('strak-waiting')") is None:
            break
        phone.wait_for_timeout(50)
    assert phone.evaluate("localStorage.getItem('strak-waiting')") is None


def _findings(district: LiveServer) -> int:
    with sqlite3.connect(district.folder / "strak.db") as db:
        query = "SELECT count(*) FROM finding f JOIN photo p ON p.finding_id = f.id JOIN walk w ON w.id = f.walk_id WHERE w.state = 'planned'"
        return int(db.execute(query).fetchone()[0])


def test_two_who_changed_one_point_both_keep_their_words_until_one_chooses(
    new_phone: Callable[..., Page], district: LiveServer
) -> None:
    first, second = new_phone(), new_phone()
    join(first, district, code_of(district))
    join(second, district, code_of(district, leader=True))
    photograph(first)
    kept(first, 1)
    second.reload()
    second.wait_for_selector(".shutter-button")
    open_screen(second, "list")
    second.click("text=Alla")
    second.click(f"a[href='#finding/{team_list(first, district)[0]['id']}']")
    first.context.set_offline(True)
    open_screen(first, "list")
    first.click(".point")
    first.fill("#f-text", "Första")
    first.keyboard.press("Tab")
    first.wait_for_timeout(200)
    second.fill("#f-text", "Andra")
    second.keyboard.press("Tab")
    second.wait_for_selector(".bar .chip:has-text('sparad')")
    for _ in range(400):
        if team_list(first, district)[0]["text"] == "Andra":
            break
        second.wait_for_timeout(50)
    assert team_list(first, district)[0]["text"] == "Andra"
    first.context.set_offline(False)
    first.wait_for_selector(".bar .chip:has-text('behöver dig')")
    open_screen(first, "list")
    first.click(".point:has-text('behöver dig')")
    first.wait_for_selector("blockquote:has-text('Andra')")
    assert first.input_value("#f-text") == "Första"
    first.click("text=Min gäller")
    open_screen(first, "")
    kept(first, 1)
    assert team_list(first, district)[0]["text"] == "Första"


def test_a_voice_note_is_kept_and_sent_like_a_picture(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district))
    photograph(phone)
    phone.click(".notice >> text=Säg mer")
    phone.click("text=Säg det i stället")
    phone.wait_for_selector("text=Sluta spela in")
    phone.wait_for_timeout(600)
    phone.click("text=Sluta spela in")
    phone.wait_for_selector("audio")
    phone.click("text=Klar")
    kept(phone, 1)
    assert {photo["type"].split("/")[0] for photo in team_list(phone, district)[0]["photos"]} == {
        "image",
        "audio",
    }


MICROPHONES = """() => {
  globalThis.heard = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = await ask(wish);
    globalThis.heard.push(...stream.getAudioTracks());
    return stream;
  };
}"""


def test_the_microphone_is_off_when_one_leaves_the_screen_and_what_was_said_is_kept(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    photograph(phone)
    phone.click(".notice >> text=Säg mer")
    phone.evaluate(MICROPHONES)
    phone.click("text=Säg det i stället")
    phone.wait_for_selector("text=Sluta spela in")
    phone.wait_for_timeout(600)
    phone.click("text=Klar")
    until(phone, "heard.length === 1 && heard[0].readyState === 'ended'", 5)
    kept(phone, 1)
    eventually(phone, lambda: len(team_list(phone, district)[0]["photos"]) == 2)


def test_a_childs_words_leave_out_what_could_name_a_person(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district), mode="child_10_12")
    photograph(phone)
    phone.click(".notice >> text=Säg mer")
    phone.fill("#f-text", "ring 070-174 06 05 om gungan")
    phone.keyboard.press("Tab")
    until(phone, "document.querySelector('#f-text').value === 'ring ▇▇▇ om gungan'")
    phone.wait_for_selector("text=Nummer och adresser till personer sparas inte.")
    phone.click("text=Klar")
    kept(phone, 1)
    assert team_list(phone, district)[0]["text"] == "ring ▇▇▇ om gungan"


def test_two_tabs_are_one_sender(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district))
    ready_without_network(phone)
    other = phone.context.new_page()
    other.goto(phone.url)
    other.wait_for_selector(".shutter-button")
    sent: list[str] = []
    phone.context.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    phone.context.set_offline(True)
    for tile in range(3):
        photograph(phone, tile)
    truth(other, "3 väntar")
    sent.clear()
    phone.context.set_offline(False)
    kept(phone, 3)
    kept(other, 3)
    words = [url for url in sent if "/findings/" in url and "/photos/" not in url]
    assert len(words) == len(set(words)) == 3


def test_what_is_blurred_on_the_phone_is_gone_from_the_picture_that_is_sent(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    ready_without_network(phone)
    phone.context.set_offline(True)
    photograph(phone)
    phone.click(".notice >> text=Säg mer")
    phone.click("a[href^='#mark/']")
    phone.click("button:has-text('Pil')")
    phone.click("text=Vrid pilen")
    phone.click("text=En till")
    phone.click("button:has-text('Sudda')")
    phone.locator("canvas").click(position={"x": 100, "y": 60})
    phone.click(".dock >> text=Spara")
    phone.wait_for_selector("#f-text")
    assert phone.evaluate(HELD) == 1
    phone.click("text=Klar")
    phone.context.set_offline(False)
    kept(phone, 1)
    assert len(team_list(phone, district)[0]["photos"]) == 1


@pytest.mark.parametrize("status", [500, 503])
def test_one_thing_that_the_server_cannot_take_is_passed_by_those_behind_it(
    phone: Page, district: LiveServer, status: int
) -> None:
    """A 503 may be the whole server's; after two of them for one thing the next is tried."""
    join(phone, district, code_of(district))
    asked: list[str] = []

    def refuse_the_first(route: Route) -> None:
        asked.append(route.request.url)
        if route.request.url == asked[0]:
            route.fulfill(
                status=status, json={"code": "busy"}, headers={"Content-Type": "application/problem+json"}
            )
        else:
            route.continue_()

    phone.context.route(re.compile(r"/api/v1/findings/[0-9a-f-]+$"), refuse_the_first)
    photograph(phone)
    photograph(phone, 1)
    truth(phone, "^1 sparad · 1 väntar", 30)
    assert len({*asked}) == 2
    phone.context.unroute(re.compile(r"/api/v1/findings/[0-9a-f-]+$"))
    open_screen(phone, "more")
    phone.click("text=Skicka nu")
    open_screen(phone, "")
    kept(phone, 2)


def test_while_the_whole_server_is_busy_a_round_asks_for_two_things_at_most(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    asked: list[float] = []

    def refuse(route: Route) -> None:
        asked.append(time.monotonic())
        route.fulfill(status=503, json={"code": "busy"}, headers={"Content-Type": "application/problem+json"})

    phone.context.route(re.compile(r"/api/v1/findings/"), refuse)
    for tile in range(4):
        photograph(phone, tile)
    truth(phone, "4 väntar")
    began = time.monotonic()
    phone.wait_for_timeout(8_000)
    assert 1 <= len([each for each in asked if each > began]) <= 8
    phone.context.unroute(re.compile(r"/api/v1/findings/"))
    open_screen(phone, "more")
    phone.click("text=Skicka nu")
    open_screen(phone, "")
    kept(phone, 4)


# What is done with the phone's one finding while another screen is open.
MEANWHILE = """async (change) => {
  const base = document.querySelector('script[type=module][src*="/capture/main.js"]').src;
  const from = (name) => import(new URL(name, base));
  const [{ itemsOf, edit, takeBack }] = await Promise.all(["../outbox/item/items.js"].map(from));
  const [item] = await itemsOf(location.pathname.split("/")[2]);
  if (change) await edit(item.id, change);
  else await takeBack(item.id);
}"""


def _one_more_picture_begun(phone: Page, district: LiveServer, text: str) -> None:
    join(phone, district, code_of(district))
    photograph(phone)
    kept(phone, 1)
    phone.evaluate(MEANWHILE, {"text": text})
    kept(phone, 1)
    open_screen(phone, f"camera/{team_list(phone, district)[0]['id']}")
    phone.wait_for_selector(".shutter:not([disabled])")


def test_words_changed_while_the_camera_is_open_are_not_replaced_by_older_ones(
    phone: Page, district: LiveServer
) -> None:
    _one_more_picture_begun(phone, district, "A")
    phone.evaluate(MEANWHILE, {"text": "B"})
    phone.click(".shutter")
    phone.wait_for_selector(".strip-photo >> nth=1")
    open_screen(phone, "")
    kept(phone, 1)
    [finding] = team_list(phone, district)
    assert (finding["text"], len(finding["photos"])) == ("B", 2)


def test_what_is_taken_back_while_the_camera_is_open_does_not_rise_again(
    phone: Page, district: LiveServer
) -> None:
    _one_more_picture_begun(phone, district, "A")
    phone.evaluate(MEANWHILE, None)
    eventually(phone, lambda: team_list(phone, district) == [], 40)
    until_undo_has_passed = phone.evaluate(HELD)
    phone.click(".shutter")
    phone.wait_for_selector(".list-head")  # there is no finding to come back to
    truth(phone, "^0 sparade", 40)
    eventually(phone, lambda: phone.evaluate(HELD) == until_undo_has_passed)
