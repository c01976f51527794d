"""Capture on a slow phone: opening cold and without network, shutter to saved, shrinking beside the page, the uplink, a full outbox.

The references do the same bare: a hand-written page of 30 kB (page, style, script), a strict write of the same bytes, one upload of the same bytes.
"""

import base64
import statistics
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

from tests import pictures
from tests.bench.slow_phone import UP, Bed, bed, middle
from tests.faults.phone import BASE, jpeg
from tests.tools.pages import until

ROUNDS = 5
SHOTS = 40
PHOTO = 400_000  # bytes, as the phone makes them
WAITING = 1000
BLOCKED_MS = 50
QUEUE = 8

FORGET_WALK = f"""async () => {{
  {BASE}
  const {{ write }} = await from("../outbox/store/store.js");
  await write(["walks"], ({{ walks }}) => walks.clear());
}}"""
# Turn about: our way from shutter to saved, and the same bytes with a row in one strict transaction of a bare store.
SHOOT = f"""async ({{ size, shots }}) => {{
  {BASE}
  const {{ draft, keepPicture }} = await from("photo/keep-picture.js");
  const database = await new Promise((yes) => {{
    const asked = indexedDB.open("bare-shots", 1);
    asked.onupgradeneeded = () => {{ asked.result.createObjectStore("rows"); asked.result.createObjectStore("bytes"); }};
    asked.onsuccess = () => yes(asked.result);
  }});
  const put = (bytes, i) => new Promise((yes, no) => {{
    const work = database.transaction(["rows", "bytes"], "readwrite", {{ durability: "strict" }});
    work.objectStore("bytes").put(bytes, i);
    work.objectStore("rows").put({{ id: i, type: "defect", noted_at: new Date().toISOString() }}, i);
    work.oncomplete = yes;
    work.onerror = no;
  }});
  const told = {{ ours: [], bare: [] }};
  for (let i = 0; i < shots; i += 1) {{
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65_536)));
    bytes.set([0xff, 0xd8, 0xff]);
    const item = await draft();
    let begun = performance.now();
    await keepPicture(item, {{ bytes: bytes.buffer, type: "image/jpeg", own: true }});
    told.ours.push(performance.now() - begun);
    await new Promise((yes) => setTimeout(yes, 200));
    begun = performance.now();
    await put(bytes.buffer, i);
    told.bare.push(performance.now() - begun);
    await new Promise((yes) => setTimeout(yes, 200));
  }}
  database.close();
  return told;
}}"""
# The longest time in which the page could not have answered a tap, while pictures are taken in and made smaller.
BLOCKED = f"""async ({{ data, idle }}) => {{
  {BASE}
  const [{{ draft, keepFile }}, {{ all }}] = await Promise.all([from("photo/keep-picture.js"), from("../outbox/store/store.js")]);
  const raw = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const file = new File([raw], "photo.jpg", {{ type: "image/jpeg" }});
  await new Promise((yes) => setTimeout(yes, 1000));
  const channel = new MessageChannel();
  let [last, longest, running] = [performance.now(), 0, true];
  channel.port1.onmessage = () => {{
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) channel.port2.postMessage(0);
  }};
  channel.port2.postMessage(0);
  if (idle) {{
    await new Promise((yes) => setTimeout(yes, 2000));
  }} else {{
    const item = await draft();
    await keepFile(item, file);
    for (;;) {{
      await new Promise((yes) => setTimeout(yes, 50));
      const mine = (await all("photos", "item", item.id))[0];
      if (mine.shrink === "done") break;
      if (mine.shrink === "failed") throw new Error("not made smaller");
    }}
  }}
  running = false;
  return longest;
}}"""
FILL = f"""async ({{ count, data }}) => {{
  {BASE}
  const names = ["../outbox/item/items.js", "../small/uuid.js", "../small/sha256.js"];
  const [{{ begin, keepShot }}, {{ uuid7 }}, {{ sha256 }}] = await Promise.all(names.map(from));
  const walk = location.pathname.split("/")[2];
  const drawn = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  for (let i = 0; i < count; i += 1) {{
    const bytes = new Uint8Array(drawn.length + 4);
    bytes.set(drawn);
    new DataView(bytes.buffer).setUint32(drawn.length, i + 1);
    const body = {{ type: "defect", kind: "light_out", noted_at: new Date().toISOString() }};
    const item = {{ ...(await begin({{ id: uuid7(), walk, what: "finding", state: "draft", body }})), releaseAt: 0 }};
    await keepShot(item, {{ id: uuid7(), item: item.id, walk, sha256: await sha256(bytes.buffer), type: "image/jpeg", size: bytes.length,
      thumb: null, shrink: "none", tries: 0, sent: false, refused: null, taken: Date.now() }}, bytes.buffer);
  }}
}}"""
UPLOAD = """async (size) => {
  const begun = performance.now();
  await fetch("/up", { method: "PUT", body: new Uint8Array(size) });
  return performance.now() - begun;
}"""
KEPT = f"""async () => {{ {BASE} const {{ counts }} = await from("../outbox/send/status.js"); return (await counts()).waiting === 0; }}"""
ERASE = f"""async () => {{ {BASE} const {{ write }} = await from("../outbox/store/store.js");
  await write(["items", "photos", "bytes"], (tables) => {{ for (const table of Object.values(tables)) table.clear(); }}); }}"""


def run() -> Iterator[tuple[str, float, str]]:
    with bed() as here:
        page = here.page()
        page.goto(here.door)
        page.click("#start")
        page.wait_for_url("**/walk/*")
        page.wait_for_selector(".truth")
        yield from _opening(here, page)
        yield from _shooting(here, page)
        yield from _sending(here, page)
        yield from _many(here, page)


def _opening(here: Bed, page: Page) -> Iterator[tuple[str, float, str]]:
    session = here.slow(page)
    told = [
        (_cold(session, here, page, here.bare), _cold(session, here, page, here.walk)) for _ in range(ROUNDS)
    ]
    bare, ours = (statistics.median(each) for each in zip(*told, strict=True))
    yield ("capture.cold", ours / bare, f"a bare page of 30 kB, {bare:.0f} ms")
    session.detach()
    bare, ours = _without_network(here, page)
    yield ("capture.warm_offline", ours / bare, f"the bare page, {bare:.0f} ms")


def _cold(session: Any, here: Bed, page: Page, address: str) -> float:
    """As on the first visit: nothing of the page is on the phone but the pass."""
    if address == here.walk:
        page.goto(here.walk)
        page.wait_for_selector(".truth")
        page.evaluate(FORGET_WALK)
    here.forget(session, address)
    return here.usable(page, address)


def _without_network(here: Bed, page: Page) -> tuple[float, float]:
    """The bare page and ours, turn about, each from its service worker."""
    for address in (here.bare, here.walk):
        page.goto(address)
        until(
            page, "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))", 60
        )
    session = here.slow(page, offline=True)
    here.context.set_offline(True)
    told = [(here.usable(page, here.bare), here.usable(page, here.walk)) for _ in range(ROUNDS + 1)][1:]
    here.context.set_offline(False)
    session.detach()
    bare, ours = (statistics.median(each) for each in zip(*told, strict=True))
    return bare, ours


def _shooting(here: Bed, page: Page) -> Iterator[tuple[str, float, str]]:
    page.goto(here.walk)
    page.wait_for_selector(".truth")
    here.context.set_offline(True)
    session = here.slow(page, network=False)
    told = page.evaluate(SHOOT, {"size": PHOTO, "shots": SHOTS})
    ours, bare = (_p95(told[name]) for name in ("ours", "bare"))
    yield ("capture.shutter_to_saved_p95", ours / bare, f"a strict write of the same bytes, {bare:.1f} ms")
    large = base64.b64encode(pictures.encoded(pictures.textured(4032, 3024), quality=90)).decode()
    blocked = middle(lambda: float(page.evaluate(BLOCKED, {"data": large, "idle": False})), 3)
    idle = middle(lambda: float(page.evaluate(BLOCKED, {"data": large, "idle": True})), 3)
    yield (
        "capture.blocked_by_shrinking",
        blocked / BLOCKED_MS,
        f"{BLOCKED_MS} ms (a page with nothing to do: {idle:.0f} ms)",
    )
    page.evaluate(ERASE)
    session.detach()
    here.context.set_offline(False)


def _sending(here: Bed, page: Page) -> Iterator[tuple[str, float, str]]:
    """Time for eight pictures from the moment there is a network until all are kept."""
    data = base64.b64encode(jpeg(1, 620, 480, 92)).decode()
    size = QUEUE * len(base64.b64decode(data))
    page.goto(here.bare)
    session = here.slow(page)
    bare = float(page.evaluate(UPLOAD, size))
    session.detach()
    session = here.slow(page, offline=True)
    page.goto(here.walk)
    page.wait_for_selector(".truth")
    page.evaluate(FILL, {"count": QUEUE, "data": data})
    here.weather(session)
    begun = page.evaluate("performance.now()")
    until(page, f"({KEPT})()", 300)
    ours = float(page.evaluate("performance.now()")) - begun
    yield (
        "capture.outbox_time",
        ours / bare,
        f"one upload of the same {size // 1000} kB, {bare:.0f} ms ({size / UP / bare * 100_000:.0f} % of the uplink)",
    )
    session.detach()


def _many(here: Bed, page: Page) -> Iterator[tuple[str, float, str]]:
    """A thousand waiting pictures: opening the walk, and the shutter."""
    here.context.set_offline(True)
    page.goto(here.walk)
    page.wait_for_selector(".truth")
    page.evaluate(ERASE)
    none, none_shot = _opened_and_shot(here, page)
    page.evaluate(FILL, {"count": WAITING, "data": base64.b64encode(jpeg(2)).decode()})
    many, many_shot = _opened_and_shot(here, page)
    here.context.set_offline(False)
    yield ("capture.thousand_waiting.open", many / none, f"with none waiting, {none:.0f} ms")
    yield (
        "capture.thousand_waiting.shutter_p95",
        many_shot / none_shot,
        f"with none waiting, {none_shot:.1f} ms",
    )


def _opened_and_shot(here: Bed, page: Page) -> tuple[float, float]:
    session = here.slow(page, network=False)
    here.usable(page, here.walk)
    opened = middle(lambda: here.usable(page, here.walk), ROUNDS)
    shot = _p95(page.evaluate(SHOOT, {"size": PHOTO, "shots": SHOTS})["ours"])
    session.detach()
    return opened, shot


def _p95(told: list[float]) -> float:
    return statistics.quantiles(told, n=20)[-1]
