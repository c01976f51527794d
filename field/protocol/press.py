"""The press (pressen): sets one laid-out folder as PDF/UA-1, in a process of its own so that its half
gigabyte is given back at once.

Run as `python press.py FOLDER LAYOUT FONTS ISO8601`; writes `out.pdf` in the folder. It knows nothing of the
program around it."""

import sys
from datetime import datetime
from pathlib import Path

import typst


def press(folder: Path, layout: str, fonts: Path, made_at: datetime) -> bytes:
    return typst.compile(
        folder / layout,
        root=folder,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]),
        ignore_system_fonts=True,
        package_path=folder / "none",
        package_cache_path=folder / "none",
        pdf_standards=["ua-1"],
        timestamp=made_at,
    )


if __name__ == "__main__":
    folder, layout, fonts, made_at = sys.argv[1:]
    pdf = press(Path(folder), layout, Path(fonts), datetime.fromisoformat(made_at))
    (Path(folder) / "out.pdf").write_bytes(pdf)
