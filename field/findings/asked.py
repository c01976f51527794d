"""What is asked of a finding (frågorna): each field once, with all that its readers need to know of it.

Readers loop over this table: what a phone sends and is told, the desk's form and list, letter, owner's
page, protocol, table, GeoJSON, the API's description. A new question is a row here, a column in `rows` and a
migration. What a reader composes of several (where it is, how urgent a kind usually is) stays its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from field.kinds import PERSPECTIVES, PUBLIC_TYPES, TYPES, URGENCIES
from field.kit.i18n import N_
from field.kit.i18n import gettext as _
from field.kit.text import SHORT_MAX, TEXT_MAX

if TYPE_CHECKING:
    from field.findings.rows import Finding

FEELING = ("feeling",)

Shape = Literal["choice", "many", "text", "line", "group"]
Reader = Literal[
    "facts-place", "facts-voice", "table", "geojson", "letter", "owner", "edit", "panel", "row", "list"
]


@dataclass(frozen=True)
class Asked:
    """One field. `label` is what it is called where a finding is read, `question` and `hint` where it is
    asked.

    `choices` are all codes that are kept, `offered` those a phone shows (all, where it names none). `types`
    are the types of finding it is asked of, and `kinds` the upper kinds, beside the kinds that ask for it by
    themselves. `group` is its place on the phone: first, by the place, or among the rest. `watched`: a
    grown-up's words are looked through (a child's are always masked). `sheet` is its name on the typed sheet,
    `means` its line in the API's description."""

    code: str
    shape: Shape
    label: str
    question: str
    means: str
    group: Literal["first", "place", "more"] = "more"
    hint: str = ""
    desk: tuple[str, str] | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    offered: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    longest: int = SHORT_MAX
    types: tuple[str, ...] = tuple(TYPES)
    kinds: tuple[str, ...] = ()
    of_children: bool = True
    watched: bool = False
    readers: tuple[Reader, ...] = ()
    column: tuple[str, int, int] = ("", 16, 26)
    sheet: str = ""

    @property
    def is_words(self) -> bool:
        """Free words: a child's are masked."""
        return self.shape in ("text", "line", "group")

    @property
    def at_desk(self) -> tuple[str, str]:
        """Label and hint where it is edited, in the bound language."""
        label, hint = self.desk or (self.question, "")
        return _(label), _(hint) if hint else ""

    def is_asked_of(self, type_: str) -> bool:
        return type_ in self.types

    def of(self, finding: "Finding") -> Any:  # noqa: ANN401 - words, a code, codes or the parts of a group
        """What a finding says, as it is frozen and sent: None where nothing is said, but "" for a text."""
        value = getattr(finding, self.code)
        return list(value) if self.shape == "many" else value if self.shape == "text" else value or None

    def shown(self, finding: "Finding") -> Any:  # noqa: ANN401 - as `of`
        """The same for readers: nothing where this is not asked of such a finding."""
        return self.of(finding) if self.is_asked_of(finding.type) else self.nothing

    def frozen(self, line: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as `of`
        """The same of a protocol's line: one frozen before this was asked says nothing of it."""
        return line.get(self.code, self.nothing) if self.is_asked_of(line["type"]) else self.nothing

    @property
    def nothing(self) -> Any:  # noqa: ANN401 - as `of`
        return [] if self.shape == "many" else "" if self.shape == "text" else None

    def words(self, value: object) -> str:
        """A value in the bound language; a code without a word stands as it is."""
        if self.shape == "many":
            codes = value if isinstance(value, list) else []
            return ", ".join(self._word(code) for code in codes)
        return self._word(value) if self.shape == "choice" else str(value or "")

    def _word(self, code: object) -> str:
        return _(self.choices[str(code)]) if str(code) in self.choices else str(code or "")


TYPE = Asked(
    "type",
    "choice",
    N_("Typ"),
    N_("Vad är det för slags sak?"),
    f"One of {', '.join(TYPES)}; else `defect`, flag `type-unknown`. `behaviour` ⇔ kind `social`, "
    "`positive` ⇔ kind `positive`",
    choices=TYPES.words("staff"),
    offered=("defect", "feeling", "proposal", "positive"),
    types=PUBLIC_TYPES,
    readers=("geojson", "edit"),
    sheet="type",
)
TEXT = Asked(
    "text",
    "text",
    N_("Beskrivning"),
    N_("Ord"),
    "Free words",
    group="first",
    hint=N_("Skriv om platsen, inte om personer."),
    desk=(N_("Ord"), N_("Skriv om platsen, inte om personer. Det här står i brevet och protokollet.")),
    longest=TEXT_MAX,
    watched=True,
    readers=("geojson", "edit"),
    sheet="what",
)
URGENCY = Asked(
    "urgency",
    "choice",
    N_("Brådska"),
    N_("Hur bråttom är det?"),
    f"One of {', '.join(URGENCIES)}; anything else is none, flag `urgency-unknown`",
    group="first",
    choices=URGENCIES.words("staff"),
    readers=("geojson", "edit"),
    sheet="urgency",
)
LANDMARK = Asked(
    "landmark",
    "line",
    N_("Landmärke"),
    N_("Hur hittar man dit?"),
    "How to find the place",
    group="place",
    hint=N_("Till exempel: bakom nummer 12, vid gungorna."),
    desk=(N_("Hur hittar man dit?"), ""),
    watched=True,
    readers=("geojson", "edit"),
    sheet="where",
)
ASSET_REF = Asked(
    "asset_ref",
    "line",
    N_("Märkning på platsen"),
    N_("Numret på stolpen"),
    "The number on the lamp post",
    group="place",
    hint=N_("Sitter ungefär två meter upp på lyktstolpen."),
    desk=(N_("Nummer på platsen"), N_("Till exempel skylten på lyktstolpen.")),
    kinds=("light",),
    readers=("facts-place", "table", "geojson", "letter", "owner", "edit"),
    column=("", 16, 16),
    sheet="mark",
)
BUILDING = Asked(
    "building",
    "group",
    N_("Byggnad"),
    N_("Inomhus"),
    "Where indoors",
    group="place",
    parts={"name": N_("Hus"), "entrance": N_("Port"), "floor": N_("Våning")},
    watched=True,
    readers=("geojson",),
)
PERSPECTIVE = Asked(
    "perspective",
    "many",
    N_("Vems ögon"),
    N_("Vem såg det?"),
    f"Whose eyes: one of {', '.join(PERSPECTIVES)}, or a list of them; others are set aside, flag "
    "`perspective-unknown`",
    choices=PERSPECTIVES.words("staff"),
    offered=(
        "adult",
        "senior",
        "woman",
        "child_10_12",
        "youth_13_17",
        "mobility",
        "vision",
        "hearing",
        "cognitive",
        "parent_with_pram",
        "new_in_sweden",
        "business",
        "staff",
    ),
    of_children=False,
    readers=("facts-voice", "table", "geojson", "row", "list"),
    column=(N_("Vems ögon, kod"), 16, 26),
    sheet="eyes",
)
WHEN_FELT = Asked(
    "when_felt",
    "choice",
    N_("Känns så"),
    N_("När känns det så?"),
    "When it feels so: `now`, `dark`, `winter` or `always`; anything else is none, flag `when_felt-unknown`",
    group="first",
    choices={
        "now": N_("Nu"),
        "dark": N_("När det är mörkt"),
        "winter": N_("På vintern"),
        "always": N_("Alltid"),
    },
    types=FEELING,
    readers=("facts-voice", "table", "geojson", "letter", "owner", "edit", "panel", "list"),
    column=(N_("Känns så, kod"), 12, 18),
)
ASKED = (TYPE, TEXT, URGENCY, ASSET_REF, LANDMARK, BUILDING, PERSPECTIVE, WHEN_FELT)
CODES = tuple(each.code for each in ASKED)


def at(reader: Reader) -> list[Asked]:
    """The fields that stand with a reader, in their order."""
    return [each for each in ASKED if reader in each.readers]


def told(finding: "Finding", reader: Reader) -> list[tuple[Asked, str, str]]:
    """The field, its label and the words, in the bound language, of what a finding says to a reader."""
    return _present((each, each.shown(finding)) for each in at(reader))


def told_by(line: Mapping[str, Any], reader: Reader) -> list[tuple[Asked, str, str]]:
    """The same of a frozen line."""
    return _present((each, each.frozen(line)) for each in at(reader))


def _present(said: Iterable[tuple[Asked, Any]]) -> list[tuple[Asked, str, str]]:
    return [(each, _(each.label), words) for each, value in said if (words := each.words(value))]
