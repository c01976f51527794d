"""The whole loop as another program would drive it: the phone's API, the commands and the owner's form over plain HTTP, letters over real SMTP."""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from time import sleep
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener, urlopen

from field.demo.exif import with_exif
from field.demo.pictures import draw
from field.kit.tokens import uuid7
from tests.conftest import Serve
from tests.tools import ROOT
from tests.tools.mail import SmtpServer
from tests.tools.server import LiveServer

NOW = datetime.now(UTC)
DISTRICT = (
    ("areas", "areas.geojson"),
    ("kinds", "kinds.yaml"),
    ("owners", "owners.csv"),
    ("roles", "roles.csv"),
    ("rules", "rules.csv"),
)
LAMP, BENCH, HATCH, GOOD = (str(uuid7()) for _ in range(4))


def call(
    server: LiveServer,
    method: str,
    path: str,
    token: str = "",
    body: Any = None,
    kind: str = "application/json",
) -> tuple[int, Any]:
    """(status, JSON) of a call to the phone's API."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    headers = {"Content-Type": kind, **({"Authorization": f"Bearer {token}"} if token else {})}
    try:
        answer = urlopen(Request(f"{server.url}/api/v1{path}", data, headers, method=method))
    except HTTPError as refused:
        answer = refused
    said = answer.read()
    return int(answer.status), json.loads(said) if said.startswith((b"{", b"[")) else said


def finding(walk: str, kind: str, lat: float, lon: float, photos: list[str], **more: Any) -> dict[str, Any]:
    position = {"lat": lat, "lon": lon, "accuracy_m": 6, "source": "device", "taken_at": NOW.isoformat()}
    return {
        "walk": walk,
        "type": "defect",
        "kind": kind,
        "position": position,
        "noted_at": NOW.isoformat(),
        "photos": photos,
        "revision": 1,
        **more,
    }


def test_the_loop_by_phone_api_commands_and_form(serve: Serve, smtp_server: SmtpServer) -> None:
    server = serve(FIELD_MAIL_URL=smtp_server.url, FIELD_WORKER="off")
    walk = planned(server)
    noted(server, walk)
    handed_over(server, walk["walk"])
    numbers = answered(server, link_to(server, smtp_server, "felanmalan@trafikkontoret.example"))
    back = six_months_later(server, smtp_server)
    looked_at(server, back)
    told(server, numbers)
    assert server.flask("doctor").returncode == 0


def planned(server: LiveServer) -> dict[str, Any]:
    for what, name in DISTRICT:
        server.flask("load", what, str(ROOT / "field" / "demo" / name))
    server.flask("staff", "add", "anna@strak.example")
    made = json.loads(server.flask("walk", "add", "--area", "rinkeby", "--at", NOW.isoformat()).stdout)
    assert made["address"].endswith(made["code"])
    return dict(made)


def noted(server: LiveServer, walk: dict[str, Any]) -> None:
    status, joined = call(server, "POST", "/join", body={"code": walk["leader_code"]})
    assert (status, joined["role"]) == (201, "leader")
    token, shot = joined["pass"], with_exif(draw("lamp", seed=4), 59.3885, 17.9286, NOW, orientation=6)
    sha256 = hashlib.sha256(shot).hexdigest()
    status, said = call(
        server,
        "PUT",
        f"/findings/{LAMP}",
        token,
        finding(walk["walk"], "light_out", 59.3885, 17.9286, [sha256], text="Mörkt"),
    )
    assert (status, said["missing"]) == (201, [sha256])
    assert call(server, "PUT", f"/findings/{LAMP}/photos/{sha256}", token, shot, "image/jpeg")[0] == 201
    assert call(server, "GET", f"/findings/{LAMP}/receipt", token)[1]["photos"] == [sha256]
    for each, kind, lat in ((BENCH, "light_weak", 59.3895), (HATCH, "light_damage", 59.3905)):
        assert (
            call(server, "PUT", f"/findings/{each}", token, finding(walk["walk"], kind, lat, 17.9275, []))[0]
            == 201
        )
    good = {**finding(walk["walk"], "pos_light", 59.389, 17.928, []), "type": "positive"}
    assert call(server, "PUT", f"/findings/{GOOD}", token, good)[0] == 201
    (lamp,) = [
        each
        for each in call(server, "GET", f"/walks/{walk['walk']}/changes?since=0", token)[1]["findings"]
        if each["id"] == LAMP
    ]
    assert lamp["photos"][0]["orientation"] == 6
    assert server.flask("walk", "close", walk["walk"]).returncode == 0


def handed_over(server: LiveServer, walk: str) -> None:
    """The acute one is refused and named until its call is logged; the second time it makes version 2 under the same link."""
    rehearsed = json.loads(server.flask("hand-over", walk, "--all", "--dry-run").stdout)
    first = json.loads(server.flask("hand-over", walk, "--all").stdout)
    assert (rehearsed["numbers"], rehearsed["letters"]) == (first["numbers"], first["letters"])
    assert [each["finding"] for each in first["refused"]] == [HATCH]
    assert json.loads(server.flask("hand-over", walk, "--all").stdout)["points"] == 0
    token = call(
        server,
        "POST",
        "/join",
        body={"code": json.loads(server.flask("walk", "list").stdout)[0]["leader_code"]},
    )[1]["pass"]
    logged = {"at": NOW.isoformat(), "whom": "Trafikkontorets jour", "outcome": "De kommer nu"}
    body = {**finding(walk, "light_damage", 59.3905, 17.9275, []), "call": logged, "revision": 2}
    assert call(server, "PUT", f"/findings/{HATCH}", token, body)[0] == 200
    second = json.loads(server.flask("hand-over", walk, "--all").stdout)
    assert (second["version"], second["points"]) == (2, 1)
    for form in ("html", "pdf", "xlsx", "csv", "geojson"):
        server.flask("draw-up", walk, "--format", form, "-o", str(server.folder / f"protocol.{form}"))
        assert (server.folder / f"protocol.{form}").stat().st_size > 500


def link_to(server: LiveServer, smtp_server: SmtpServer, address: str) -> str:
    """Both letters carry one link, the same; sending again sends nothing."""
    server.flask("work", "--once")
    server.flask("work", "--once")
    texts = [message.get_body(("plain",)).get_content() for message in smtp_server.to(address)]
    assert len(texts) == 2
    links = [[line for line in text.splitlines() if re.fullmatch(r"http\S+/o/\S+", line)] for text in texts]
    assert links[0] == links[1]
    assert len(links[0]) == 1
    return links[0][0]


def browser() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


def answered(server: LiveServer, link: str) -> list[str]:
    """One fixed, one refused with a reason, one without an answer. The public numbers, by finding: lamp, weak light, hatch."""
    reader = browser()
    points = {
        point["finding"]: point for point in json.loads(reader.open(f"{link}/points.json").read())["points"]
    }
    assert set(points) == {LAMP, BENCH, HATCH}
    send(
        reader,
        link,
        {
            "points": points[LAMP]["number"],
            "answer": "fixed",
            "date": NOW.date().isoformat(),
            "own_ref": "BEL-1",
        },
    )
    send(reader, link, {"points": points[BENCH]["number"], "answer": "wont", "reason": "budget"})
    now = {
        point["finding"]: point["answer"]
        for point in json.loads(reader.open(f"{link}/points.json").read())["points"]
    }
    assert now == {LAMP: "fixed", BENCH: "wont", HATCH: None}
    return [points[each]["number"] for each in (LAMP, BENCH, HATCH)]


def send(reader: OpenerDirector, link: str, fields: dict[str, str]) -> None:
    page = reader.open(link).read().decode()
    form = page[page.index(f'data-point="{fields["points"]}"') :]
    action = re.search(r'<form[^>]*action="([^"]+)"', form)
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|version)" value="([^"]*)"', form)[:2])
    assert action
    address = link[: link.index("/o/")] + action[1]
    assert reader.open(address, urlencode({**hidden, **fields}).encode()).status == 200


def six_months_later(server: LiveServer, smtp_server: SmtpServer) -> dict[str, Any]:
    moment = (NOW + timedelta(days=190)).replace(hour=10)
    urlopen(f"{server.url}/dev/clock", urlencode({"now": moment.isoformat()}).encode())
    for _ in range(2):
        server.flask("work", "--once", "--now", moment.isoformat())
    sleep(0)
    assert (
        len(
            [
                message
                for message in smtp_server.to("anna@strak.example")
                if "Dags att gå tillbaka" in message["Subject"]
            ]
        )
        == 1
    )
    back = json.loads(
        server.flask("walk", "followup", "--area", "Rinkeby", "--at", moment.isoformat()).stdout
    )
    assert back["points"] == 3
    return dict(back)


def looked_at(server: LiveServer, back: dict[str, Any]) -> None:
    token = call(server, "POST", "/join", body={"code": back["leader_code"]})[1]["pass"]
    checks = {
        each["finding"]: each for each in call(server, "GET", f"/walks/{back['walk']}", token)[1]["checks"]
    }
    assert checks[LAMP]["owner_answer"]["answer"] == "fixed"
    for each, outcome in ((LAMP, "fixed"), (BENCH, "remains"), (HATCH, "not_judged")):
        body = {
            "walk": back["walk"],
            "finding": each,
            "outcome": outcome,
            "checked_at": NOW.isoformat(),
            "photos": [],
            "revision": 1,
        }
        assert call(server, "PUT", f"/checks/{uuid7()}", token, body)[0] == 201
    again = json.loads(server.flask("hand-over", back["walk"], "--all").stdout)
    assert (again["points"], again["letters"]) == (3, 1)


def told(server: LiveServer, numbers: list[str]) -> None:
    """What was checked counts more than what was said; the behaviour of words nobody has read stays unread."""
    lamp, weak, hatch = (urlopen(f"{server.url}/finding/{number}").read().decode() for number in numbers)
    assert "Fixat. Vi har varit där och sett det." in lamp
    assert "Mörkt" not in lamp.partition("<main")[2]
    assert "Inte fixat än" in weak
    assert "Vi går dit igen" in hatch
