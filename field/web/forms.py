"""Forms (formulär): checks that speak the reader's language, and text as a person meant it; labels are the
templates'.
"""

from collections.abc import Callable
from typing import Any

from wtforms import Field, Form, StringField, TextAreaField
from wtforms.validators import StopValidation

from field.kit.i18n import gettext as _
from field.kit.text import clean, one_line

Check = Callable[[Form, Field], None]


def needed(words: str) -> Check:
    """`words` is a marked text (`N_`), said where nothing was filled in."""

    def check(_form: Form, field: Field) -> None:
        if not field.data:
            raise StopValidation(_(words))

    return check


def at_most(longest: int) -> Check:
    def check(_form: Form, field: Field) -> None:
        if len(field.data or "") > longest:
            raise StopValidation(_("Högst %(num)s tecken får plats.", num=longest))

    return check


class WordsField(StringField):
    """One line, without what cannot be kept; never None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = one_line(str(valuelist[0])) if valuelist else ""


class Text(TextAreaField):
    """Lines of text, as `Words`."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean(str(valuelist[0])) if valuelist else ""


def said(field: Field) -> str:
    return str(field.data or "")
