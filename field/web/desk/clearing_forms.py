"""The clean-up's forms (genomgångens formulär): what a finding says, why it is held back, and how a call
went.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import SelectField

from field.findings import Finding, asked
from field.findings.asked import TYPE, Asked
from field.kinds import Kinds
from field.kit.i18n import N_
from field.kit.i18n import gettext as _
from field.kit.text import SHORT_MAX
from field.lifecycle.clearing import Edit
from field.web.forms import Text, WordsField, at_most, needed, said

CALL_OUTCOMES = {
    "coming": N_("De kommer"),
    "told": N_("De har tagit emot det"),
    "nobody": N_("Ingen svarade"),
}


ASKED = asked.at("edit")


class EditForm(FlaskForm):  # type: ignore[misc]
    """The kind, and a field for each that is asked and can be edited here."""

    kind = SelectField(validate_choice=False)

    @classmethod
    def of(cls, finding: Finding, known: Kinds) -> "EditForm":
        return cls(
            formdata=None,
            kind=finding.kind if finding.kind in known else "",
            **{each.code: each.of(finding) or "" for each in ASKED},
        )

    def is_right(self, known: Kinds) -> bool:
        good = bool(self.validate_on_submit())
        wrong = [self[each.code] for each in ASKED if each.choices and not self._is_listed(each)]
        if self.kind.data and self.kind.data not in known:
            wrong.append(self.kind)
        for field in wrong:
            field.errors, good = [_("Välj något ur listan.")], False
        return good

    def _is_listed(self, each: Asked) -> bool:
        code = self[each.code].data
        return code in each.choices or (each is not TYPE and not code)

    def said(self) -> Edit:
        """A field that the page did not hold is not in it."""
        return Edit(
            type=self[TYPE.code].data,
            kind=self.kind.data or None,
            asked={
                each.code: self[each.code].data or None if each.choices else said(self[each.code])
                for each in ASKED
                if each is not TYPE and self[each.code].raw_data
            },
        )


for _each in ASKED:
    setattr(
        EditForm,
        _each.code,
        SelectField(validate_choice=False)
        if _each.choices
        else (Text if _each.shape == "text" else WordsField)(validators=[at_most(_each.longest)]),
    )


class HoldForm(FlaskForm):  # type: ignore[misc]
    why = WordsField(
        validators=[needed(N_("Skriv varför, så att nästa som läser förstår.")), at_most(SHORT_MAX)]
    )


class CallForm(FlaskForm):  # type: ignore[misc]
    """`at` is local time as the browser's own field writes it."""

    at_ = WordsField(name="at")
    whom = WordsField(validators=[needed(N_("Skriv vem du ringde.")), at_most(200)])
    outcome = SelectField(validate_choice=False)
    words = WordsField(validators=[at_most(200)])

    @classmethod
    def at(cls, now: datetime, zone: ZoneInfo) -> "CallForm":
        return cls(formdata=None, at_=now.astimezone(zone).strftime("%Y-%m-%dT%H:%M"), outcome="coming")

    def is_right(self, now: datetime, zone: ZoneInfo) -> bool:
        good = bool(self.validate_on_submit())
        if self.outcome.data not in CALL_OUTCOMES:
            self.outcome.errors, good = [_("Välj hur det gick.")], False
        moment = _moment(said(self.at_), zone)
        if moment is None or moment > now + timedelta(minutes=5):
            self.at_.errors, good = [_("Skriv när du ringde. Det kan inte vara framåt i tiden.")], False
        return good

    def moment(self, zone: ZoneInfo) -> datetime:
        moment = _moment(said(self.at_), zone)
        if moment is None:
            raise ValueError(said(self.at_))
        return moment

    def told(self) -> str:
        """The outcome in words, as it is kept."""
        return " · ".join(
            part for part in (_(CALL_OUTCOMES[str(self.outcome.data)]), said(self.words)) if part
        )


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
