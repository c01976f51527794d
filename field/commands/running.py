"""Running: serve, migrate, work, demo, and people who may sign in."""

from datetime import datetime, timedelta

import click
from sqlmodel import Session

from field import staff, work
from field.commands.base import AT, fail, place, refusing, tell, told
from field.kit import clock


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema (also done at every start)."""
    place(make=True)
    click.echo("The schema is the newest.", err=True)


@click.command("demo")
@click.option("--now", "moment", type=AT, default=None, help="Dates in the demo are relative to this moment.")
def demo_command(moment: datetime | None) -> None:
    """The demo district: Järva with a finished walk, answers, due follow-ups and a walk planned for today.
    May be repeated.
    """
    from field.demo import building  # noqa: PLC0415 - pictures are drawn only here

    if not told().is_loopback:
        fail(f"No demo in earnest: {told().base_url} is not an address of this machine alone.")
    here = place(make=True)
    tell(building.build(here.database, here.storage, here.settings, moment or clock.now()))


@click.command("work")
@click.option("--once", is_flag=True, help="Do what is due and stop.")
@click.option("--now", "moment", type=AT, default=None, help="Take this to be the moment (with --once).")
def work_command(once: bool, moment: datetime | None) -> None:
    """The worker: letters, reminders, follow-ups, copies of photos."""
    here = place()
    if once:
        done = work.turn(here.database, here.storage, here.settings, moment or clock.now())
        tell(done)
        if done["not_done"]:
            fail("not done: " + ", ".join(done["not_done"]))
        return
    if moment:
        fail("--now goes with --once")
    click.echo("Working. Stop with Ctrl-C.", err=True)
    worker = work.Worker(here.database, here.storage, here.settings)
    worker.run()


@click.command()
@click.option(
    "--demo/--no-demo", "with_demo", default=True, help="Fill an empty database with the demo district."
)
@click.option("--host", default="127.0.0.1", show_default=True)
def serve(with_demo: bool, host: str) -> None:
    """Web and worker in one process, on PORT (8000)."""
    from waitress import create_server  # noqa: PLC0415

    from field import web  # noqa: PLC0415 - dear, and no other verb needs it

    here = place(make=True)
    lines = _first_lines(with_demo)
    app = web.build(here)
    # The server would take every forwarding header away: whose are believed, our own list says.
    server = create_server(
        app, host=host, port=here.settings.port, threads=8, clear_untrusted_proxy_headers=False
    )
    for line in lines:
        click.echo(line)
    if here.settings.worker == "inline":
        work.Worker(here.database, here.storage, here.settings).start()
    server.run()


def _first_lines(with_demo: bool) -> list[str]:
    from field.demo import building  # noqa: PLC0415

    here = place()
    if with_demo and here.settings.is_loopback and building.is_empty(here.database):
        click.echo("An empty database: making the demo district …", err=True)
        building.build(here.database, here.storage, here.settings, clock.now())
    with here.database.writing() as db:
        person = next(iter(staff.active(db)), None)
        link = _rehearsal_link(db, person) if person and here.settings.is_loopback else None
        code = building.join_code(db, clock.now())
    base = here.settings.base_url
    token = staff.link_token(here.settings.secret_key, link) if link else ""
    sign_in = f"{base}/desk/sign-in/{token}" if link else f"{base}/desk/sign-in (or: strak staff link EMAIL)"
    return [f"Address: {base}", f"Sign in: {sign_in}", f"Join code: {code or '–'}"]


def _rehearsal_link(db: Session, person: staff.Staff) -> staff.SignInLink:
    """Printed only where nobody but the one at this machine can use it."""
    return staff.new_link(db, place().settings.secret_key, person, clock.now(), timedelta(hours=12))


@click.group("staff")
def staff_group() -> None:
    """People who sign in."""


@staff_group.command("add")
@click.argument("email")
@click.option("--name", default="")
@click.option("--role", type=click.Choice(staff.ROLES), default="coordinator", show_default=True)
@click.option("--restricted", is_flag=True, help="May see restricted notes.")
@refusing
def staff_add(email: str, name: str, role: str, restricted: bool) -> None:
    """Add a person, or change role and rights of one who is there."""
    with place().database.writing() as db:
        person = staff.add(db, email, name, role, restricted)
        tell(
            {
                "id": str(person.id),
                "email": person.email,
                "role": person.role,
                "restricted": person.restricted,
            }
        )


@staff_group.command("link")
@click.argument("email")
def staff_link(email: str) -> None:
    """Print a one-time sign-in link."""
    here = place()
    with here.database.writing() as db:
        person = staff.by_email(db, email)
        if person is None or not person.active:
            fail(f"nobody with the address {email}")
        link = staff.new_link(db, here.settings.secret_key, person, clock.now())
        click.echo(
            f"{here.settings.base_url}/desk/sign-in/{staff.link_token(here.settings.secret_key, link)}"
        )


COMMANDS = (migrate, demo_command, work_command, serve, staff_group)
