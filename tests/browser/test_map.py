"""Maps with something beneath them: on the phone with the network really off, on the public's page, and never a word to anybody else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.walking import code_of, join, open_screen, photograph, ready_without_network, truth
from tests.tiles import archive, around
from tests.tools.pages import axe, until
from tests.tools.server import LiveServer, copy_installation

PAINTED = """(() => {
  const canvas = document.querySelector("canvas.underlay");
  if (!canvas?.closest(".grounded")) return 0;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size > 4;
})()"""
KEEP = r"""async () => {
  const part = (name) => document.querySelector("link[rel=modulepreload]").href.replace(/js\/.*/, `js/capture/${name}.js`);
  await (await import(part("place/keep-map"))).keep();
  return (await caches.keys()).filter((name) => name.startsWith("map-"));
}"""

FORGET = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("map-"));
  await Promise.all(names.map((name) => caches.delete(name)));
}"""


@pytest.fixture(scope="module")
def server(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The demo district on a map of streets in every square."""
    folder = tmp_path_factory.mktemp("map")
    copy_installation(demo_folder, folder)
    server = LiveServer(
        folder, demo=True, FIELD_TILES_URL=str(archive(folder / "prov.pmtiles", around(reach=6)))
    )
    yield server.start()
    server.stop()


@pytest.fixture
def asked(new_phone: Callable[..., Page], server: LiveServer) -> tuple[Page, list[str]]:
    """A phone that has joined, and every address it asks for."""
    page = new_phone()
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    join(page, server, code_of(server))
    return page, addresses


def test_the_walks_map_is_on_the_phone_when_the_network_is_gone_and_goes_with_the_walk(
    asked: tuple[Page, list[str]], server: LiveServer
) -> None:
    phone, addresses = asked
    open_screen(phone, "more")
    phone.wait_for_selector("text=Kartan finns i mobilen")
    assert len(phone.evaluate(KEEP)) == 1
    phone.context.set_offline(True)
    phone.reload()
    phone.wait_for_selector("text=Kartan finns i mobilen")
    phone.set_viewport_size({"width": 320, "height": 640})
    open_screen(phone, "map")
    assert until(phone, PAINTED)
    for name in (
        "Närmare",
        "Flytta kartan norrut",
        "Längre bort",
        "Flytta kartan västerut",
        "Visa var jag är",
    ):
        phone.get_by_role("button", name=name).press("Enter")
        assert until(phone, PAINTED), name
    assert "© Prov" in phone.inner_text(".underlay-credit")
    assert axe(phone) == []
    phone.context.set_offline(False)
    open_screen(phone, "more")
    phone.get_by_role("button", name="Lämna vandringen").click()
    phone.get_by_role("button", name="Lämna", exact=False).first.click()
    phone.wait_for_url("**/join")
    assert (
        phone.evaluate("caches.keys().then((names) => names.filter((name) => name.startsWith('map-')))") == []
    )
    assert all(address.startswith((server.url, "blob:", "data:")) for address in addresses)
    assert any("/tiles/" in address for address in addresses)


def test_nothing_of_the_map_is_fetched_for_keeping_before_the_unsent_nor_for_who_saves_data(
    asked: tuple[Page, list[str]],
) -> None:
    phone, _addresses = asked
    ready_without_network(phone)
    phone.evaluate(FORGET)
    phone.context.set_offline(True)
    photograph(phone)
    truth(phone, "1 väntar")
    assert phone.evaluate(KEEP) == []
    phone.context.set_offline(False)
    truth(phone, "allt är sparat", 40)
    phone.evaluate(FORGET)
    phone.evaluate(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true }, configurable: true })"
    )
    assert phone.evaluate(KEEP) == []
    phone.evaluate("Object.defineProperty(navigator, 'connection', { value: {}, configurable: true })")
    assert len(phone.evaluate(KEEP)) == 1


def test_the_publics_map_lies_on_the_ground_and_comes_nearer_by_button(
    new_phone: Callable[..., Page], server: LiveServer
) -> None:
    page = new_phone(color_scheme="dark")
    page.goto(f"{server.url}/results/rinkeby")
    page.locator("[data-map]").scroll_into_view_if_needed()
    assert until(page, PAINTED)
    before = page.get_attribute(".map-frame svg", "viewBox")
    page.get_by_role("button", name="Närmare").press("Enter")
    assert page.get_attribute(".map-frame svg", "viewBox") != before
    assert until(page, PAINTED)
    assert axe(page) == []
