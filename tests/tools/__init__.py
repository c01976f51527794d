"""Doors of the tests to the outside: a browser, a database server, a mail server, the real app as a process, page checkers."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
