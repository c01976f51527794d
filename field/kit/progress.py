"""Progress (förlopp): a bar on standard error when someone is watching; silence otherwise."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import click

T = TypeVar("T")


def track(items: Sequence[T], label: str) -> Iterator[T]:
    """The items one by one, with a bar for long work at a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, label=label, file=sys.stderr) as bar:
        yield from _iterate(bar)


def _iterate(bar: Iterable[T]) -> Iterator[T]:
    yield from bar
