"""Catalogues (kataloger): one table for each list of codes. A row holds all that the code means, with every
reader's words; pages, letters, phones, formats and the database's CHECK loop over the table.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol, TypeVar


class HasCode(Protocol):
    @property
    def code(self) -> str: ...


Entry = TypeVar("Entry", bound=HasCode)


class Catalogue(Mapping[str, Entry]):
    """Entries by code, in the order in which they are shown."""

    def __init__(self, *entries: Entry) -> None:
        self._by_code = {entry.code: entry for entry in entries}
        if len(self._by_code) != len(entries):
            raise ValueError("a code stands twice")

    def __getitem__(self, code: str) -> Entry:
        return self._by_code[code]

    def __contains__(self, code: object) -> bool:
        """Whatever a phone may send for a code, lists too."""
        return isinstance(code, str) and code in self._by_code

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)

    def where(self, fits: Callable[[Entry], object]) -> "Catalogue[Entry]":
        return Catalogue(*(entry for entry in self.values() if fits(entry)))

    def words(self, reader: str) -> dict[str, str]:
        """What one reader reads of each code, not yet translated."""
        return {entry.code: str(getattr(entry, reader)) for entry in self.values()}

    def check(self, column: str) -> str:
        """The database's CHECK that a column holds one of the codes."""
        return "{} IN ({})".format(column, ", ".join(f"'{code}'" for code in self))
