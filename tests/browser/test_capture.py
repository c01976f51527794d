"""The walk on the phone: joining, three taps to a finding, and nothing lost on the way to the district."""

import io
from collections.abc import Callable
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Page, Route

from tests.browser.walking import (
    choose_file,
    code_of,
    join,
    kept,
    open_screen,
    photograph,
    ready_without_network,
    team_list,
    truth,
)
from tests.tools.server import LiveServer


def jpeg(
    width: int, height: int, *, noise: bool = False, quality: int = 85, orientation: int | None = None
) -> bytes:
    picture = (
        Image.effect_noise((width, height), 90).convert("RGB")
        if noise
        else Image.new("RGB", (width, height), (60, 90, 140))
    )
    out = io.BytesIO()
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    picture.save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()


def picked(name: str, data: bytes, mime: str = "image/jpeg") -> dict[str, Any]:
    return {"name": name, "mimeType": mime, "buffer": data}


def test_a_code_a_language_and_two_screens_lead_into_the_walk(phone: Page, district: LiveServer) -> None:
    phone.goto(f"{district.url}/join")
    phone.fill("#code", code_of(district).lower())
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/join/*")
    phone.click("a[href*='lang=sv']:not([href*=easy])")
    assert phone.locator("input[type=text]").count() == 0
    phone.click("#start")
    phone.wait_for_selector(".shutter-button")
    assert "/walk/" in phone.url


def test_a_wrong_code_is_told_kindly_and_keeps_the_page(phone: Page, district: LiveServer) -> None:
    phone.goto(f"{district.url}/join/WR0NG9?lang=sv")
    phone.click("#start")
    phone.wait_for_selector("[data-problem='code-unknown']:not([hidden])")
    assert phone.is_enabled("#start")


def test_three_taps_and_the_server_has_picture_place_and_kind(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district))
    photograph(phone)
    kept(phone, 1)
    (found,) = team_list(phone, district)
    assert found["kind"] == "light_out"
    assert found["position"]["source"] == "device"
    assert found["position"]["accuracy_m"] == 8
    assert len(found["photos"]) == 1
    open_screen(phone, "list")
    assert "sparad" in phone.inner_text(".point .chip")


def test_without_network_all_is_kept_over_a_reload_and_sent_when_it_is_back(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    ready_without_network(phone)
    phone.context.set_offline(True)
    for tile in range(3):
        photograph(phone, tile)
    truth(phone, "3 väntar på den här telefonen.*ingen täckning")
    phone.reload()
    phone.wait_for_selector(".shutter-button")
    truth(phone, "3 väntar")
    phone.context.set_offline(False)
    kept(phone, 3)
    assert all(len(found["photos"]) == 1 for found in team_list(phone, district))


def test_a_phone_switched_off_right_after_the_shutter_has_it_all(
    kept_phone: Callable[..., BrowserContext], district: LiveServer
) -> None:
    phone = kept_phone()
    page = phone.new_page()
    join(page, district, code_of(district))
    ready_without_network(page)
    walk = page.url
    phone.set_offline(True)
    page.click(".shutter-button")
    page.click(".shutter:not([disabled])")
    page.wait_for_selector("text=Sparat i mobilen")
    phone.close()
    page = kept_phone().new_page()
    page.goto(walk)
    kept(page, 1)
    assert len(team_list(page, district)[0]["photos"]) == 1


def test_a_large_picture_from_the_gallery_is_made_smaller_and_stands_upright(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    choose_file(phone, picked("IMG_1.jpg", jpeg(4000, 3000, orientation=6)))
    phone.locator(".tile").first.click()
    kept(phone, 1)
    (photo,) = team_list(phone, district)[0]["photos"]
    assert (photo["width"], photo["height"], photo["orientation"]) == (1536, 2048, 1)


def test_a_large_file_goes_in_parts_and_goes_on_where_it_was_cut(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district))
    seen: list[str] = []

    def cut_the_second(route: Route) -> None:
        seen.append(route.request.method)
        if seen.count("PATCH") == 2 and route.request.method == "PATCH":
            route.abort()
        else:
            route.continue_()

    phone.context.route("**/photos/*", cut_the_second)
    choose_file(phone, picked("noise.jpg", jpeg(2000, 1500, noise=True, quality=95)))
    phone.locator(".tile").first.click()
    kept(phone, 1)
    assert seen[:3] == ["HEAD", "PATCH", "PATCH"]
    assert seen.count("HEAD") == 2
    assert "PUT" not in seen


def test_a_picture_the_server_refuses_waits_for_a_person_and_the_next_goes_on(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    choose_file(phone, picked("broken.jpg", jpeg(800, 600)[:3] + b"no picture at all" * 100))
    phone.locator(".tile").first.click()
    phone.wait_for_selector(".notice")
    photograph(phone, 1)
    truth(phone, "^1 sparad .*1 behöver dig")
    open_screen(phone, "list")
    phone.click(".point:has-text('behöver dig')")
    phone.wait_for_selector("text=Bilden gick inte att ta emot")
    assert len(team_list(phone, district)) == 2


def test_a_login_page_in_between_is_no_success(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district))
    portal = {"status": 200, "content_type": "text/html", "body": "<h1>Welcome to the café</h1>"}
    phone.context.route("**/api/v1/findings/**", lambda route: route.fulfill(**portal))
    photograph(phone)
    truth(phone, "0 sparade.*1 väntar.*ingen täckning")
    assert team_list(phone, district) == []
    phone.context.unroute("**/api/v1/findings/**")
    open_screen(phone, "list")
    phone.click("text=Skicka nu")
    kept(phone, 1)


def test_a_pass_that_is_no_longer_good_keeps_everything_and_asks_for_the_code(
    phone: Page, district: LiveServer
) -> None:
    code = code_of(district)
    join(phone, district, code)
    gone = {
        "status": 401,
        "content_type": "application/problem+json",
        "body": '{"code": "pass-expired", "status": 401}',
    }
    phone.context.route("**/api/v1/findings/**", lambda route: route.fulfill(**gone))
    photograph(phone)
    open_screen(phone, "list")
    phone.wait_for_selector("a:has-text('Skriv koden igen')")
    phone.context.unroute("**/api/v1/findings/**")
    phone.click("a:has-text('Skriv koden igen')")
    phone.click("a[href*='lang=sv']:not([href*=easy])")
    phone.click("#start")
    phone.wait_for_selector(".shutter-button")
    kept(phone, 1)
    assert len(team_list(phone, district)) == 1


def test_undo_takes_it_back_from_the_server_too(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district))
    photograph(phone)
    kept(phone, 1)
    phone.click(".notice >> text=Ångra")
    truth(phone, "^0 sparade")
    open_screen(phone, "list")
    phone.wait_for_selector(".empty")
    for _ in range(100):
        if not team_list(phone, district):
            break
        phone.wait_for_timeout(50)
    assert team_list(phone, district) == []


def test_words_urgency_and_a_moved_pin_reach_the_server_as_they_were_left(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    photograph(phone)
    phone.click(".notice >> text=Säg mer")
    phone.fill("#f-text", "Mörkt vid trappan")
    phone.fill("#f-asset_ref", "41-207")
    phone.click("label:has-text('Inom 3 månader')")
    phone.click("text=Flytta nålen")
    phone.click("text=Norrut")
    phone.click("text=Norrut")
    phone.click("text=Nålen står rätt")
    phone.wait_for_selector("#f-text")
    phone.click("text=Klar")
    kept(phone, 1)
    (found,) = team_list(phone, district)
    assert (found["text"], found["asset_ref"], found["urgency"]) == ("Mörkt vid trappan", "41-207", "2")
    assert found["position"]["source"] == "pin"
    assert found["position"]["lat"] > 59.38848


def test_of_a_feeling_the_phone_asks_when_it_is_felt_also_without_network(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    photograph(phone)
    kept(phone, 1)
    phone.context.set_offline(True)
    phone.click(".notice >> text=Säg mer")
    winter = phone.locator("label:has-text('På vintern')")
    winter.wait_for(state="hidden")
    phone.click("text=Mer om det här")
    phone.click("label:has-text('Känsla på platsen')")
    winter.click()
    phone.context.set_offline(False)
    phone.click("text=Klar")
    kept(phone, 1)
    for _ in range(100):
        (found,) = team_list(phone, district)
        if found["when_felt"]:
            break
        phone.wait_for_timeout(50)
    assert (found["type"], found["when_felt"]) == ("feeling", "winter")


def test_something_acute_is_saved_first_and_the_banner_stays_until_the_call_is_logged(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    phone.click(".shutter-button")
    phone.click("text=Utan foto")
    phone.click(".tile:has-text('Alla')")
    phone.click(".tile:has-text('Lek och idrott')")
    phone.click(".tile:has-text('Trasig lekutrustning')")
    phone.wait_for_selector("a.button[href='tel:112']")
    phone.click("text=Senare")
    phone.wait_for_selector(".acute")
    kept(phone, 1)
    phone.click(".acute")
    phone.click("label:has-text('114 14')")
    phone.click("label:has-text('Ingen svarade')")
    phone.click("text=Spara samtalet")
    phone.wait_for_selector(".notice")
    assert phone.locator(".acute").count() == 0
    kept(phone, 1)
    (found,) = team_list(phone, district)
    assert found["urgency"] == "A"
    assert (found["call"]["whom"], found["call"]["outcome"]) == ("114 14", "Ingen svarade")


def test_what_was_here_before_and_still_is_says_so_to_the_server(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district))
    phone.click(".shutter-button")
    phone.click(".shutter:not([disabled])")
    phone.click(".still:has-text('Är det kvar?')")
    kept(phone, 1)
    (found,) = team_list(phone, district)
    assert found["same_as"]
    assert found["flags"] == []


def test_about_people_only_the_place_is_kept(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district))
    phone.click(".shutter-button")
    phone.click(".shutter:not([disabled])")
    phone.click(".tile:has-text('Alla')")
    phone.click(".tile:has-text('Människor')")
    phone.click(".tile:has-text('Buller')")
    phone.wait_for_selector("text=Om människor sparar vi bara platsen")
    kept(phone, 1)
    (found,) = team_list(phone, district)
    assert (found["type"], found["photos"]) == ("behaviour", [])
