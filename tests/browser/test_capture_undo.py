"""What one tap takes away, another brings back: points, pictures and voice notes, told to the server or not."""

from playwright.sync_api import Page

from tests.browser.walking import (
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

OPEN = "a.point >> nth=0"
# A phone's clock later on, for what the page asks it.
LATER = "(minutes) => { const now = Date.now; Date.now = () => now() + minutes * 60_000; }"
ROWS = """async (table) => {
  const db = await new Promise((yes) => { const asked = indexedDB.open("strak"); asked.onsuccess = () => yes(asked.result); });
  const rows = await new Promise((yes) => { const asked = db.transaction(table).objectStore(table).getAllKeys(); asked.onsuccess = () => yes(asked.result); });
  db.close();
  return rows.length;
}"""


def _open_point(page: Page) -> None:
    open_screen(page, "list")
    page.click(OPEN)
    page.wait_for_selector("text=Ta bort punkten")


def test_a_removed_point_comes_back_after_the_server_has_heard_of_it(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    photograph(phone)
    kept(phone, 1)
    before = team_list(phone, district)
    _open_point(phone)
    phone.click("text=Ta bort punkten")
    phone.wait_for_selector(".notice >> text=Ta tillbaka")
    eventually(phone, lambda: team_list(phone, district) == [])
    with phone.expect_request(lambda request: request.method == "PUT" and "/findings/" in request.url) as put:
        phone.click(".notice >> text=Ta tillbaka")
    assert put.value.post_data_json["restore"] is True
    kept(phone, 1)
    (after,) = team_list(phone, district)
    assert after["id"] == before[0]["id"]
    assert [photo["sha256"] for photo in after["photos"]] == [p["sha256"] for p in before[0]["photos"]]


def test_a_removed_point_comes_back_without_a_network(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district))
    ready_without_network(phone)
    photograph(phone)
    kept(phone, 1)
    phone.context.set_offline(True)
    _open_point(phone)
    phone.click("text=Ta bort punkten")
    truth(phone, "^0 sparade")
    phone.click(".notice >> text=Ta tillbaka")
    truth(phone, "1 väntar")
    phone.context.set_offline(False)
    kept(phone, 1)
    assert len(team_list(phone, district)[0]["photos"]) == 1


def test_what_was_taken_back_leaves_the_phone_when_undo_has_passed(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district))
    photograph(phone)
    kept(phone, 1)
    phone.click(".notice >> text=Ångra")
    eventually(phone, lambda: team_list(phone, district) == [])
    assert (phone.evaluate(ROWS, "items"), phone.evaluate(ROWS, "bytes")) == (1, 1)
    phone.evaluate(LATER, 11)
    phone.evaluate("dispatchEvent(new Event('online'))")
    eventually(phone, lambda: phone.evaluate(ROWS, "items") == phone.evaluate(ROWS, "bytes") == 0)


def test_a_picture_removed_with_one_tap_is_back_with_another(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district))
    photograph(phone)
    kept(phone, 1)
    (before,) = team_list(phone, district)
    _open_point(phone)
    phone.click("button[aria-label='Ta bort bilden']")
    phone.wait_for_selector("text=Bilden är borttagen")
    assert phone.locator(".strip img").count() == 0
    phone.wait_for_timeout(11_000)
    phone.click(".strip >> text=Ångra")
    phone.wait_for_selector(".strip img")
    phone.click(".dock >> text=Klar")
    kept(phone, 1)
    (after,) = team_list(phone, district)
    assert [photo["sha256"] for photo in after["photos"]] == [p["sha256"] for p in before["photos"]]


def test_a_picture_that_is_not_brought_back_is_named_no_more_and_leaves_the_phone(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    photograph(phone)
    kept(phone, 1)
    _open_point(phone)
    with phone.expect_request(lambda request: request.method == "PUT" and "/findings/" in request.url) as put:
        phone.click("button[aria-label='Ta bort bilden']")
    assert put.value.post_data_json["photos"] == []
    phone.evaluate(LATER, 11)
    phone.evaluate("dispatchEvent(new Event('online'))")
    eventually(phone, lambda: phone.evaluate(ROWS, "photos") == phone.evaluate(ROWS, "bytes") == 0)


def test_tapping_a_picture_shows_it_large_and_keeps_it(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district))
    photograph(phone)
    _open_point(phone)
    phone.click(".strip img")
    phone.wait_for_selector("dialog.large[open] img")
    until(phone, "document.querySelector('dialog.large img').naturalWidth > 240")
    phone.keyboard.press("Escape")
    phone.wait_for_selector("dialog.large", state="detached")
    assert phone.locator(".strip img").count() == 1


def test_a_removed_voice_note_comes_back_and_shows_when_the_screen_is_redrawn_while_it_is_kept(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    photograph(phone)
    _open_point(phone)
    phone.click("text=Säg det i stället")
    phone.click("text=Sluta spela in", trial=True)
    phone.wait_for_timeout(500)
    phone.evaluate("dispatchEvent(new HashChangeEvent('hashchange'))")
    phone.wait_for_selector("audio")
    phone.click("button:has-text('Ta bort röstmeddelandet')")
    phone.wait_for_selector("text=Röstmeddelandet är borttaget")
    assert phone.locator("audio").count() == 0
    phone.click(".row:has-text('Röstmeddelandet är borttaget') >> text=Ångra")
    phone.wait_for_selector("audio")
