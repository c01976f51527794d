"""The browser: the system's Chromium, or the one Playwright keeps.

As a program (`python -m tests.tools.browser`) it prints the path, and installs one first where none is.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Root (a container) has no sandbox to give; the others keep a test browser from talking to its makers.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)
RINKEBY_TORG = {"latitude": 59.3884, "longitude": 17.9285, "accuracy": 8}


def find_chromium() -> str | None:
    """The path of a Chromium: FIELD_TEST_CHROMIUM or the system's; None leaves Playwright to its own."""
    return os.environ.get("FIELD_TEST_CHROMIUM") or next(
        (path for name in NAMES if (path := shutil.which(name))), None
    )


def launch_options() -> dict[str, Any]:
    """For `chromium.launch(**…)` and `launch_persistent_context(…, **…)`."""
    return {"executable_path": find_chromium(), "args": list(ARGUMENTS)}


def phone_options(**changes: Any) -> dict[str, Any]:
    """A phone in the hand at Rinkeby torg: 390×844, touch, camera and position allowed. For `browser.new_context(**…)`."""
    return {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
        "geolocation": RINKEBY_TORG,
        "permissions": ["geolocation", "camera", "microphone"],
        "locale": "sv-SE",
        "timezone_id": "Europe/Stockholm",
        **changes,
    }


def find_or_install() -> str | None:
    """As `find_chromium`, then Playwright's own, then the system's package (as root); None when no way led to one."""
    if path := find_chromium() or _playwrights_own():
        return path
    _run(sys.executable, "-m", "playwright", "install", "chromium")
    if path := _playwrights_own():
        return path
    if shutil.which("apt-get"):
        _run("apt-get", "update")
        _run("apt-get", "install", "-y", "--no-install-recommends", "chromium")
    return find_chromium()


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _run(*command: str) -> None:
    """What fails is seen, and the next way is tried."""
    subprocess.run(command, check=False, stdout=sys.stderr)


if __name__ == "__main__":
    found = find_or_install()
    if not found:
        sys.exit(
            "No Chromium: install one (for example the package chromium), or name one in FIELD_TEST_CHROMIUM."
        )
    print(found)
