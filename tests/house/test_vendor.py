"""What others wrote is kept as they released it: `static/vendor/CHECKSUMS.txt` names each file's sha256, source and licence."""

from collections.abc import Mapping
from hashlib import sha256

from tests.house.sources import files, read
from tests.tools import ROOT

LIST = "static/vendor/CHECKSUMS.txt"


def vendor_faults(listed: str, kept: Mapping[str, bytes]) -> list[str]:
    """`kept`: path below static/vendor → bytes. Lines of the list: `sha256  file  source  licence`, two spaces between; # is a remark."""
    rows = [line.split("  ") for line in listed.splitlines() if line.strip() and not line.startswith("#")]
    faults = [
        f"not four fields: {'  '.join(row)}"
        for row in rows
        if len(row) != 4 or not all(part.strip() for part in row)
    ]
    sums = {row[1]: row[0] for row in rows if len(row) > 1}
    faults += [f"not in the list: {name}" for name in kept if name not in sums]
    faults += [f"listed but not there: {name}" for name in sums if name not in kept]
    return faults + [
        f"changed: {name}"
        for name, data in kept.items()
        if name in sums and sha256(data).hexdigest() != sums[name]
    ]


def test_vendored_files_are_as_their_makers_released_them() -> None:
    folder = "static/vendor/"
    kept = {
        name.removeprefix(folder): (ROOT / name).read_bytes() for name in files(f"{folder}*") if name != LIST
    }
    assert vendor_faults(read(LIST), kept) == []


def test_a_changed_an_unlisted_a_missing_and_a_nameless_file_are_seen() -> None:
    good = f"# from npm\n{sha256(b'a').hexdigest()}  a.js  npm:a@1.0.0  MIT\n"
    assert vendor_faults(good, {"a.js": b"a"}) == []
    assert vendor_faults(good, {"a.js": b"b"}) == ["changed: a.js"]
    assert vendor_faults(good, {"a.js": b"a", "b.js": b"b"}) == ["not in the list: b.js"]
    assert vendor_faults(good, {}) == ["listed but not there: a.js"]
    assert vendor_faults(good.replace("  MIT", ""), {"a.js": b"a"})[0].startswith("not four fields")
