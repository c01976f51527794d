"""A few child processes that decode pictures, started when first needed, kept for the next picture, replaced
when one dies or takes too long.

A process of its own for every picture would cost ten times the picture (0.1 s to start Python and Pillow);
threads would not survive a hostile one."""

import atexit
import contextlib
import json
import signal
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any, NamedTuple

_ROOT = Path(__file__).resolve().parents[3]
# Isolated (no environment, no user's packages, no current folder), then only the project's own folder.
_START = "import sys; sys.path.insert(0, sys.argv[1]); from field.kit.pictures import child; child.main()"
_MAX_HEADER, _MAX_PART = 65_536, 30_000_000
# Decoders leak a little; after so many pictures a fresh process takes over.
_PICTURES_EACH = 200
_FAREWELL_SECONDS = 1


# Ends that a picture brings about: out of processor time, or the decoder fell over it.
_FAULTS = frozenset(
    {
        signal.SIGXCPU,
        signal.SIGSEGV,
        signal.SIGBUS,
        signal.SIGABRT,
        signal.SIGFPE,
        signal.SIGILL,
        signal.SIGSYS,
    }
)


class Overrun(Exception):
    """The picture took more time than it may, or crashed the decoder: trying again would end the same way."""


class Interrupted(Exception):
    """The child was ended from outside (the server stops, memory ran out) or could not start: nothing is said
    about the picture.
    """


class ChildAnswer(NamedTuple):
    facts: dict[str, Any]
    parts: list[bytes]


class _Child:
    """One process and its two pipes."""

    def __init__(self) -> None:
        command = [sys.executable, "-I", "-c", _START, str(_ROOT)]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            cwd="/",
            # Ctrl-C in the terminal is for the server, which then closes the pipes.
            start_new_session=True,
        )
        self.number = self._process.pid
        self.left = _PICTURES_EACH
        self._late = False

    def ask(self, task: dict[str, Any], data: bytes, seconds: float) -> ChildAnswer:
        """The answer; Overrun or Interrupted, and then the child is gone."""
        self.left -= 1
        clock = threading.Timer(seconds, self._stop)
        clock.daemon = True
        clock.start()
        try:
            return self._exchange(task, data)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            code = self.end()
            raise (Overrun if self._late or -code in _FAULTS else Interrupted) from error
        finally:
            clock.cancel()
            # The clock may be about to strike: afterwards it is known whether it has.
            clock.join()

    def fit(self) -> bool:
        """Whether it may serve once more."""
        return self.left > 0 and not self._late

    def _stop(self) -> None:
        self._late = True
        self._process.kill()

    def _exchange(self, task: dict[str, Any], data: bytes) -> ChildAnswer:
        tasks, answers = self._process.stdin, self._process.stdout
        if tasks is None or answers is None:
            raise OSError
        header = json.dumps({**task, "length": len(data)}).encode()
        tasks.write(struct.pack(">I", len(header)) + header)
        tasks.write(data)
        tasks.flush()
        facts = json.loads(_exactly(answers, struct.unpack(">I", _exactly(answers, 4))[0], _MAX_HEADER))
        return ChildAnswer(facts, [_exactly(answers, size, _MAX_PART) for size in facts.pop("parts")])

    def end(self) -> int:
        """Close the pipes, wait for the process, so that nothing of it stays behind; the code it ended
        with.
        """
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            return self._process.wait(_FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


def _exactly(pipe: IO[bytes], size: int, most: int = _MAX_HEADER) -> bytes:
    if not 0 <= size <= most:
        raise ValueError
    data = pipe.read(size)
    if len(data) < size:
        raise OSError
    return data


class Pool:
    """At most `size` children; a thread that finds all of them busy waits for its turn."""

    def __init__(self, size: int) -> None:
        self._turns = threading.BoundedSemaphore(size)
        self._resting: list[_Child] = []
        atexit.register(self.rest)

    def ask(self, task: dict[str, Any], data: bytes, seconds: float) -> ChildAnswer:
        """Have one child do the task within `seconds` by the clock. Raises Overrun, Interrupted."""
        with self._turns:
            # One that was ended while it rested says nothing about this task.
            with contextlib.suppress(IndexError, Interrupted):
                return self._served_by(self._resting.pop(), task, data, seconds)
            return self._served_by(_Child(), task, data, seconds)

    def _served_by(self, child: _Child, task: dict[str, Any], data: bytes, seconds: float) -> ChildAnswer:
        answer = child.ask(task, data, seconds)
        if child.fit():
            self._resting.append(child)
        else:
            child.end()
        return answer

    def resting(self) -> list[int]:
        """The process numbers of the children that wait for work."""
        return [child.number for child in self._resting]

    def rest(self) -> None:
        """End the children that are waiting for work; the next picture starts a new one."""
        while self._resting:
            self._resting.pop().end()
