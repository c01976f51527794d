"""What the server asks of the system, in order, as strace tells it: syncs, renames and answers."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

CALLS = "fsync,fdatasync,rename,renameat,renameat2,sendto"
LINE = re.compile(r"^(?P<pid>\d+) +(?P<rest>.*)$")
RESUMED = re.compile(r"^<\.\.\. (?P<call>\w+) resumed>(?P<end>.*)$")
PATH = re.compile(r"<(/[^>]*)>")
QUOTED = re.compile(r'"([^"]*)"')


def is_to_be_had() -> bool:
    return shutil.which("strace") is not None


def watching(log: Path) -> tuple[str, ...]:
    """The command that stands in front of the server's."""
    return ("strace", "-f", "-qq", "-y", "-s", "64", "-e", f"trace={CALLS}", "-o", str(log))


@dataclass(frozen=True)
class Step:
    """`sync` of a path, `rename` to a path, or `answer` with its first line."""

    what: str
    of: str


def steps(log: Path) -> list[Step]:
    """A sync or rename counts when it has returned, an answer when it begins."""
    return list(_steps(log.read_text(errors="replace").splitlines()))


def _steps(lines: Iterable[str]) -> Iterable[Step]:
    begun: dict[str, str] = {}
    for line in lines:
        match = LINE.match(line)
        if match is None:
            continue
        pid, rest = match["pid"], match["rest"]
        resumed = RESUMED.match(rest)
        if resumed:
            rest = begun.pop(pid, "") + resumed["end"]
        elif rest.endswith("<unfinished ...>"):
            begun[pid] = rest.removesuffix("<unfinished ...>")
            if rest.startswith("sendto"):
                yield from _answer(rest)
            continue
        elif rest.startswith("sendto"):
            yield from _answer(rest)
        if rest.rstrip().endswith("= 0"):
            yield from _done(rest)


def _answer(rest: str) -> Iterable[Step]:
    said = QUOTED.search(rest)
    if said and said[1].startswith("HTTP/1.1 "):
        yield Step("answer", said[1].partition("\\r\\n")[0])


def _done(rest: str) -> Iterable[Step]:
    if rest.startswith(("fsync", "fdatasync")):
        path = PATH.search(rest)
        yield Step("sync", path[1] if path else "")
    elif rest.startswith("rename"):
        yield Step("rename", QUOTED.findall(rest)[-1])


def before_answer(told: list[Step], status: int) -> list[Step]:
    """What came between the last answer before and the first one with this status."""
    end = next(
        i for i, step in enumerate(told) if step.what == "answer" and step.of.startswith(f"HTTP/1.1 {status}")
    )
    begin = max((i for i in range(end) if told[i].what == "answer"), default=-1)
    return told[begin + 1 : end]
