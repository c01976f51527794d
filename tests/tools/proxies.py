"""The proxies that we ship files for, run with those very files; only names, ports and places are those of the test."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.tools import ROOT
from tests.tools.ports import free_port

NAME = "strak.example.se"
PROGRAMS = {"nginx": "/usr/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin", "caddy": ""}
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log crit;
{user}
events {{ }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/strak.conf;
}}
"""


def program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:{PROGRAMS[name]}")


class Proxy:
    """`Proxy("nginx", folder, server.url)` listens without TLS on `port` once started, and passes on to the server."""

    def __init__(self, name: str, folder: Path, behind: str) -> None:
        self.name, self.folder, self.behind = name, folder, behind.removeprefix("http://")
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def start(self, seconds: float = 20) -> "Proxy":
        command = self._nginx() if self.name == "nginx" else self._caddy()
        env = {**os.environ, "XDG_DATA_HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)}
        with (self.folder / "said.log").open("wb") as said:
            self._process = subprocess.Popen(command, stdout=said, stderr=said, env=env)
        end = time.monotonic() + seconds
        while not self._is_up():
            if time.monotonic() > end or self._process.poll() is not None:
                self.stop()
                raise AssertionError(f"{self.name} did not come up\n{(self.folder / 'said.log').read_text()}")
            time.sleep(0.05)
        return self

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(10)

    def _is_up(self) -> bool:
        try:
            with urlopen(
                Request(f"http://127.0.0.1:{self.port}/healthz", headers={"Host": NAME}), timeout=2
            ) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def _nginx(self) -> list[str]:
        shipped = (ROOT / "deploy/nginx.conf").read_text()
        server = shipped[shipped.rindex("server {") :]
        kept = [line for line in server.splitlines() if "[::]" not in line and "ssl_" not in line]
        ours = "\n".join(kept).replace("listen 443 ssl http2", f"listen 127.0.0.1:{self.port}")
        (self.folder / "strak.conf").write_text(
            shipped[: shipped.index("server {")]
            + ours.replace("http://127.0.0.1:8000", f"http://{self.behind}").replace(
                "/var/log/nginx", str(self.folder)
            )
        )
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(NGINX.format(folder=self.folder, user=user))
        return [
            program("nginx") or "nginx",
            "-e",
            str(self.folder / "first.log"),
            "-c",
            str(self.folder / "nginx.conf"),
        ]

    def _caddy(self) -> list[str]:
        shipped = (ROOT / "deploy/Caddyfile").read_text()
        ours = shipped.replace(f"{NAME} {{", f"http://{NAME}:{self.port} {{\n\tbind 127.0.0.1")
        ours = ours.replace("127.0.0.1:8000", self.behind).replace("/var/log/caddy", str(self.folder))
        (self.folder / "Caddyfile").write_text("{\n\tadmin off\n" + ours.partition("{\n")[2])
        return [
            program("caddy") or "caddy",
            "run",
            "--config",
            str(self.folder / "Caddyfile"),
            "--adapter",
            "caddyfile",
        ]
