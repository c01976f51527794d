"""The form of a walk (vandring): local date and time, and a route as pasted lines or a GPX file."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import DateField, SelectField, TimeField
from wtforms.validators import ValidationError

from field.kit import clock
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.lifecycle.planning import Details
from field.loading.route import Route, as_text, from_gpx, from_text
from field.places import Area
from field.walks import KINDS, Walk
from field.web.forms import Text, WordsField, at_most, said

GPX_MOST = 8 * 1024 * 1024
YEARS_OFF = 5


class WalkForm(FlaskForm):  # type: ignore[misc]
    area = SelectField(validate_choice=False)
    day = DateField()
    time = TimeField()
    kind = SelectField(validate_choice=False)
    title = WordsField(validators=[at_most(200)])
    meeting_place = WordsField(validators=[at_most(200)])
    leader_function = WordsField(validators=[at_most(200)])
    invited = Text(validators=[at_most(1000)])
    dnr = WordsField(validators=[at_most(60)])
    route = Text(validators=[at_most(60_000)])
    gpx = FileField()

    def __init__(self, *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        self.read = Route()

    def validate_area(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError(_("Välj ett område."))

    def validate_kind(self, field: SelectField) -> None:
        if field.data not in KINDS:
            raise ValidationError(_("Välj vilken sorts vandring det är."))

    def validate_route(self, field: Text) -> None:
        if not self._file():
            self.read = from_text(said(field))
        if self.read.faults:
            raise ValidationError(" ".join(self.read.faults[:5]))

    def validate_gpx(self, _field: FileField) -> None:
        file = self._file()
        if file is None:
            return
        data = file.stream.read(GPX_MOST + 1)
        if len(data) > GPX_MOST:
            raise ValidationError(_("Filen är för stor. Högst 8 MB."))
        self.read = from_gpx(data)
        if self.read.faults:
            raise ValidationError(" ".join(self.read.faults))

    def _file(self) -> FileStorage | None:
        return self.gpx.data if isinstance(self.gpx.data, FileStorage) and self.gpx.data.filename else None

    def details(self, zone: ZoneInfo, today: date) -> Details | None:
        """What was said, or None with the faults beside the fields. A day many years off is a slip of the
        keyboard.
        """
        good, day, time = self.validate_on_submit(), self.day.data, self.time.data
        if day is None or abs(day.year - today.year) > YEARS_OFF:
            self.day.errors, day = [_("Skriv dagen som 2026-11-22, högst fem år bort.")], None
        if time is None:
            self.time.errors = [_("Skriv klockslaget som 18:00.")]
        if not good or day is None or time is None:
            return None
        return Details(
            area=str(self.area.data),
            at=datetime.combine(day, time, zone),
            kind=str(self.kind.data),
            title=said(self.title),
            meeting_place=said(self.meeting_place),
            leader_function=said(self.leader_function),
            invited=said(self.invited),
            dnr=said(self.dnr),
            route=self.read.line,
            stops=self.read.stops,
        )

    def refuse(self, refusal: Refusal) -> None:
        """A refusal that names one of the fields is shown beside it; any other goes on."""
        named = {
            "area": _("Området går inte att ändra när vandringen har punkter."),
            "kind": _("Sorten går inte att ändra när vandringen har punkter."),
        }
        if refusal.field not in named:
            raise refusal
        self[refusal.field].errors = [named[refusal.field]]


def filled(walk: Walk, area: Area, zone: ZoneInfo, *, again: bool = False) -> WalkForm:
    """The form as the walk stands; `again` leaves out what belongs to that one outing."""
    at = walk.starts_at.astimezone(zone)
    return WalkForm(
        formdata=None,
        area=area.name,
        day=None if again else clock.day(walk.starts_at, zone),
        time=at.time(),
        kind=walk.kind,
        title=walk.title,
        meeting_place=walk.meeting_place,
        leader_function=walk.leader_function,
        invited=walk.invited,
        dnr="" if again else walk.dnr,
        route=as_text(walk.route, walk.stops),
    )
