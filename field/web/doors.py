"""The list of doors: every blueprint of the app and where it hangs."""

from flask import Flask
from flask_wtf import CSRFProtect

from field.web import api, capture, dev, help, home, machines, open311, owner_page, pwa, results


def init(app: Flask, csrf: CSRFProtect) -> None:
    csrf.exempt(api.calls)
    csrf.exempt(dev.move_clock)  # for a plain `curl -d now=…`; it asks for this machine and its own pages instead
    for door in (api.calls, capture.pages, pwa.pages, machines.pages):
        app.register_blueprint(door)
    for visited in (home.pages, owner_page.pages, results.pages, open311.pages, help.pages, dev.pages):
        app.register_blueprint(visited)
