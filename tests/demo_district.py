"""The demo district's files, read plainly for the tests: outlines, tables, taxonomy and the findings of the story."""

import csv
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from shapely.geometry import Point, Polygon, shape

from field.demo import story

DEMO = Path(story.__file__).parent
NAMES = {
    "Rinkeby",
    "Tensta",
    "Husby",
    "Akalla",
    "Kista",
    "Bromsten",
    "Solhem",
    "Flysta",
    "Lunda",
    "Sundby",
    "Hansta",
}


def features() -> list[dict[str, Any]]:
    return list(json.loads((DEMO / "areas.geojson").read_text(encoding="utf-8"))["features"])


@cache
def outlines() -> dict[str, Polygon]:
    return {
        each["properties"]["name"]: shape(each["geometry"])
        for each in features()
        if each["geometry"]["type"] == "Polygon"
    }


def area_of(lat: float, lon: float) -> str:
    return next((name for name, outline in outlines().items() if outline.covers(Point(lon, lat))), "")


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def taxonomy() -> dict[str, Any]:
    return dict(yaml.safe_load((DEMO / "kinds.yaml").read_text(encoding="utf-8")))


def parents() -> dict[str, str | None]:
    codes: dict[str, str | None] = {}
    for kind in taxonomy()["kinds"]:
        codes |= {kind["code"]: None} | {sub["code"]: kind["code"] for sub in kind["sub"]}
    return codes


def findings() -> Iterator[tuple[story.StoryWalk, story.StoryFinding]]:
    return ((walk, each) for walk in story.walks() for each in walk.findings)


def usual_owners(kind: str) -> list[str]:
    by_code = {each["code"]: each for top in taxonomy()["kinds"] for each in (top, *top["sub"])}
    for code in (kind, parents()[kind]):
        named = by_code[code].get("owners") or by_code[code].get("owner") if code else None
        if named:
            return named if isinstance(named, list) else [named]
    return []


def by_role(role: str, area: str) -> list[str]:
    mine = [each for each in rows("roles.csv") if each["role"] == role]
    return [each["owner"] for each in mine if area and each["area"] == area] or [
        each["owner"] for each in mine if not each["area"]
    ]


def routed(kind: str, area: str) -> list[str]:
    fitting = [
        each
        for each in rows("rules.csv")
        if each["kind"] in (kind, parents()[kind], "") and each["area"] in (area, "")
    ]
    if not fitting:
        return [owner for role in usual_owners(kind) for owner in by_role(role, area)]

    def rank(rule: dict[str, str]) -> tuple[int, bool, int]:
        return [kind, parents()[kind], ""].index(rule["kind"]), not rule["area"], int(rule["priority"])

    best = min(rank(each) for each in fitting)
    return [each["owner"] for each in fitting if rank(each) == best]
