"""The folded part of a form: a time without room, which staff may take if they say why."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.scheduling.times import STEP_MINUTES
from appointments.visits.models import REASON_LENGTH
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.web.input.fields import TypedText
from providers.directory.models import Provider


class AnywayPart(forms.Form):
    """Goes before a `TimesForm`: who overrules names a time of their own on the chosen day."""

    anyway = forms.BooleanField(label=_("Book anyway (overbook)"), required=False)
    anyway_time = forms.TimeField(
        label=_("Time on the chosen day"),
        required=False,
        input_formats=["%H:%M"],
        widget=forms.TimeInput({"type": "time", "step": STEP_MINUTES * 60}, "%H:%M"),
        error_messages={"invalid": _("Write the time as HH:MM, such as 08:00.")},
    )
    anyway_reason = TypedText(
        label=_("Reason for overbooking"),
        help_text=_("The visit is marked as overbooked on the board and keeps this reason."),
        max_length=REASON_LENGTH,
        required=False,
    )
    zones: dict[str, str]

    def full_clean(self) -> None:
        """Who overrules names a time of their own, and chooses none of those offered."""
        self.fields["starts_at"].required = not self.data.get("anyway")
        super().full_clean()

    def clean_starts_at(self) -> dt.datetime | None:
        """The instant that was chosen; none for who names one of their own."""
        if self.data.get("anyway"):
            return None
        chosen: dt.datetime | None = super().clean_starts_at()  # type: ignore[misc]
        return chosen

    def clean(self) -> dict[str, Any]:
        """Overruling needs a day, a quarter hour and a reason."""
        typed = super().clean() or self.cleaned_data
        if not typed.get("anyway"):
            return typed
        at: dt.time | None = typed.get("anyway_time")
        if "date" not in self.errors and not typed.get("date"):
            self.add_error("date", self.fields["date"].error_messages["required"])
        if "anyway_time" not in self.errors and (at is None or at.minute % STEP_MINUTES):
            self.add_error("anyway_time", _("Choose a time on the quarter hour, such as 08:15."))
        if "anyway_reason" not in self.errors and not typed.get("anyway_reason"):
            self.add_error("anyway_reason", _("Say why, in a few words."))
        if at and typed.get("date"):
            typed["starts_at"] = self._instant(typed["date"], at)
        return typed

    def offer_anyway(self, provider: Provider | None) -> None:
        """After a refusal: have the time that was wanted stand where it can be booked anyway."""
        wanted: dt.datetime | None = self.cleaned_data.get("starts_at")
        if wanted is None or self.cleaned_data.get("anyway"):
            return
        local = wanted.astimezone(zone(provider.zone_name if provider else CLINIC_ZONE))
        wished = {"date": local.date().isoformat(), "anyway_time": f"{local:%H:%M}"}
        self.data = {**{name: self.data.get(name) for name in self.data}, **wished}

    @property
    def opens_anyway(self) -> bool:
        """Whether the folded part of the form has something to say."""
        names = ("anyway", "anyway_time", "anyway_reason")
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def overrule(self) -> str:
        """The reason to overrule, once the form is valid; empty if it does not."""
        return str(self.cleaned_data["anyway_reason"]) if self.cleaned_data["anyway"] else ""

    def _instant(self, day: dt.date, at: dt.time) -> dt.datetime:
        """The instant the doctor's own clock shows that time."""
        zone_name = self.zones.get(str(self.data.get("provider", "")), CLINIC_ZONE)
        return dt.datetime.combine(day, at, zone(zone_name)).astimezone(dt.UTC)
