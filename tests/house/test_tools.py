"""The tests' own tools: a checker that sees nothing would make every page look well."""

import json
import smtplib
from email.message import EmailMessage

import psycopg
import pytest
from playwright.sync_api import Page
from sqlalchemy import create_engine, inspect

from tests.tools.mail import SmtpServer
from tests.tools.pages import axe, html_faults, until
from tests.tools.postgres import DRIVER, Postgres
from tests.tools.server import LiveServer

PHONE = '<meta name="viewport" content="width=device-width">'
GOOD = f'<!doctype html>\n<html lang="sv"><head><title>Vandring</title>{PHONE}</head><body><main><h1>Vandring</h1></main></body></html>'
BAD = '<!doctype html>\n<html><head><title>Vandring</title></head><body><main><h1>Vandring</h1>\n<img src="x.jpg"></main></body></html>'
STRICT = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'"}


def _letter(to: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "strak@localhost", to, "Trygghetsinventering på Järva"
    letter.set_content("Två punkter på gångvägen.")
    return letter


def test_html_faults_are_found_with_page_and_line() -> None:
    faults = html_faults({"good": GOOD, "bad": BAD})
    assert any(fault.startswith("bad:3 wcag/h37") for fault in faults), faults
    assert not [fault for fault in faults if fault.startswith("good")]


def test_axe_sees_a_picture_without_words_through_a_strict_policy(page: Page) -> None:
    page.route("**/good", lambda route: route.fulfill(body=GOOD, headers=STRICT))
    page.route("**/bad", lambda route: route.fulfill(body=BAD, headers=STRICT))
    page.goto("http://strak.example/bad")
    assert {"image-alt", "html-has-lang"} <= {fault.partition(":")[0] for fault in axe(page)}
    page.goto("http://strak.example/good")
    assert axe(page) == []


def test_until_waits_under_a_strict_policy(page: Page) -> None:
    page.route("**/good", lambda route: route.fulfill(body=GOOD, headers=STRICT))
    page.goto("http://strak.example/good")
    page.evaluate("() => { setTimeout(() => { document.title = 'Klar' }, 100) }")
    assert until(page, "document.title === 'Klar' && document.title") == "Klar"
    with pytest.raises(AssertionError, match="still not"):
        until(page, "document.title === 'Aldrig'", seconds=0.2)


def test_a_phone_is_small_touched_and_knows_where_it_is(phone: Page) -> None:
    phone.route("**/good", lambda route: route.fulfill(body=GOOD, headers=STRICT))
    phone.goto("https://strak.example/good")
    assert phone.evaluate("[innerWidth, navigator.maxTouchPoints > 0]") == [390, True]
    where = "new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(p => resolve(p.coords.latitude), reject))"
    assert phone.evaluate(where) == pytest.approx(59.3884)


def test_the_mail_server_keeps_what_it_takes_and_refuses_whom_it_is_told(smtp_server: SmtpServer) -> None:
    smtp_server.refused["borta@forvaltning.example"] = "550 5.1.1 no such user"
    with smtplib.SMTP("127.0.0.1", smtp_server.port) as client:
        client.send_message(_letter("trafik@forvaltning.example"))
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.send_message(_letter("borta@forvaltning.example"))
    (letter,) = smtp_server.to("trafik@forvaltning.example")
    assert letter["Subject"] == "Trygghetsinventering på Järva"
    assert "gångvägen" in letter.get_content()
    assert len(smtp_server.messages) == 1


def test_each_postgresql_database_is_its_own_and_begins_as_its_template(postgres: Postgres) -> None:
    def run(url: str, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(url.replace(DRIVER, "postgresql://")) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    template = postgres.create()
    run(template, "CREATE TABLE lamp AS SELECT 'Rinkeby å' AS place")
    one, two = postgres.create(template), postgres.create(template)
    run(one, "DELETE FROM lamp")
    assert run(one, "SELECT place FROM lamp") == []
    assert run(two, "SELECT place FROM lamp") == [("Rinkeby å",)]
    for url in (one, two, template):
        postgres.drop(url)


def test_the_live_server_comes_back_with_what_it_had(live_server: LiveServer) -> None:
    live_server.flask("staff", "add", "alice@distrikt.example", "--role", "admin")
    live_server.kill9()
    live_server.start()
    link = live_server.flask("staff", "link", "alice@distrikt.example").stdout.strip()
    assert link.startswith(f"{live_server.url}/desk/sign-in/")
    assert live_server.said("Address") == live_server.url
    assert json.loads(live_server.flask("work", "--once").stdout)["letters"]
    assert live_server.flask("staff", "link", "nobody@distrikt.example", check=False).returncode != 0


def test_a_database_has_the_newest_schema_on_each_engine(database_url: str) -> None:
    engine = create_engine(database_url)
    assert "alembic_version" in inspect(engine).get_table_names()
    engine.dispose()
