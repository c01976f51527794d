"""The list of doors: every blueprint of the app and where it hangs."""

from flask import Flask
from flask_wtf import CSRFProtect

from field.web import api, capture, machines, pwa


def init(app: Flask, csrf: CSRFProtect) -> None:
    csrf.exempt(api.calls)
    for door in (api.calls, capture.pages, pwa.pages, machines.pages):
        app.register_blueprint(door)
