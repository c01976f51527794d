"""The clean-up's forms (genomgångens formulär): what a finding says, why it is held back, and how a call
went.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import SelectField

from field.findings import Finding
from field.kinds import TYPES, URGENCIES, Kinds
from field.kit.i18n import N_
from field.kit.i18n import gettext as _
from field.lifecycle.clearing import Edit
from field.said.body import SHORT_MAX, TEXT_MAX
from field.web.forms import Text, WordsField, at_most, needed, said

CALL_OUTCOMES = {
    "coming": N_("De kommer"),
    "told": N_("De har tagit emot det"),
    "nobody": N_("Ingen svarade"),
}


class EditForm(FlaskForm):  # type: ignore[misc]
    type = SelectField(validate_choice=False)
    kind = SelectField(validate_choice=False)
    urgency = SelectField(validate_choice=False)
    text = Text(validators=[at_most(TEXT_MAX)])
    landmark = WordsField(validators=[at_most(SHORT_MAX)])
    asset_ref = WordsField(validators=[at_most(SHORT_MAX)])

    @classmethod
    def of(cls, finding: Finding, known: Kinds) -> "EditForm":
        return cls(
            formdata=None,
            type=finding.type,
            kind=finding.kind if finding.kind in known else "",
            urgency=finding.urgency or "",
            text=finding.text,
            landmark=finding.landmark,
            asset_ref=finding.asset_ref,
        )

    def is_right(self, known: Kinds) -> bool:
        good = bool(self.validate_on_submit())
        for field, right in (
            (self.type, self.type.data in TYPES),
            (self.kind, not self.kind.data or self.kind.data in known),
            (self.urgency, not self.urgency.data or self.urgency.data in URGENCIES),
        ):
            if not right:
                field.errors, good = [_("Välj något ur listan.")], False
        return good

    def said(self) -> Edit:
        return Edit(
            type=self.type.data,
            kind=self.kind.data or None,
            text=said(self.text),
            urgency=self.urgency.data or None,
            landmark=said(self.landmark),
            asset_ref=said(self.asset_ref),
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
