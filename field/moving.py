"""Moving (flytt): the bytes of one store into another, from a folder to a bucket or back, while the app runs.

Nothing is taken away where it was. What is there already with the right size is left alone, so a move that
was cut short is simply run again; originals are named by their hash, so each is known to be whole before it
leaves and after it has come."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from field.kit import progress
from field.kit.storage import Storage, StoreAway

ORIGINALS, COPIES = "photos/", "copies/"


class SameStore(ValueError):
    """Bytes cannot be moved to where they are."""


@dataclass
class Moved:
    """`failed` are {key, why}: each stays in its old store, and is tried again by the next run."""

    copied: int = 0
    skipped: int = 0
    failed: list[dict[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {"copied": self.copied, "skipped": self.skipped, "failed": self.failed}


def refuse_the_same(one: str, other: str) -> None:
    """Settings of two stores. Raises `SameStore`, also for a folder by another name."""
    if one == other or ("://" not in one + other and Path(one).resolve() == Path(other).resolve()):
        raise SameStore(f"{other} is the store in use")


def move(source: Storage, target: Storage) -> Moved:
    """Copies every original and copy. Raises OSError when a whole store gives way; what has come by then
    stays there.
    """
    moved = Moved()
    keys = [key for prefix in (ORIGINALS, COPIES) for key in source.keys(prefix)]
    for key in progress.track(keys, "store"):
        size = source.size(key)
        if size is not None and target.size(key) == size:
            moved.skipped += 1
        elif why := _fault(source, target, key):
            moved.failed.append({"key": key, "why": why})
        else:
            moved.copied += 1
    return moved


def _fault(source: Storage, target: Storage, key: str) -> str:
    """Copies one, and says what went wrong with it alone."""
    try:
        data = source.get(key)
    except StoreAway:
        raise
    except OSError as error:
        return f"cannot be read: {error.strerror or 'gone'}"
    if key.startswith(ORIGINALS) and hashlib.sha256(data).hexdigest() != key.rpartition("/")[2]:
        return "its bytes are not those of its name"
    target.put(key, data)
    if target.get(key) != data:
        target.delete(key)
        return "it came out changed"
    return ""
