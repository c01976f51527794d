"""Templates outside of the web (mallar): a plain Jinja environment for letters, with the words and dates of
the pages.
"""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from field.kit import i18n
from field.kit.settings import ROOT

TEMPLATES = ROOT / "templates"


def teach(environment: Environment) -> None:
    """Gives an environment the functions every template may count on."""
    environment.add_extension("jinja2.ext.i18n")
    environment.add_extension("jinja2.ext.do")
    environment.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=False, pgettext=i18n.pgettext)  # type: ignore[attr-defined]
    environment.globals.update(
        gettext=i18n.gettext, ngettext=i18n.ngettext, pgettext=i18n.pgettext, _=i18n.gettext
    )
    environment.filters.update(
        day=i18n.format_day,
        date=i18n.format_date,
        month=i18n.format_month,
        coordinate=coordinate,
        translated=i18n.gettext,
    )


def coordinate(value: float | None) -> str:
    """Five decimals: about a metre. Always with a point, whatever the language, since people paste it into
    maps.
    """
    return "" if value is None else f"{value:.5f}"


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    teach(made)
    return made


def render(template: str, **values: Any) -> str:  # noqa: ANN401 - whatever the template shows
    return environment().get_template(template).render(**values)
