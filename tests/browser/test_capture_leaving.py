"""A phone that goes from hand to hand: what one leaves unsent goes on by itself, and the next sees how much it is, and nothing else."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page

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

TABLE = """async (name) => {
  const db = await new Promise((yes) => { const asked = indexedDB.open("strak"); asked.onsuccess = () => yes(asked.result); });
  const rows = await new Promise((yes) => { const asked = db.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => yes(asked.result); });
  db.close();
  return rows;
}"""
FINDINGS = "**/api/v1/findings/**"


def test_the_next_person_on_the_same_walk_sees_only_how_much_waits_and_it_goes_with_a_narrow_pass(
    phone: Page, district: LiveServer
) -> None:
    code = code_of(district)
    join(phone, district, code)
    photograph(phone)
    kept(phone, 1)
    first_found = team_list(phone, district)[0]["id"]
    ready_without_network(phone)
    phone.context.set_offline(True)
    photograph(phone, 2)
    truth(phone, "1 väntar")
    open_screen(phone, "more")
    phone.click("text=Lämna vandringen")
    phone.click("text=Ja, lämna")
    phone.wait_for_url("**/join")
    phone.wait_for_selector("text=1 sak från förra användaren väntar på att skickas.")
    (waiting,) = phone.evaluate(TABLE, "items")
    assert waiting["walk"].startswith("left:")
    assert [photo["thumb"] for photo in phone.evaluate(TABLE, "photos")] == [None]
    assert phone.evaluate(TABLE, "walks") == []
    eventually(
        phone,
        lambda: (
            {store for store, key in phone.evaluate(COPIES) if first_found in key or store == "walks"}
            == set()
        ),
    )

    phone.context.route(FINDINGS, lambda route: route.abort())
    phone.context.set_offline(False)
    join(phone, district, code, mode="official")
    eventually(
        phone, lambda: [row["narrow"] for row in phone.evaluate(TABLE, "passes") if row.get("left")] == [True]
    )
    (left,) = [row for row in phone.evaluate(TABLE, "passes") if row.get("left")]
    for path in ("", "/changes?since=0"):
        with pytest.raises(HTTPError, match="403"):
            urlopen(
                Request(
                    f"{district.url}/api/v1/walks/{left['of']}{path}",
                    headers={"Authorization": f"Bearer {left['pass']}"},
                )
            )
    truth(phone, "^0 sparade")
    assert "väntar" not in phone.inner_text(".truth")
    open_screen(phone, "list")
    phone.wait_for_selector(".empty")
    open_screen(phone, "more")
    phone.wait_for_selector("text=1 sak från förra användaren väntar på att skickas.")

    phone.context.unroute(FINDINGS)
    phone.evaluate("dispatchEvent(new Event('online'))")
    eventually(phone, lambda: phone.evaluate(TABLE, "items") == [] and phone.evaluate(TABLE, "bytes") == [])
    eventually(phone, lambda: [row for row in phone.evaluate(TABLE, "passes") if row.get("left")] == [])
    eventually(phone, lambda: {store for store, _key in phone.evaluate(COPIES)} <= {"passes", "walks"})
    assert team_list(phone, district) == []
    mine = next(row for row in phone.evaluate(TABLE, "passes"))
    request = Request(
        f"{district.url}/api/v1/walks/{mine['walk']}/changes?since=0",
        headers={"Authorization": f"Bearer {mine['pass']}"},
    )
    with urlopen(request) as answer:
        assert waiting["id"] in {each["id"] for each in json.load(answer)["findings"] if each["photos"]}


def test_what_the_server_will_not_have_leaves_a_shared_phone_as_a_leaders_file_alone(
    phone: Page, district: LiveServer, tmp_path: Path
) -> None:
    refused = {"status": 422, "content_type": "application/problem+json", "body": '{"code": "invalid"}'}
    phone.context.route(FINDINGS, lambda route: route.fulfill(**refused))  # type: ignore[arg-type]
    join(phone, district, code_of(district))
    photograph(phone)
    truth(phone, "1 behöver dig")
    open_screen(phone, "more")
    phone.click("text=Lämna vandringen")
    phone.click("text=Ja, lämna")
    phone.wait_for_selector(
        "text=1 sak från förra användaren kunde inte skickas. Lämna telefonen till den som leder."
    )
    (left,) = phone.evaluate(TABLE, "items")

    join(phone, district, code_of(district))
    open_screen(phone, "more")
    phone.wait_for_selector("text=Lämna telefonen till den som leder")
    assert phone.locator("button:has-text('Spara det som en fil')").count() == 0
    join(phone, district, code_of(district, leader=True))
    open_screen(phone, "more")
    assert phone.locator("text=väntar på att skickas").count() == 0
    assert phone.locator("button:has-text('Ta bort det från telefonen')").count() == 0
    with phone.expect_download() as saved:
        phone.click("button:has-text('Spara det som en fil')")
    saved.value.save_as(tmp_path / "strak.zip")
    with zipfile.ZipFile(tmp_path / "strak.zip") as file:
        (found,) = json.loads(file.read("findings.json"))
        assert (found["id"], found["walk"]) == (left["id"], left["of"])
        assert len(file.namelist()) == 2
    phone.click("text=Ta bort det från telefonen")
    assert len(phone.evaluate(TABLE, "items")) == len(phone.evaluate(TABLE, "bytes")) == 1
    phone.click("text=Nej, behåll det")
    phone.click("text=Ta bort det från telefonen")
    phone.click("text=Ja, filen är sparad")
    eventually(phone, lambda: phone.evaluate(TABLE, "items") == phone.evaluate(TABLE, "bytes") == [])
    phone.wait_for_selector("text=Språk")
    assert phone.locator("text=förra användaren").count() == 0


def test_the_leaders_way_is_kept_after_a_yes_over_a_reload_without_network_and_leaves_the_phone(
    new_phone: Callable[..., Page], district: LiveServer
) -> None:
    now = "new Date(Date.now() - 60_000).toISOString()"
    leader, walker = new_phone(), new_phone()
    walk = json.loads(district.flask("walk", "add", "--area", "Husby", "--at", leader.evaluate(now)).stdout)
    join(walker, district, walk["code"])
    join(leader, district, walk["leader_code"])
    leader.wait_for_selector("text=Får mobilen spara vägen ni går?")
    assert walker.locator("text=Får mobilen spara").count() == 0
    ready_without_network(leader)
    leader.click("text=Ja, spara vägen")
    leader.wait_for_selector(".track-mark.on")
    leader.context.set_offline(True)
    leader.context.set_geolocation({"latitude": 59.42, "longitude": 17.9261, "accuracy": 200})
    _walk(leader, 0, 12)
    eventually(leader, lambda: len(_line(leader)) >= 10)
    leader.reload()
    leader.wait_for_selector(".track-mark.on")
    _walk(leader, 12, 30)
    eventually(leader, lambda: len(_line(leader)) >= 25)
    assert all(len(point) == 2 and point[1] < 59.415 for point in _line(leader)), (
        "times, or a fix that is none"
    )
    leader.context.set_offline(False)
    open_screen(leader, "finish")
    leader.click("text=Spara och avsluta")
    eventually(leader, lambda: not any(row["what"] == "track" for row in leader.evaluate(TABLE, "items")))
    assert leader.locator(".track-mark").count() == 0
    token, url = (
        leader.evaluate(TABLE, "passes")[0]["pass"],
        f"{district.url}/api/v1/walks/{walk['walk']}/track",
    )
    with pytest.raises(HTTPError) as stale:
        urlopen(
            Request(url, b'{"line": [], "revision": 1}', {"Authorization": f"Bearer {token}"}, method="PUT")
        )
    assert stale.value.code == 409
    open_screen(leader, "track")
    leader.click("text=Ta bort spåret")
    eventually(leader, lambda: not any(row["what"] == "track" for row in leader.evaluate(TABLE, "items")))
    open_screen(leader, "")
    until(leader, "document.querySelector('.shutter-button') !== null")
    assert leader.locator("text=Får mobilen spara").count() == 0


def _walk(page: Page, start: int, end: int) -> None:
    """Ten metres at a time towards the north."""
    for step in range(start, end):
        page.context.set_geolocation(
            {"latitude": 59.4098 + step * 0.0001, "longitude": 17.9261, "accuracy": 8}
        )
        page.wait_for_timeout(60)


def _line(page: Page) -> list[list[float]]:
    return [
        point
        for row in page.evaluate(TABLE, "items")
        if row["what"] == "track"
        for point in row["body"]["line"]
    ]
