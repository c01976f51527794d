"""A thousand waiting things cost the one at the shutter nothing: what is read, written and drawn does not depend on how many wait."""

from playwright.sync_api import Page

from tests.browser.walking import code_of, join, open_screen, photograph, ready_without_network, truth
from tests.tools.server import LiveServer

MANY = 300
# So many findings as if they had been noted before, written at once.
FILL = """async (count) => {
  const base = document.querySelector('script[type=module][src*="/capture/main.js"]').src;
  const from = (name) => import(new URL(name, base));
  const names = ["../outbox/store/store.js", "../outbox/item/item.js", "../small/uuid.js"];
  const [{ write }, { newItem }, { uuid7 }] = await Promise.all(names.map(from));
  const walk = location.pathname.split("/")[2];
  const now = Date.now() - 60_000;
  const body = { type: "defect", kind: "light_out", noted_at: new Date(now).toISOString() };
  await write(["items"], ({ items }) => { for (let i = 0; i < count; i += 1) items.put(newItem({ id: uuid7(), walk, what: "finding", body, now })); });
}"""
# Rows that the page has got out of its database since.
COUNT = """() => {
  globalThis.rows = 0;
  const { get } = Object.getOwnPropertyDescriptor(IDBRequest.prototype, "result");
  const seen = new WeakSet();
  Object.defineProperty(IDBRequest.prototype, "result", { get() {
    const found = get.call(this);
    if (found && typeof found === "object" && this.source && !seen.has(this)) { seen.add(this); globalThis.rows += Array.isArray(found) ? found.length : 1; }
    return found;
  } });
}"""


def test_with_hundreds_waiting_a_picture_reads_no_more_and_the_list_draws_a_screenful(
    phone: Page, district: LiveServer
) -> None:
    join(phone, district, code_of(district))
    ready_without_network(phone)
    phone.context.set_offline(True)
    photograph(phone)
    phone.evaluate(FILL, MANY)
    truth(phone, f"{MANY + 1} väntar")
    phone.evaluate(COUNT)
    photograph(phone, 1)
    truth(phone, f"{MANY + 2} väntar")
    phone.wait_for_timeout(1500)  # what comes after the picture is counted too
    assert 0 < phone.evaluate("globalThis.rows") < MANY
    open_screen(phone, "list")
    phone.wait_for_selector(".point")
    assert phone.locator(".point").count() < 100
    for _ in range(20):
        phone.locator(".point").last.scroll_into_view_if_needed()
        phone.wait_for_timeout(100)
        if phone.locator(".point").count() == MANY + 2:
            break
    assert phone.locator(".point").count() == MANY + 2
