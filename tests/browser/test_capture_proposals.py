"""What another phone says of a point is a proposal: it is sent, and the one who leads takes it with one press."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.walking import code_of, eventually, join, kept, open_screen, photograph, team_list
from tests.tools.server import LiveServer


def _open(phone: Page, finding: str) -> None:
    phone.reload()
    phone.wait_for_selector(".shutter-button")
    open_screen(phone, "list")
    phone.click("text=Alla")
    phone.click(f"a[href='#finding/{finding}']")
    phone.wait_for_selector("#f-text")


def test_a_proposal_is_sent_and_the_one_who_leads_takes_it(
    new_phone: Callable[..., Page], district: LiveServer
) -> None:
    maker, other, leader = new_phone(), new_phone(), new_phone()
    join(maker, district, code_of(district))
    join(other, district, code_of(district))
    join(leader, district, code_of(district, leader=True))
    photograph(maker)
    kept(maker, 1)
    finding = team_list(maker, district)[0]["id"]
    _open(other, finding)
    other.fill("#f-text", "Andra")
    other.keyboard.press("Tab")
    other.wait_for_selector("text=Ditt förslag är skickat")
    other.wait_for_selector(".bar .chip:has-text('sparad')")
    assert other.locator("text=Någon annan har ändrat").count() == 0
    assert not team_list(maker, district)[0]["text"]
    _open(leader, finding)
    leader.wait_for_selector("[data-proposal] ins:has-text('Andra')")
    leader.context.set_offline(True)
    leader.click("[data-proposal] >> text=Ta emot")
    leader.wait_for_selector("[data-proposal] >> text=Det behövs täckning")
    leader.context.set_offline(False)
    leader.click("[data-proposal] >> text=Ta emot")
    eventually(leader, lambda: team_list(maker, district)[0]["text"] == "Andra")
    leader.wait_for_selector("[data-proposal]", state="detached")
