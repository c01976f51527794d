"""The camera that comes late, goes away or is left: no picture is lost, frozen, or given a place it was not taken at."""

import io
import json
import time
from typing import Any

from PIL import Image
from playwright.sync_api import Page

from tests.browser.walking import code_of, eventually, join, kept, open_screen, photograph, team_list
from tests.tools.pages import until
from tests.tools.server import LiveServer

SLOW_CAMERA = """() => {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.opened = 0;
  navigator.mediaDevices.getUserMedia = async (wish) => {
    await new Promise((go) => setTimeout(go, 3000));
    try { if (window.refuse) throw new DOMException("no", "NotAllowedError"); return await open(wish); } finally { window.opened += 1; }
  };
}"""
# What a phone does that gives the camera to a call.
TAKE_AWAY = """(tell) => {
  const [track] = document.querySelector(".finder video").srcObject.getVideoTracks();
  window.taken = track;
  track.stop();
  if (tell) track.dispatchEvent(new Event(tell));
}"""
IS_ANOTHER = """document.querySelector(".finder video")?.srcObject.getVideoTracks()[0].readyState === "live"
  && document.querySelector(".finder video").srcObject.getVideoTracks()[0] !== window.taken"""
SLOW_STORE = """() => {
  const digest = crypto.subtle.digest.bind(crypto.subtle);
  crypto.subtle.digest = async (...what) => { await new Promise((go) => setTimeout(go, 1500)); return digest(...what); };
}"""


def _picture(
    colour: int, *, minutes_old: float | None = None, place: tuple[int, int] | None = None
) -> dict[str, Any]:
    """A file as a gallery hands it over: its file time is new, whatever the picture says."""
    exif = Image.Exif()
    if minutes_old is not None:
        taken = time.gmtime(time.time() - minutes_old * 60)
        exif.get_ifd(0x8769).update({0x9003: time.strftime("%Y:%m:%d %H:%M:%S", taken), 0x9011: "+00:00"})
    if place:
        north, east = place
        exif.get_ifd(0x8825).update(
            {1: "N", 2: (float(north), 20.0, 0.0), 3: "E", 4: (float(east), 50.0, 0.0)}
        )
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (colour, 90, 140)).save(out, "JPEG", exif=exif)
    return {"name": f"IMG_{colour}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def _choose(page: Page, *files: dict[str, Any]) -> None:
    page.set_input_files(".finder-foot input[type=file]", list(files))


def test_pictures_chosen_before_the_camera_has_opened_are_asked_about_and_all_kept(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    phone.evaluate(SLOW_CAMERA)
    for refuse in (False, True):
        phone.evaluate("(refuse) => { window.refuse = refuse; window.opened = 0; }", refuse)
        open_screen(phone, "camera")
        _choose(phone, _picture(1 + refuse), _picture(11 + refuse))
        until(phone, "window.opened === 1")
        phone.wait_for_timeout(300)
        assert phone.locator("text=Allt hör till samma sak").count() == 1
        assert phone.is_disabled(".shutter")
        _choose(phone, _picture(21 + refuse))
        phone.click("button:has-text('3 olika saker')")
        phone.wait_for_selector(".list-head")
    kept(phone, 6)


def test_a_camera_that_was_taken_away_starts_again_says_so_and_saves_no_frozen_frame(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    open_screen(phone, "camera")
    phone.wait_for_selector(".shutter:not([disabled])")
    phone.evaluate(TAKE_AWAY, "ended")
    until(phone, "document.querySelector('#alarm').textContent.includes('Kameran stannade')")
    until(phone, IS_ANOTHER)
    phone.wait_for_selector(".shutter:not([disabled])")
    phone.evaluate(TAKE_AWAY, "")
    phone.click(".shutter")
    until(phone, IS_ANOTHER)
    assert phone.evaluate("location.hash") == "#camera"
    phone.evaluate(TAKE_AWAY, "")
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    until(phone, IS_ANOTHER)
    phone.click(".shutter:not([disabled])")
    phone.click(".tile >> nth=0")
    kept(phone, 1)
    assert len(team_list(phone, district)[0]["photos"]) == 1


def test_who_leaves_the_camera_while_the_shutter_works_stays_where_they_went(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    open_screen(phone, "camera")
    phone.wait_for_selector(".shutter:not([disabled])")
    phone.evaluate(SLOW_STORE)
    phone.click(".shutter")
    open_screen(phone, "map")
    phone.wait_for_timeout(2500)
    assert phone.evaluate("location.hash") == "#map"
    open_screen(phone, "list")
    phone.wait_for_selector(".point")


def test_a_gallery_picture_keeps_its_own_time_and_place_or_has_none(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    pictures = {
        "new": _picture(35, minutes_old=0),
        "old": _picture(31, minutes_old=180),
        "elsewhere": _picture(32, minutes_old=180, place=(59, 17)),
        "new elsewhere": _picture(33, minutes_old=1, place=(59, 17)),
        "wordless": _picture(34),
    }
    for tile, picture in enumerate(pictures.values()):
        open_screen(phone, "camera")
        phone.wait_for_selector(".fix-ring, .chip.good")
        _choose(phone, picture)
        phone.locator(".tile").nth(tile).click()
        phone.wait_for_selector(".notice")
    kept(phone, len(pictures))
    phone.wait_for_timeout(6_000)
    found = sorted(team_list(phone, district), key=lambda row: row["id"])
    assert len(found) == len(pictures)
    places = {name: row["position"] for name, row in zip(pictures, found, strict=True)}
    assert places["old"] is None
    assert places["wordless"] is None
    for name, row in zip(pictures, found, strict=True):
        if "elsewhere" in name:
            assert (row["position"] or {}).get("source") != "device"
            assert round(row["photos"][0]["position"]["lat"], 2) == 59.33
    assert places["new"]["source"] == "device"
    noted = phone.evaluate("(at) => (Date.now() - Date.parse(at)) / 60000", found[1]["noted_at"])
    assert 179 < noted < 190


def test_the_last_typed_second_is_there_after_a_reload(phone: Page, district: LiveServer) -> None:
    join(phone, district, code_of(district))
    photograph(phone)
    phone.click(".notice >> text=Säg mer")
    phone.locator("#f-text").press_sequentially("Mörkt vid trappan")
    phone.reload()
    phone.wait_for_selector("#f-text")
    until(phone, "document.querySelector('#f-text').value === 'Mörkt vid trappan'")
    phone.click(".dock >> text=Klar")
    kept(phone, 1)
    eventually(phone, lambda: team_list(phone, district)[0]["text"] == "Mörkt vid trappan")


def test_why_it_cannot_be_judged_is_reached_by_keys_and_saved_by_a_button(
    phone: Page, district: LiveServer
) -> None:
    told = district.flask("walk", "followup", "--area", "Rinkeby", "--at", "2026-11-30T18:00:00+01:00")
    join(phone, district, json.loads(told.stdout)["code"])
    open_screen(phone, "checks")
    phone.click(".point >> nth=0")
    phone.click("button:has-text('Kan inte bedömas')")
    for _ in range(2):
        phone.keyboard.press("ArrowDown")
    phone.wait_for_timeout(500)
    assert phone.evaluate("location.hash").startswith("#check/")
    assert phone.evaluate("document.querySelector('[name=reason]:checked').value") == "leaves"
    phone.click(".check-foot >> text=Spara")
    phone.wait_for_selector(".notice:has-text('Kan inte bedömas')")
    open_screen(phone, "")
    kept(phone, 1)
