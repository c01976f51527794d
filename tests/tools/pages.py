"""What a page must stand: axe (accessibility) in the browser, html-validate on rendered HTML, and waiting under a strict CSP."""

import json
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.tools import ROOT

NODE_MODULES = ROOT / "tests" / "tools" / "node_modules"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def axe(page: Page, *, tags: tuple[str, ...] = WCAG, without: tuple[str, ...] = ()) -> list[str]:
    """Violations as lines `rule: what (where)`; none is `[]`. `without` names rules to leave out.

    Goes through the debugging protocol, which a page's CSP does not bind: the page is judged exactly as visitors get it.
    """
    session = page.context.new_cdp_session(page)
    _evaluate(session, (NODE_MODULES / "axe-core" / "axe.min.js").read_text())
    options = {
        "runOnly": list(tags),
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],
    }
    found = json.loads(
        _evaluate(
            session, f"axe.run(document, {json.dumps(options)}).then(r => JSON.stringify(r.violations))"
        )
    )
    session.detach()
    return [f"{each['id']}: {each['help']} ({node['target']})" for each in found for node in each["nodes"]]


def _evaluate(session: Any, expression: str) -> Any:
    answer = session.send(
        "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
    )
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return answer["result"].get("value")


def until(page: Page, expression: str, seconds: float = 10) -> Any:
    """Asks the page again until the expression is truthy; its value. (`wait_for_function` needs eval, which our CSP refuses.)"""
    end = time.monotonic() + seconds
    while not (value := page.evaluate(expression)):
        assert time.monotonic() < end, f"still not after {seconds} s: {expression}"
        page.wait_for_timeout(50)
    return value


def html_faults(pages: Mapping[str, str]) -> list[str]:
    """Faults of rendered pages (name → HTML) as lines `name:line rule message`; one start of node for all of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        names = {f"{number}.html": page for number, page in enumerate(pages)}
        for file, page in names.items():
            (folder / file).write_text(pages[page], encoding="utf-8")
        command = [
            "node",
            NODE_MODULES / "html-validate" / "bin" / "html-validate.mjs",
            "--formatter",
            "json",
            *sorted(names),
        ]
        config = ["--config", ROOT / "tests" / "tools" / "html-rules.json"]
        done = subprocess.run([*command, *config], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        assert done.stdout, done.stderr
        return [
            f"{names[Path(report['filePath']).name]}:{fault['line']} {fault['ruleId']} {fault['message']}"
            for report in json.loads(done.stdout)
            for fault in report["messages"]
        ]
