"""The words' gate (ordens grind): what others may read of what a walker wrote, per audience.

Owners read the words as they stand, but what could name a person only once somebody at the desk has looked
at the marked places. The public reads no words that nobody has read. Until then: masked, or nothing."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from field.findings import asked, watch

if TYPE_CHECKING:
    from field.findings.asked import Asked
    from field.findings.rows import Finding

PERSONAL = "personal"
AUDIENCES = ("owner", "public")
WATCHED = tuple(each for each in asked.ASKED if each.watched)


def kinds_in(each: "Asked") -> tuple[str, ...]:
    """How to find a place is often said by an address: that is no home."""
    return watch.EVERYTHING if each is asked.TEXT else watch.ABOUT_PLACES


def flagged(finding: "Finding") -> bool:
    """Whether any of its words could name a person."""
    return any(
        watch.spans(part, kinds_in(each)) for each in WATCHED for part in _parts(getattr(finding, each.code))
    )


def awaits(finding: "Finding") -> bool:
    """Marked places that nobody has looked at."""
    return not finding.words_for_owner and flagged(finding)


def marked(finding: "Finding") -> list[tuple["Asked", list[tuple[str, bool]]]]:
    """Each watched text that holds a marked place, cut up as `watch.pieces`."""
    return [
        (each, watch.pieces(part, kinds_in(each)))
        for each in WATCHED
        for part in _parts(getattr(finding, each.code))
        if watch.spans(part, kinds_in(each))
    ]


def masked(each: "Asked", value: Any) -> Any:  # noqa: ANN401 - words, or the words of a group's parts
    if isinstance(value, dict):
        return {name: watch.mask(part, kinds_in(each))[0] for name, part in value.items()}
    return watch.mask(value, kinds_in(each))[0] if value else value


def for_owner(finding: "Finding", each: "Asked") -> Any:  # noqa: ANN401 - as `masked`
    """What a field says to those it is handed to, in letter, page, protocol and table."""
    value = each.of(finding)
    return value if finding.words_for_owner or not each.watched else masked(each, value)


def for_public(finding: "Finding", each: "Asked") -> Any:  # noqa: ANN401 - as `masked`
    return each.of(finding) if finding.words_for_public or not each.watched else each.nothing


def tick(finding: "Finding", audiences: Iterable[str] = AUDIENCES) -> None:
    """A person has read the words for an audience."""
    for audience in audiences:
        setattr(finding, f"words_for_{audience}", True)


def judge(finding: "Finding") -> None:
    """Words that a person at the desk has just written: read, but for what they still hold of persons."""
    is_flagged = flagged(finding)
    finding.words_for_owner = finding.words_for_public = not is_flagged
    finding.flags = [
        *(flag for flag in finding.flags if flag != PERSONAL),
        *([PERSONAL] if is_flagged else []),
    ]


def untick(finding: "Finding") -> None:
    """Words came that nobody has read."""
    finding.words_for_owner = finding.words_for_public = False


def mask_all(finding: "Finding") -> None:
    """The marked places go for good; with them the flag that told of them."""
    for each in WATCHED:
        setattr(finding, each.code, masked(each, getattr(finding, each.code)))
    finding.flags = [flag for flag in finding.flags if flag != PERSONAL]


def _parts(value: Any) -> list[str]:  # noqa: ANN401 - as `masked`
    return list(value.values()) if isinstance(value, dict) else [value] if value else []
