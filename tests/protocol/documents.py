"""Frozen documents to try the formats on: an evening in Rinkeby as a coordinator would know it, and its follow-up in the autumn."""

from copy import deepcopy
from io import BytesIO
from typing import Any, cast
from uuid import NAMESPACE_URL, uuid5

from PIL import Image, ImageDraw

from field.protocol.shape import Document, FrozenLine

ROUTE = [
    [17.92850, 59.38840],
    [17.92905, 59.38872],
    [17.93020, 59.38893],
    [17.93108, 59.38866],
    [17.93161, 59.38814],
    [17.93105, 59.38758],
    [17.92980, 59.38731],
    [17.92871, 59.38752],
    [17.92838, 59.38801],
]
HOMES = {"id": "familjebostader", "name": "Familjebostäder", "why": "gård i Rinkeby"}
STREETS = {"id": "trafikkontoret", "name": "Trafikkontoret", "why": "all gatu- och parkbelysning"}
DISTRICT = {"id": "stadsdelen", "name": "Stadsdelsförvaltningen", "why": "parkmark i Rinkeby"}


def line(nth: int, **fields: Any) -> FrozenLine:
    """A defect with nothing remarkable about it, changed by `fields`."""
    plain: dict[str, Any] = {
        "number": f"RI26V-{nth:03d}",
        "finding": str(uuid5(NAMESPACE_URL, f"finding-{nth}")),
        "type": "defect",
        "kind": "furn_bench",
        "kind_label": "Trasig bänk",
        "text": "",
        "place": "Hinderstorpsgränd",
        "landmark": None,
        "area": "Rinkeby",
        "lat": 59.3881,
        "lon": 17.9302,
        "accuracy_m": 6.0,
        "position_source": "device",
        "building": None,
        "urgency": "2",
        "urgency_label": "Inom 3 månader",
        "wanted_by": "2026-08-12",
        "asset_ref": None,
        "owners": [HOMES],
        "perspective": ["adult"],
        "noted_month": "2026-05",
        "seen_by": 1,
        "also": [],
        "version": 1,
        "photos": [],
        "check": None,
    }
    return cast("FrozenLine", {**plain, **fields})


def photo(name: str, state: str = "approved", **fields: str) -> Any:
    return {"id": name, "state": state, "alt": "", **fields}


def document(*lines: FrozenLine, **fields: Any) -> Document:
    whole: dict[str, Any] = {
        "title": "Trygghetsvandring Rinkeby",
        "area": "Rinkeby",
        "season": "Vår 2026",
        "language": "sv",
        "walk": walk(),
        "version": 1,
        "frozen_at": "2026-05-14T07:40:00+00:00",
        "dnr": "RI 2026/0412",
        "supplement": False,
        "for_owner": None,
        "timezone": "Europe/Stockholm",
        "contact": {"function": "Samordnaren", "phone": "070-174 06 05", "email": "samordnare@jarva.example"},
        "lines": list(lines),
    }
    return cast("Document", deepcopy({**whole, **fields}))


def walk(**fields: Any) -> dict[str, Any]:
    plain = {
        "id": str(uuid5(NAMESPACE_URL, "walk")),
        "kind": "adult",
        "starts_at": "2026-05-12T20:30:00+02:00",
        "meeting_place": "Rinkeby torg, vid trappan till tunnelbanan",
        "leader_function": "Fastighetsägareföreningen",
        "headcount": {"adults": 9, "seniors": 3, "youth": 2, "child_5_7": 0},
        "weather": "8 grader, uppehåll",
        "light": "dark",
        "ground": "bare",
        "leaves": "on",
        "route": {"type": "LineString", "coordinates": ROUTE},
    }
    return {**plain, **fields}


def rinkeby() -> Document:
    """An evening's list as it is frozen: every type, indoors, doubles, Arabic, a photo that waits."""
    return document(
        line(
            31,
            text="Sittbrädan är av på mitten och spikarna sticker upp. Flera äldre brukar vila här på väg hem från torget.",
            landmark="bakom nr 12, vid gungorna",
            photos=[photo("bench", alt="En parkbänk med avbruten sitsbräda")],
            perspective=["adult", "senior"],
            seen_by=3,
            also=["RI26V-038"],
        ),
        line(
            32,
            kind="light_hidden",
            kind_label="Lampa skyms av träd",
            text="Lönnen har vuxit in över lampan. Trappan ligger i mörker från andra steget och nedåt.",
            place="Trappan vid Skårbygränd",
            lat=59.38872,
            lon=17.92911,
            urgency="1",
            urgency_label="Inom 14 dagar",
            wanted_by="2026-05-28",
            asset_ref="41-207",
            owners=[STREETS, {**DISTRICT, "why": "trädet står på parkmark"}],
            perspective=["child_10_12", "adult"],
            photos=[photo("lamp", alt="En stolplampa inne i ett lövverk, nedanför en mörk trappa")],
        ),
        line(
            33,
            kind="light_damage",
            kind_label="Stolpe eller lucka skadad",
            text="Luckan är borta och kablarna hänger ut i barnhöjd. Samtalet är loggat 21.10, jouren skulle komma samma kväll.",
            place="Rinkebystråket, mitt för tvättstugan",
            lat=59.38866,
            lon=17.93108,
            urgency="A",
            urgency_label="Akut – ring nu",
            wanted_by="2026-05-12",
            asset_ref="41-219",
            owners=[STREETS],
            photos=[photo("hatch", state="awaits")],
        ),
        line(
            34,
            kind="b_garage",
            kind_label="Garage, parkering",
            text="Två av sex lampor är släckta längst in och dörren går inte i lås.",
            place=None,
            building={"name": "Garaget Hinderstorpsgränd 12–20", "entrance": "B", "floor": "−1"},
            lat=59.38799,
            lon=17.9311,
            urgency="2",
            perspective=["woman"],
        ),
        line(
            35,
            type="feeling",
            kind="o_dead",
            kind_label="Folktomt, ingen ser",
            text="بعد الساعة السابعة مساءً لا يوجد أحد هنا. ابنتي تسلك الطريق الطويل حول الساحة.",
            language="ar",
            place="Gångvägen bakom skolan",
            lat=59.38758,
            lon=17.93105,
            urgency=None,
            urgency_label=None,
            wanted_by=None,
            owners=[],
            perspective=["parent_with_pram", "new_in_sweden"],
        ),
        line(
            36,
            type="proposal",
            kind="furn_bench_missing",
            kind_label="Sittplats saknas",
            text="En bänk med ryggstöd och armstöd halvvägs upp för backen. Då går det att handla själv även med rullator.",
            place="Backen från torget",
            lat=59.38752,
            lon=17.92871,
            urgency="3",
            urgency_label="Inom 12 månader",
            wanted_by="2027-05-12",
            owners=[DISTRICT],
            perspective=["senior", "mobility"],
        ),
        line(
            37,
            type="positive",
            kind="pos_light",
            kind_label="Bra belyst",
            text="Nya lamporna vid tvättstugan gör att man ser hela vägen fram till porten.",
            place="Tvättstugan, Rinkebysvängen",
            lat=59.38731,
            lon=17.9298,
            urgency=None,
            urgency_label=None,
            wanted_by=None,
            perspective=["senior"],
            photos=[photo("laundry", alt="En upplyst gångväg fram till en port")],
        ),
        line(
            38,
            text="Samma bänk, andra gruppen. Spikarna är rostiga.",
            landmark="vid gungorna",
            accuracy_m=11.0,
            photos=[
                photo("bench-2", alt="Närbild på spikar i en bänk"),
                photo("bench-3", alt="Bänken från andra sidan gården"),
            ],
            also=["RI26V-031"],
        ),
    )


def follow_up() -> Document:
    """The same places half a year later, with what the owners had answered."""
    seen = {
        "kind": "light_hidden",
        "kind_label": "Lampa skyms av träd",
        "urgency": "1",
        "urgency_label": "Inom 14 dagar",
        "noted_month": "2026-11",
    }
    both = [
        photo("lamp", alt="Lampan i maj, skymd av löv", moment="before"),
        photo("lamp-after", alt="Lampan i november, fri", moment="after"),
    ]
    return document(
        line(
            1,
            **{**seen, "number": "RI26H-001"},
            owners=[STREETS],
            photos=both,
            check=check("fixed", "Fixat", "Fixat 3 juni", "RI26V-032"),
        ),
        line(
            2,
            number="RI26H-002",
            check=check("remains", "Finns kvar", "Planerat till augusti", "RI26V-031"),
            photos=[photo("bench", moment="before")],
        ),
        line(
            3,
            number="RI26H-003",
            check={**check("not_judged", "Gick inte att bedöma", None, "RI26V-036"), "reason": "snö"},
        ),
        line(
            4,
            number="RI26H-004",
            kind="graf_tag",
            kind_label="Klotter, tagg",
            text="Nytt sedan i våras.",
            urgency="1",
            urgency_label="Inom 14 dagar",
        ),
        title="Uppföljande vandring Rinkeby",
        season="Höst 2026",
        frozen_at="2026-11-12T16:05:00+00:00",
        walk=walk(kind="follow-up", starts_at="2026-11-10T18:00:00+01:00", ground="wet", leaves="off"),
    )


def check(outcome: str, label: str, answer: str | None, earlier: str | None) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "outcome_label": label,
        "checked_on": "2026-11-10",
        "earlier_number": earlier,
        "owner_answer": answer,
    }


def many(count: int, photos: int = 1) -> Document:
    """A list of `count` points, each with as many photos."""
    text = "Gångvägen är trasig och vatten blir stående. På vintern blir det is, och den som har rullator vänder om."
    return document(
        *(line(n, text=text, photos=[photo(f"{n}-{i}") for i in range(photos)]) for n in range(1, count + 1))
    )


def drawn(name: str, size: tuple[int, int] = (1200, 900)) -> bytes:
    """A made-up evening picture as JPEG: sky, ground, a lamp post. The name decides where the lamp stands."""
    wide, high = size
    image = Image.new("RGB", size, "#1d2f55")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, high * 0.55, wide, high * 0.72), fill="#1f3a35")
    draw.rectangle((0, high * 0.72, wide, high), fill="#3a3a3a")
    at = 0.25 + (sum(name.encode()) % 50) / 100
    for ring in range(30, 0, -1):
        radius, glow = high * 0.006 * ring, 40 + (30 - ring) * 7
        middle = (wide * at, high * 0.25)
        box = (middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius)
        draw.ellipse(box, fill=(min(255, glow + 20), min(255, glow), 70))
    draw.rectangle((wide * at - 8, high * 0.25, wide * at + 8, high * 0.78), fill="#10141c")
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
