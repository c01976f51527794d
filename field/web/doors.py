"""The list of doors: every blueprint of the app and where it hangs."""

from flask import Flask
from flask_wtf import CSRFProtect

from field.web import (
    api,
    desk,
    dev,
    following,
    home,
    machines,
    open311,
    owner_page,
    pwa,
    results,
    sign_in,
    tiles,
)
from field.web import help as help_pages
from field.web.capture import door as capture


def init(app: Flask, csrf: CSRFProtect) -> None:
    csrf.exempt(api.calls)
    csrf.exempt(following.stop)
    csrf.exempt(
        dev.move_clock
    )  # for a plain `curl -d now=…`; it asks for this machine and its own pages instead
    for door in (api.calls, capture.pages, pwa.pages, machines.pages, tiles.pages):
        app.register_blueprint(door)
    for visited in (
        home.pages,
        owner_page.pages,
        results.pages,
        following.pages,
        open311.pages,
        help_pages.pages,
        dev.pages,
    ):
        app.register_blueprint(visited)
    for staffed in (sign_in.pages, sign_in.leaving, *desk.DOORS):
        app.register_blueprint(staffed)
