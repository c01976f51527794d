"""The whole loop in a real browser, with a real mail server: seen → sent to the right owner → answered → checked on site → told to those who walked."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from field.demo.exif import with_exif
from field.demo.pictures import draw
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
from tests.conftest import Serve
from tests.tools import data
from tests.tools.mail import SmtpServer
from tests.tools.pages import until
from tests.tools.server import LiveServer

STREET = "photos_street/gata_10_23222004240.jpg"  # a bin at Stenbygränd, Rinkeby
EXIF = "photos_exif/harledda/harledd_Rinkeby_centrum_exifsamples_landscape_6.jpg"  # stands on its side
COORDINATOR = "samordnare@strak.example"
NOW = datetime.now(UTC)


@pytest.fixture
def pictures() -> list[dict[str, Any]]:
    """Photos taken in Rinkeby: real ones where the large test data is, else of our own making."""
    folder = data.folder()
    real = [folder / name for name in (STREET, EXIF)] if folder else []
    own = [
        with_exif(draw("bench", seed=1), 59.3884, 17.9269, NOW),
        with_exif(draw("lamp", seed=2), 59.3892, 17.9221, NOW, orientation=6),
    ]
    shots = [path.read_bytes() for path in real] or own
    return [
        {"name": f"IMG_{i}.jpg", "mimeType": "image/jpeg", "buffer": shot} for i, shot in enumerate(shots)
    ]


def test_a_walk_from_the_first_photo_to_what_the_public_reads(
    phone: Page,
    new_phone: Callable[..., Page],
    browser: Browser,
    serve: Serve,
    smtp_server: SmtpServer,
    pictures: list[dict[str, Any]],
) -> None:
    server = serve(demo=True, FIELD_MAIL_URL=smtp_server.url)
    noted = seen(phone, server, pictures)
    desk = signed_in(browser, server)
    walk_id = phone.url.split("/walk/")[1].partition("#")[0]
    gone_through_and_sent(desk, server, walk_id)
    link = letter_to(smtp_server, "trafikkontoret")
    number = answered(browser, link)
    half_a_year_later(desk, server, smtp_server)
    code = planned_again(desk, server, walk_id)
    checked(new_phone(), server, code)
    sent_again(desk, server)
    told(browser, server, number)
    assert len(noted) == 6


def seen(phone: Page, server: LiveServer, pictures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two from the gallery, two with the camera, two more while the network is off: all six arrive, each with its photo."""
    join(phone, server, code_of(server))
    ready_without_network(phone)
    for step, (picture, tile) in enumerate(zip(pictures, (0, 3), strict=True)):
        walk_on(phone, step)
        choose_file(phone, picture)
        phone.locator(".tile").nth(tile).click()
        phone.wait_for_selector(".notice")
    for step in (2, 3):
        walk_on(phone, step)
        photograph(phone, 0)
    kept(phone, 4)
    phone.context.set_offline(True)
    for step in (4, 5):
        walk_on(phone, step)
        photograph(phone, 1)
    truth(phone, "2 väntar på den här telefonen")
    phone.context.set_offline(False)
    kept(phone, 6)
    found = team_list(phone, server)
    assert all(len(each["photos"]) == 1 for each in found)
    assert all(each["position"] for each in found)
    return found


def walk_on(phone: Page, step: int) -> None:
    """Some sixty metres further along the path: what is seen there is another thing."""
    phone.context.set_geolocation({"latitude": 59.3884 + step * 0.0006, "longitude": 17.9273, "accuracy": 8})
    phone.wait_for_timeout(1500)


def signed_in(browser: Browser, server: LiveServer) -> Page:
    desk = browser.new_context(viewport={"width": 1280, "height": 900}, locale="sv-SE").new_page()
    desk.goto(server.flask("staff", "link", COORDINATOR).stdout.strip())
    desk.click("main form button")
    desk.wait_for_url("**/desk/")
    return desk


def gone_through_and_sent(desk: Page, server: LiveServer, walk_id: str) -> None:
    """Every photo is ticked by hand, everything without hindrance is released, the letters are read and sent."""
    desk.goto(f"{server.url}/desk/walks/{walk_id}/clean-up")
    expect(desk.locator("#clean tbody tr")).to_have_count(6)
    desk.click("#to-photos")
    for _ in range(6):
        desk.wait_for_load_state("networkidle")
        desk.click("button[value=approved]")
    desk.goto(f"{server.url}/desk/walks/{walk_id}/clean-up")
    desk.click("#release-all")
    until(desk, "document.querySelectorAll('#clean tbody .chip.good').length === 6")
    desk.goto(f"{server.url}/desk/walks/{walk_id}/send")
    assert "Trafikkontoret" in desk.inner_text(".preview")
    desk.click("form button.lamp")
    desk.wait_for_selector("text=Protokollet")
    for name in ("pdf", "xlsx", "csv", "geojson", "docx"):
        assert desk.request.get(f"{server.url}/desk/walks/{walk_id}/protocol.{name}").ok


def letter_to(smtp_server: SmtpServer, who: str) -> str:
    """The link in the letter, which stands on a line of its own; the letter is of use without it."""
    address = f"felanmalan@{who}.example"
    for _ in range(200):
        if smtp_server.to(address):
            break
        sleep(0.1)
    (message,) = smtp_server.to(address)
    text = message.get_body(("plain",)).get_content()
    assert "Lampa" in text or "Belysning" in text
    (link,) = [line for line in text.splitlines() if re.fullmatch(r"http\S+/o/\S+", line)]
    return str(link)


def answered(browser: Browser, link: str) -> str:
    """One fixed, with a day; opening the page twice changes nothing. The point's public number."""
    page = browser.new_context(viewport={"width": 390, "height": 844}, locale="sv-SE").new_page()
    page.goto(link)
    page.goto(link)
    points = json.load(urlopen(f"{link}/points.json"))["points"]
    assert [point["answer"] for point in points] == [None] * len(points)
    number = str(points[0]["number"])
    form = page.locator(f"[data-point='{number}'] form")
    form.locator("label.way", has_text="Fixat").click()
    form.locator("input[name=date]").fill(datetime.now(UTC).date().isoformat())
    form.locator("input[name=own_ref]").fill("BEL-4471")
    form.locator("button.save").click()
    page.wait_for_selector(f"[data-point='{number}'].answered")
    answers = {
        point["number"]: point["answer"] for point in json.load(urlopen(f"{link}/points.json"))["points"]
    }
    assert answers[number] == "fixed"
    return number


def half_a_year_later(desk: Page, server: LiveServer, smtp_server: SmtpServer) -> None:
    """The clock is moved on its page, by button and by hand; at daytime the coordinator gets a letter about all that is due."""
    desk.goto(f"{server.url}/dev/clock")
    desk.click("main button.lamp")
    desk.fill("#now", (datetime.now(UTC) + timedelta(days=190)).replace(hour=10).isoformat())
    desk.click("main button:not([name])")
    expect(desk.locator("#now")).to_have_value(re.compile("T10:"))
    for _ in range(200):
        if any("Dags att gå tillbaka" in message["Subject"] for message in smtp_server.to(COORDINATOR)):
            return
        sleep(0.1)
    raise AssertionError("nobody told the coordinator")


def planned_again(desk: Page, server: LiveServer, walk_id: str) -> str:
    """A walk back with all of Rinkeby's points that are due; its code."""
    desk.goto(server.flask("staff", "link", COORDINATOR).stdout.strip())
    if desk.locator("main form button").count():
        desk.locator("main form button").first.click()
    desk.goto(f"{server.url}/desk/follow-ups")
    desk.select_option("#area", "Rinkeby")
    desk.fill("#day", (datetime.now(UTC) + timedelta(days=191)).date().isoformat())
    desk.fill("#time", "18:00")
    desk.click("#plan button.lamp")
    desk.wait_for_load_state("networkidle")
    walks = json.loads(server.flask("walk", "list").stdout)
    return str(
        next(
            walk["leader_code"]
            for walk in walks
            if walk["kind"] == "follow-up" and walk["state"] == "planned"
        )
    )


def checked(phone: Page, server: LiveServer, code: str) -> None:
    """Nearest first; the lamps are looked at with the old picture as a ghost. Two are fixed, one remains."""
    join(phone, server, code)
    for done, verdict in enumerate(("Fixat", "Fixat", "Kvarstår"), 1):
        open_screen(phone, "checks")
        phone.locator(".point").first.click()
        phone.wait_for_selector(".check-foot")
        phone.click(f".check-foot button:has-text('{verdict}')")
        until(phone, f"document.querySelectorAll('.points .chip.good').length === {done}")
    open_screen(phone, "finish")
    phone.wait_for_selector("text=Allt är sparat")


def sent_again(desk: Page, server: LiveServer) -> None:
    walks = json.loads(server.flask("walk", "list").stdout)
    walk = next(walk["walk"] for walk in walks if walk["kind"] == "follow-up" and walk["state"] == "planned")
    desk.goto(f"{server.url}/desk/walks/{walk}/send")
    desk.click("form button.lamp")
    desk.wait_for_selector("text=Protokollet")


def told(browser: Browser, server: LiveServer, number: str) -> None:
    """Without an account, anybody reads how it went."""
    page = browser.new_context(viewport={"width": 390, "height": 844}, locale="sv-SE").new_page()
    page.goto(f"{server.url}/finding/{number}")
    assert number in page.inner_text("main")
    page.goto(f"{server.url}/results/rinkeby")
    assert "Vi har varit där och sett det" in page.inner_text("main")
