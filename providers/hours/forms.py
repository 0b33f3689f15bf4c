"""What is typed about a doctor's hours, breaks, other dates and time off."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from medisecure.clock import zone
from medisecure.errors import Invalid
from medisecure.local_day import span_on
from medisecure.web.input.day_picker import DayPicker
from medisecure.web.input.fields import (
    FormId,
    TypedDate,
    TypedInteger,
    TypedText,
    page_helper,
)
from providers.directory.absences import Absence
from providers.directory.models import MIDNIGHT, Availability, Hours, Provider, WorkingHours
from providers.directory.rules import (
    KIND_WORDS,
    NO_HOLIDAYS,
    OLDEST,
    REASON_LENGTH,
    Break,
    DayException,
    PatientAges,
    TimeOffKind,
)
from providers.hours.week_fields import DAY_ENDS, DAY_NAMES, WEEK, WeekFields, time_field, wall

NOTICES = {
    0: _("None"), 30: _("30 minutes"), 60: _("1 hour"), 120: _("2 hours"), 240: _("4 hours"),
    720: _("12 hours"), 1440: _("1 day"), 2880: _("2 days"), 10080: _("1 week"),
}  # fmt: skip
WINDOWS = {
    0: _("Today only"), 7: _("1 week"), 14: _("2 weeks"), 30: _("30 days"), 60: _("60 days"),
    90: _("90 days"), 180: _("6 months"), 365: _("1 year"),
}  # fmt: skip
NO_LIMIT = ""


class WeekForm(WeekFields):
    """The hours of each weekday, and from when to when patients may book."""

    minimum_notice = forms.ChoiceField(
        label=_("Shortest notice"), required=False, choices=list(NOTICES.items()),
        help_text=_("Patients cannot book later than this before a visit. Staff always can."),
    )  # fmt: skip
    booking_window = forms.ChoiceField(
        label=_("How far ahead"), required=False,
        choices=[(NO_LIMIT, pgettext_lazy("booking window", "No limit")), *WINDOWS.items()],
        help_text=_("Patients cannot book further ahead than this."),
    )  # fmt: skip
    at_least = TypedInteger(
        label=_("Patients from this age on"), required=False, min_value=0, max_value=OLDEST,
        help_text=_("In years. Leave empty for newborns on."),
    )  # fmt: skip
    below = TypedInteger(
        label=_("Patients below this age"), required=False, min_value=1, max_value=OLDEST,
        help_text=_(
            "In years. If both are empty, the specialty decides: a paediatrician sees "
            "children."
        ),
    )  # fmt: skip
    works_holidays = forms.BooleanField(label=_("Works on public holidays"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, provider: Provider) -> None:
        self._rules = provider.availability or Availability()
        super().__init__(data, initial=self._initial(provider))
        self._offer("minimum_notice", self._rules.minimum_notice, _("%(n)s minutes"))
        self._offer("booking_window", self._rules.booking_window, _("%(n)s days"))
        self.helper = page_helper()

    def clean(self) -> dict[str, Any]:
        """The ages in order, besides the week."""
        cleaned = super().clean()
        try:
            ages = PatientAges(at_least=cleaned.get("at_least"), below=cleaned.get("below"))
        except Invalid as error:
            self.add_error("below", gettext(next(iter(error.fields.values()))))
        else:
            cleaned["ages"] = ages if ages != PatientAges() else None
        return cleaned

    def change(self, rules: Availability) -> Availability:
        """The rules with what was typed; only of a valid form."""
        cleaned = self.cleaned_data
        country = rules.holiday_country
        if cleaned["works_holidays"]:
            country = NO_HOLIDAYS
        elif country == NO_HOLIDAYS:
            country = None
        window, notice = cleaned["booking_window"], cleaned["minimum_notice"]
        return replace(
            rules,
            working_hours=WorkingHours(**cleaned["hours"]),
            minimum_notice=int(notice) if notice and int(notice) else None,
            booking_window=int(window) if window != NO_LIMIT else None,
            holiday_country=country,
            patient_ages=cleaned["ages"],
        )

    def let_it_through(self, provider: Provider) -> None:
        """Keep what was typed and let the next press of Save win over what is stored now."""
        self.data = {**dict(self.data.items()), "version": str(provider.version)}

    def _initial(self, provider: Provider) -> dict[str, Any]:
        rules, initial = self._rules, {}
        for day in WEEK:
            hours: Hours | None = getattr(rules.working_hours or WorkingHours(), day)
            initial[f"{day}_start"] = hours.start if hours else None
            ends = hours.end if hours else None
            initial[f"{day}_end"] = MIDNIGHT if ends == DAY_ENDS else ends
        window, ages = rules.booking_window, rules.patient_ages or PatientAges()
        return initial | {
            "at_least": ages.at_least,
            "below": ages.below,
            "minimum_notice": rules.minimum_notice or 0,
            "booking_window": NO_LIMIT if window is None else window,
            "works_holidays": rules.holiday_country == NO_HOLIDAYS,
            "version": provider.version,
        }

    def _offer(self, name: str, stored: int | None, words: Any) -> None:
        """What is stored can be kept even if it is none of the usual choices."""
        choices = list(self.fields[name].choices)  # type: ignore[attr-defined]
        if stored is not None and stored not in dict(choices):
            choices.append((stored, str(words) % {"n": stored}))
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class BreakForm(forms.Form):
    """One more break."""

    prefix = "break"
    weekday = forms.ChoiceField(
        label=_("On"), required=False,
        choices=[("", _("Every working day")), *((day, DAY_NAMES[day]) for day in WEEK)],
    )  # fmt: skip
    start = time_field(_("From"), required=True)
    end = time_field(_("To"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()

    def clean(self) -> dict[str, Any]:
        """The break itself, as `added`."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                cleaned["added"] = Break(
                    start=wall(cleaned["start"]),
                    weekday=cleaned["weekday"] or None,
                    end=wall(cleaned["end"], ends=True),
                )
            except Invalid as error:
                self.add_error("end", gettext(next(iter(error.fields.values()))))
        return cleaned


class ExceptionForm(forms.Form):
    """One date that is not like its weekday."""

    prefix = "date"
    day = TypedDate(label=_("Date"), widget=DayPicker())
    start = time_field(_("From"))
    end = time_field(_("To"))
    keeps_breaks = forms.BooleanField(
        label=_("With the usual breaks"), required=False, initial=True
    )
    reason = TypedText(
        label=_("Reason"), required=False, max_length=REASON_LENGTH,
        help_text=_("For staff only. Without times, the day is closed."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()

    def clean(self) -> dict[str, Any]:
        """The exception itself, as `added`."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            cleaned["added"] = DayException(
                day=cleaned["day"], start=wall(cleaned["start"]) or None,
                end=wall(cleaned["end"], ends=True) or None, reason=cleaned["reason"] or None,
                keeps_breaks=cleaned["keeps_breaks"],
            )  # fmt: skip
        except Invalid:
            self.add_error("end", gettext("Enter two times in order, or neither to close the day."))
        return cleaned


class TimeOffForm(forms.Form):
    """A time away: whole days, or part of them."""

    time_off_id = FormId(prefix="timeoff")
    kind = forms.ChoiceField(
        label=_("Why"), choices=[(kind.value, gettext(KIND_WORDS[kind])) for kind in TimeOffKind],
        initial=TimeOffKind.LEAVE.value, help_text=_("For staff only; patients read: away."),
    )  # fmt: skip
    first = TypedDate(label=_("First day"), widget=DayPicker())
    last = TypedDate(
        label=_("Last day"), required=False, widget=DayPicker(),
        help_text=_("Empty: the same day."),
    )  # fmt: skip
    start = time_field(_("From"))
    end = time_field(_("To"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, gettext(KIND_WORDS[kind])) for kind in TimeOffKind]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["start"].help_text = _("Empty: from the beginning of the first day.")
        self.fields["end"].help_text = _("Empty: to the end of the last day.")
        self.helper = page_helper()

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", gettext("Time off must end after it starts."))
        return cleaned

    def absence(self, provider: Provider, by: str, at: dt.datetime) -> Absence:
        """The time away that was typed, on the doctor's own clock; `Invalid` if it ends at once."""
        cleaned, tz = self.cleaned_data, zone(provider.zone_name)
        last = cleaned["last"] or cleaned["first"]
        starts_at = span_on(cleaned["first"], wall(cleaned["start"]) or MIDNIGHT, DAY_ENDS, tz)[0]
        ends_at = span_on(last, MIDNIGHT, wall(cleaned["end"], ends=True) or DAY_ENDS, tz)[1]
        if ends_at <= starts_at:
            raise Invalid({"end": "Time off must end after it starts."})
        return Absence(
            provider_id=provider.provider_id, time_off_id=cleaned["time_off_id"],
            kind=TimeOffKind(cleaned["kind"]), starts_at=starts_at, ends_at=ends_at,
            time_zone=provider.zone_name, by=by, created_at=at,
        )  # fmt: skip
