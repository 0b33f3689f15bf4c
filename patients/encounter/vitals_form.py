"""Vital signs as they are typed: any digits, a unit, last values, hard and soft limits."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medisecure.errors import Invalid
from medisecure.web.display.values import value as shown_value
from medisecure.web.input.fields import TypedText, page_helper
from patients.chart.trends import VitalReading
from patients.encounter.models import Typed
from patients.encounter.typed import DEFAULTS, VITAL_NAMES, WITH_UNIT
from patients.vitals import typed as reading
from patients.vitals.doubts import doubts
from patients.vitals.measurements import (
    MERCURY,
    PER_MINUTE,
    PERCENT,
    PLAUSIBLE,
    PRESSURE_FORM,
    SYMBOLS,
    check_entry,
)
from patients.vitals.models import (
    NOTE_LENGTH,
    Arm,
    Circumstances,
    Cuff,
    Position,
    VitalSigns,
    VitalUnits,
)
from patients.vitals.wording import ARMS, CUFFS, POSITIONS, VITALS

PRESSURE = "blood_pressure"
FIXED = {
    PRESSURE: MERCURY, "heart_rate": PER_MINUTE, "respiratory_rate": PER_MINUTE,
    "oxygen_saturation": PERCENT,
}  # fmt: skip
SELECT = {"class": "form-select"}
EMPTY = ("", "–")


def units_apart(typed: Typed) -> dict[str, str]:
    """The note with a unit that was typed along with its number in the field of the unit.

    >>> units_apart({"temperature": "99.5 °F"})
    {'temperature': '99.5', 'temperature_unit': '[degF]'}
    """
    apart = dict(typed)
    for name in WITH_UNIT:
        amount = reading.amount(name, typed.get(name, ""))
        if amount and amount.unit:
            apart |= {name: f"{amount.value.normalize():f}", f"{name}_unit": amount.unit}
    return apart


def measured(name: str) -> TypedText:
    """The box of one vital sign."""
    unit = f" ({SYMBOLS[FIXED[name]]})" if name in FIXED else ""
    attrs = {"inputmode": "text" if name == PRESSURE else "decimal", "autocomplete": "off"}
    return TypedText(
        label=format_html("{}{}", VITALS[name], unit) if unit else VITALS[name],
        max_length=reading.MOST_TYPED, required=False, widget=forms.TextInput(attrs),
    )  # fmt: skip


def unit_of(name: str) -> forms.ChoiceField:
    """The units a vital sign may be given in."""
    return forms.ChoiceField(
        label=_("Unit"), required=False, initial=DEFAULTS[f"{name}_unit"],
        choices=[(unit, SYMBOLS[unit]) for unit in PLAUSIBLE[name]],
        widget=forms.Select(SELECT),
    )  # fmt: skip


def choice(label: Any, words: Mapping[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[EMPTY, *words.items()], widget=forms.Select(SELECT)
    )


class VitalsForm(forms.Form):
    """Vital signs; `vitals` and what is asked about, by field (`asked`), after it was checked."""

    vitals: VitalSigns | None = None

    def __init__(
        self,
        *args: Any,
        age_months: int | None,
        last: Mapping[str, VitalReading],
        confirmed: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.age_months, self.last, self.confirmed = age_months, last, confirmed
        self.asked: dict[str, str] = {}
        self.helper = page_helper()
        for name in VITAL_NAMES:
            self.fields[name] = measured(name)
            self.fields[name].help_text = last_value(last.get(name))
            if name in WITH_UNIT:
                self.fields[f"{name}_unit"] = unit_of(name)
        self.fields["position"] = choice(_("Position"), POSITIONS)
        self.fields["arm"] = choice(_("Arm"), ARMS)
        self.fields["cuff"] = choice(_("Cuff"), CUFFS)
        self.fields["vitals_note"] = TypedText(
            label=_("Note on the vital signs"), max_length=NOTE_LENGTH, required=False
        )

    def clean(self) -> dict[str, Any]:
        """Each value read; what cannot be is refused, what is unlikely is asked about."""
        cleaned = super().clean() or {}
        values = {name: self._read(name, cleaned.get(name, "")) for name in VITAL_NAMES}
        values = {name: value for name, value in values.items() if value is not None}
        around = self._circumstances(cleaned)
        if not values and around is None:
            return cleaned
        units = {name: cleaned.get(f"{name}_unit") or self._usual(name) for name in values}
        self.vitals = VitalSigns(**values, units=VitalUnits(**units), circumstances=around)
        self._refuse(self.vitals)
        if not self.errors:
            self._ask(self.vitals)
        return cleaned

    def _read(self, name: str, text: str) -> Any:
        if not text:
            return None
        if name == PRESSURE:
            pair = reading.pressure(text)
            if pair is None:
                self.add_error(name, gettext(PRESSURE_FORM))
            return f"{pair[0]}/{pair[1]}" if pair else None
        amount = reading.amount(name, text)
        if amount is None:
            self.add_error(name, gettext(reading.NOT_A_NUMBER))
            return None
        if amount.unit is None:
            told = {"unit": amount.word, "units": ", ".join(SYMBOLS[u] for u in PLAUSIBLE[name])}
            self.add_error(name, gettext(reading.NOT_ITS_UNIT) % told)
            return None
        value = amount.value
        return int(value) if value == value.to_integral_value() else value.normalize()

    def _usual(self, name: str) -> str:
        return FIXED.get(name) or DEFAULTS[f"{name}_unit"]

    def _circumstances(self, told: Mapping[str, Any]) -> Circumstances | None:
        position, arm, cuff = (told.get(each) for each in ("position", "arm", "cuff"))
        note = told.get("vitals_note")
        if not any((position, arm, cuff, note)):
            return None
        return Circumstances(
            position=Position(position) if position else None,
            arm=Arm(arm) if arm else None,
            cuff=Cuff(cuff) if cuff else None,
            note=note or None,
        )

    def _refuse(self, vitals: VitalSigns) -> None:
        try:
            check_entry(vitals)
        except Invalid as refused:
            for name, message in refused.fields.items():
                self.add_error(name, gettext(message) + other_unit(name, getattr(vitals, name)))

    def _ask(self, vitals: VitalSigns) -> None:
        """What is doubted is confirmed as it stands: another value is doubted anew."""
        found = doubts(vitals, age_months=self.age_months, last=numbers(self.last))
        for name, (sentence, blanks) in found.items():
            written = str(getattr(vitals, name))
            self.asked[name] = written
            if self.confirmed.get(f"confirm-{name}") != written:
                self.add_error(name, gettext(sentence) % blanks)


def other_unit(name: str, value: int | Decimal | str) -> str:
    """What to say where a refused number would fit another unit of the field; else nothing."""
    fits = [] if isinstance(value, str) else [
        SYMBOLS[unit] for unit, plausible in PLAUSIBLE[name].items() if plausible.holds(value)
    ]  # fmt: skip
    return " " + gettext("Was it measured in %s? Choose that unit.") % fits[0] if fits else ""


def numbers(last: Mapping[str, VitalReading]) -> dict[str, Decimal]:
    """The last values in the units we show."""
    shown = {name: each.measured.shown.value for name, each in last.items()}
    return {name: Decimal(it) for name, it in shown.items() if not isinstance(it, str)}


def last_value(reading_before: VitalReading | None) -> SafeString | str:
    """The value of the last time, for the place beside the field."""
    if reading_before is None:
        return ""
    taken = reading_before.measured.shown
    return format_html(
        "{} {} · {}", gettext("Last:"), shown_value(taken.value, taken.symbol),
        shown_value(reading_before.at, kind="date"),
    )  # fmt: skip
