"""A Firefox without a driver beside it: Marionette, the protocol that Firefox itself speaks, over a plain socket.

A message is `length:[0, id, command, parameters]`; the answer `length:[1, id, error, result]`.
"""

import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.tools.ports import free_port

NAMES = ("firefox-esr", "firefox")
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
PREFERENCES: dict[str, Any] = {
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.startup.max_resumed_crashes": -1,  # a phone that was killed starts as any other time
    "services.settings.server": "data:,",
    "intl.accept_languages": "sv-SE,sv",
    # A camera that draws its own picture, and a position, without asking anyone.
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
    "geo.prompt.testing": True,
    "geo.prompt.testing.allow": True,
    "geo.provider.network.url": 'data:application/json,{"location": {"lat": 59.3884, "lng": 17.9285}, "accuracy": 8.0}',
}


def find_firefox() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Refused(Exception):
    """What Firefox answered instead."""


class Firefox:
    """One profile; `start()` after `kill9()` is the same phone switched on again."""

    def __init__(self, profile: Path) -> None:
        self.profile = profile
        self._ids = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None

    def start(self) -> "Firefox":
        program = find_firefox()
        assert program
        self.profile.mkdir(parents=True, exist_ok=True)
        port = free_port()
        settings = {**PREFERENCES, "marionette.port": port}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in settings.items()]
        (self.profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        command = [program, "--headless", "--no-remote", "--marionette", "--profile", str(self.profile)]
        environment = {
            **os.environ,
            "MOZ_HEADLESS_WIDTH": "390",
            "MOZ_HEADLESS_HEIGHT": "844",
            "HOME": str(self.profile),
        }
        self._process = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._connect(port)
        self.ask("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": True}}})
        return self

    def _connect(self, port: int, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", port), 120)
                self._receive()  # it says who it is
                return
            except OSError:
                assert time.monotonic() < end, "Firefox did not come up"
                time.sleep(0.1)

    def ask(self, command: str, parameters: dict[str, Any] | None = None) -> Any:
        assert self._socket
        number = next(self._ids)
        message = json.dumps([0, number, command, parameters or {}]).encode()
        self._socket.sendall(b"%d:%b" % (len(message), message))
        _kind, answered, error, result = self._receive()
        assert answered == number
        if error:
            raise Refused(f"{command}: {error['error']}: {error['message']}")
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def _receive(self) -> Any:
        assert self._socket
        head = b""
        while not head.endswith(b":"):
            byte = self._socket.recv(1)
            if not byte:
                raise OSError("Firefox has gone")
            head += byte
        left, body = int(head[:-1]), b""
        while len(body) < left:
            body += self._socket.recv(left - len(body))
        return json.loads(body)

    def open(self, address: str) -> None:
        self.ask("WebDriver:Navigate", {"url": address})

    def run(self, script: str, *given: Any) -> Any:
        """The script's `return`; a promise is waited for."""
        return self.ask("WebDriver:ExecuteScript", {"script": script, "args": list(given)})

    def find(self, selector: str, seconds: float = 20) -> str:
        end = time.monotonic() + seconds
        while True:
            try:
                return str(
                    self.ask("WebDriver:FindElement", {"using": "css selector", "value": selector})[ELEMENT]
                )
            except Refused as refused:
                if time.monotonic() >= end:
                    raise AssertionError(
                        self.run("return location.href + document.body.innerText")
                    ) from refused
                time.sleep(0.05)

    def click(self, selector: str) -> None:
        self.ask("WebDriver:ElementClick", {"id": self.find(selector)})

    def type(self, selector: str, text: str) -> None:
        """Keys; for a file's field its path."""
        self.ask("WebDriver:ElementSendKeys", {"id": self.find(selector), "text": text})

    def until(self, script: str, seconds: float = 30) -> Any:
        end = time.monotonic() + seconds
        while not (value := self.run(script)):
            assert time.monotonic() < end, (
                f"still not after {seconds} s: {script}\n{self.run('return document.body.innerText')}"
            )
            time.sleep(0.1)
        return value

    def kill9(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        with suppress(OSError, Refused, AssertionError):
            self.ask("Marionette:Quit", {"flags": ["eForceQuit"]})
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, how)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(20)
        self._process = None
