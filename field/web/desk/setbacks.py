"""What is stuck (det som har fastnat): what the worker has tried three times or more, one by one, for whoever
runs the installation.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from field import setbacks
from field.web import parts

pages = Blueprint("desk_setbacks", __name__, url_prefix="/desk/setbacks")

AT_ONCE = 200


@pages.get("")
@parts.staff_only
def index() -> ResponseReturnValue:
    with parts.reading() as db:
        return render_template(
            "desk/setbacks.html",
            here="today",
            rows=setbacks.shown(db, AT_ONCE),
            count=sum(each.count for each in setbacks.counted(db)),
            words=setbacks.words,
        )
