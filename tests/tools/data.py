"""The large test data, found through FIELD_TEST_DATA; without it the tests that need it are left out, and the run says how many."""

import os
from pathlib import Path


def folder() -> Path | None:
    """An unset or empty variable is no data; a wrong folder is a mistake, said at once."""
    named = os.environ.get("FIELD_TEST_DATA")
    if not named:
        return None
    path = Path(named).resolve()
    if not path.is_dir():
        raise RuntimeError(f"FIELD_TEST_DATA is no folder: {named}")
    return path


def files(pattern: str) -> list[Path]:
    """`files("photos_exif/**/*.jpg")`, in order, none without the data: for `@pytest.mark.parametrize` beside `@pytest.mark.data`."""
    where = folder()
    return sorted(path for path in where.glob(pattern) if path.is_file()) if where else []
