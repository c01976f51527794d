"""Stråk's front door: `flask --app app …`. Each command is thin and calls one function; `--help` on each says
what it takes.
"""

import sys

from field import commands
from field.kit.settings import SettingError
from field.web import create_app

try:
    app = create_app()
except SettingError as error:
    sys.exit(f"Setting: {error}")
commands.init(app)
