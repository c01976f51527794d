"""Which scripts the walk's first screen needs: read from the scripts themselves, so that no module waits
for another to be read first.
"""

import posixpath
import re
from functools import cache

from field.kit.settings import ROOT

STATIC = ROOT / "static"
FIRST = ("js/capture/main.js", "js/capture/screens/home.js")
IMPORT = re.compile(r'^(?:import|export) (?:[^;]*? from )?"([^"]+)";', re.MULTILINE)


@cache
def first_needed() -> tuple[str, ...]:
    """Names under the static tree: the start, the home screen, and all that they import, however deep; not
    what is fetched later.
    """
    seen: dict[str, None] = {}
    ahead = list(FIRST)
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen[name] = None
            ahead.extend(_imported(name))
    return tuple(sorted(seen))


def _imported(name: str) -> list[str]:
    text = (STATIC / name).read_text(encoding="utf-8")
    return [
        posixpath.normpath(posixpath.join(posixpath.dirname(name), said)) for said in IMPORT.findall(text)
    ]
