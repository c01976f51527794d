"""A phone that never finds a network again: everything on it leaves as a file, and that file comes into the walk."""

import json
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.walking import (
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


def test_what_a_phone_saved_as_a_file_comes_in_and_the_phone_may_still_send_it(
    phone: Page, serve: Serve, tmp_path: Path
) -> None:
    server = serve(demo=True)
    join(phone, server, code_of(server))
    ready_without_network(phone)
    phone.context.set_offline(True)
    for tile in range(2):
        photograph(phone, tile)
    truth(phone, "2 väntar på den här telefonen")
    open_screen(phone, "more")
    with phone.expect_download() as saved:
        phone.click("text=Spara allt som en fil")
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    summary = json.loads(server.flask("load", "file", str(path)).stdout)
    assert (summary["added"], summary["photos"], summary["refused"]) == (2, 2, [])
    again = json.loads(server.flask("load", "file", str(path)).stdout)
    assert (again["same"], again["photos"], again["refused"]) == (2, 0, [])
    phone.context.set_offline(False)
    open_screen(phone, "")
    kept(phone, 2)
    found = team_list(phone, server)
    assert [len(each["photos"]) for each in found] == [1, 1]
    assert {each["position"]["source"] for each in found} == {"device"}
