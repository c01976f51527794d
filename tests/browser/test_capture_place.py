"""A picture is kept before the phone knows where it is; the place comes when it is found."""

from playwright.sync_api import Page, expect

from tests.browser.walking import code_of, eventually, join, kept, team_list
from tests.tools.server import LiveServer


def test_a_place_found_after_the_last_tap_still_counts(phone: Page, district: LiveServer) -> None:
    phone.context.set_geolocation(None)
    join(phone, district, code_of(district))
    phone.click(".shutter-button:has-text('Vad ser du?')")
    phone.click(".shutter:not([disabled])")
    expect(phone.locator(".kind-picture .chip")).to_have_text(["Sparat i mobilen"])
    assert "undefined" not in phone.inner_text("#main")
    phone.locator(".tile").first.click()
    phone.wait_for_selector(".notice")
    phone.context.set_geolocation({"latitude": 59.3884, "longitude": 17.9285, "accuracy": 8})
    kept(phone, 1)
    eventually(
        phone,
        lambda: (
            [found["position"]["lat"] for found in team_list(phone, district) if found["position"]]
            == [59.3884]
        ),
    )
