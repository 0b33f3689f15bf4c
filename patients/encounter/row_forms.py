"""One diagnosis and one prescription as they are typed in a row of the note."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from medisecure.errors import Invalid
from medisecure.web.input.fields import TypedText, page_helper
from medisecure.web.input.refusals import add_refusals
from patients.coding import search
from patients.coding.models import written
from patients.lists.problems import DESCRIPTION_LENGTH
from patients.prescribing import medicines, reading
from patients.prescribing.findings import REASON_LENGTH, Screening
from patients.prescribing.models import DOSE, SPAN, Amount, Dosage, Duration
from patients.prescribing.wording import EVENTS, ROUTES, TIMES, UNITS, choices, texts
from patients.records.models import (
    INSTRUCTION_LENGTH,
    MEDICATION_LENGTH,
    Diagnosis,
    Prescription,
)
from patients.records.wording import SEVERITIES
from patients.vitals import typed as numbers

NAME_NEEDED = _("Say which medicine.")
UNIT_NEEDED = _("Choose the unit of the dose.")
FREQUENCY_NEEDED = _("Say how often, or when it is taken; or write it as a word on it.")
# One of these says when the dose is taken; nobody may guess it from the dose alone.
HOW_OFTEN = ("timing", "when", "as_needed", "note")
MOST_TYPED = 40
ONGOING = "ongoing"
UNIT_CHOICES = [
    ("", "–"), *UNITS.items(), ("{tablet}", _("tablets")), ("{capsule}", _("capsules")),
    ("{puff}", _("puffs")), ("{drop}", _("drops")), ("{spray}", _("sprays")),
    ("{sachet}", _("sachets")), ("{suppository}", _("suppositories")), ("{patch}", _("patches")),
    ("{application}", _("applications")),
]  # fmt: skip
SPAN_CHOICES = [
    ("d", _("days")), ("wk", _("weeks")), ("mo", _("months")), (ONGOING, _("until stopped"))
]  # fmt: skip
# Where a code is refused, and the field it is chosen in.
FIELDS = {"dose_unit": "unit", "duration_unit": "span"}


def chosen(label: Any, options: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=options, widget=forms.Select({"class": "form-select"})
    )


def short(label: Any, **attrs: str) -> TypedText:
    """A box for a number."""
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off", **attrs})
    return TypedText(label=label, max_length=MOST_TYPED, required=False, widget=widget)


class DiagnosisForm(forms.Form):
    """A code of the release with its words, or words alone; `diagnosis` after it was checked."""

    diagnosis: Diagnosis | None = None
    text = TypedText(label=_("Diagnosis"), max_length=DESCRIPTION_LENGTH, required=False)
    severity = chosen(_("Severity"), [("", "–"), *SEVERITIES.items()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()

    def clean(self) -> dict[str, Any]:
        """A code in front must be of the release in use; without one the words are kept."""
        cleaned = super().clean() or {}
        text = cleaned.get("text", "")
        if not text:
            return cleaned
        try:
            code, words = parted(text)
        except Invalid as refused:
            self.add_error("text", gettext(refused.fields["code"]))
            return cleaned
        self.diagnosis = Diagnosis(
            code=code, description=words or None, severity=cleaned.get("severity") or None
        )
        return cleaned


def parted(text: str) -> tuple[str | None, str]:
    """A typed diagnosis as code and words: "i259" brings its words along.

    `Invalid` for `code` if what is in front is a code and the release does not have it. "B12
    deficiency" is words: a code that is followed by words and not known is one only with its point.
    """
    head, _space, rest = text.partition(" ")
    if written(head) is None:
        return None, text
    known = search.get(head)
    if known:
        return known.code, rest.strip() or known.title
    if "." in head or not rest:
        search.demand(head)
    return None, text


class PrescriptionForm(forms.Form):
    """A medicine and how it is taken, in codes; `prescription` after it was checked."""

    prescription: Prescription | None = None
    medication = TypedText(label=_("Medicine"), max_length=MEDICATION_LENGTH, required=False)
    dose = short(_("Dose"))
    unit = chosen(_("Unit"), UNIT_CHOICES)
    route = chosen(_("Route"), [("", "–"), *choices(ROUTES)])
    timing = chosen(_("How often"), [("", "–"), *choices(TIMES)])
    when = chosen(pgettext_lazy("a medicine", "When"), [("", "–"), *choices(EVENTS)])
    as_needed = forms.BooleanField(label=_("Only when needed"), required=False)
    most_per_day = short(_("At most a day"))
    duration = short(_("For"))
    span = chosen(_("Span"), SPAN_CHOICES)
    note = TypedText(label=_("Word on it"), max_length=INSTRUCTION_LENGTH, required=False)
    reason = TypedText(
        label=_("Reason for prescribing it all the same"), max_length=REASON_LENGTH, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()

    def clean(self) -> dict[str, Any]:
        """The medicine with its codes; each mistake beside its field."""
        cleaned = super().clean() or {}
        if not cleaned.get("medication"):
            if "medication" not in self.errors and self.says_more(cleaned):
                self.add_error("medication", NAME_NEEDED)
            return cleaned
        try:
            dosage = self._dosage(cleaned)
        except Invalid as refused:
            add_refusals(self, refused, FIELDS)
            return cleaned
        if cleaned.get("dose") and not any(map(cleaned.get, HOW_OFTEN)):
            self.add_error("timing", FREQUENCY_NEEDED)
        if not self.errors:
            self.prescription = prescribed(
                cleaned["medication"], dosage, cleaned.get("note") or None
            )
        return cleaned

    def says_more(self, told: Mapping[str, Any]) -> bool:
        """Whether something of a medicine was given, without its name."""
        return any(text for name, text in told.items() if name != "span")

    def go_by_name(self) -> None:
        """Have the medicine alone stand for what is not whole yet, if it is named."""
        if name := self.cleaned_data.get("medication"):
            self.prescription = prescribed(name, Dosage(), None)

    def screen(self, found: Screening) -> Screening:
        """Keep what the checks found; a conflict without its reason is told beside the field."""
        told = replace(found, reason=self.cleaned_data.get("reason") or None)
        try:
            told.demand_reason()
        except Invalid as refused:
            self.add_error("reason", gettext(refused.fields["reason"]))
        if self.prescription:
            self.prescription = replace(self.prescription, screening=told)
        return told

    def _dosage(self, told: Mapping[str, Any]) -> Dosage:
        span = told.get("span")
        return Dosage(
            dose=_amount(told.get("dose", ""), told.get("unit", "")),
            route=told.get("route") or None,
            timing=told.get("timing") or None,
            when=told.get("when") or None,
            as_needed=bool(told.get("as_needed")),
            most_per_day=_count(told.get("most_per_day", ""), "most_per_day"),
            duration=None if span == ONGOING else _span(told.get("duration", ""), span or "d"),
            is_ongoing=span == ONGOING,
        )


def prescribed(name: str, dosage: Dosage, note: str | None) -> Prescription:
    """The prescription with the schema's three texts, which are English on every page."""
    listed = medicines.named(name)
    with translation.override("en"):
        told = texts(dosage)
    said = dosage if dosage != Dosage() else None
    frequency = told.frequency or note
    return Prescription(
        medication=name, dosage=told.dosage, frequency=frequency, duration=told.duration,
        atc=listed.atc if listed else None,
        instruction=said or reading.read(reading.Written(frequency=note)) if note else said,
        note=note if told.frequency else None,
    )  # fmt: skip


def _amount(text: str, unit: str) -> Amount | None:
    if not text:
        return None
    value = numbers.number(text)
    if value is None:
        raise Invalid({"dose": DOSE})
    if not unit:
        raise Invalid({"dose_unit": str(UNIT_NEEDED)})
    return Amount(value=_whole(value), unit=unit)


def _count(text: str, field: str) -> int | None:
    if not text:
        return None
    value = numbers.number(text)
    if value is None or value != value.to_integral_value():
        raise Invalid({field: SPAN})
    return int(value)


def _span(text: str, unit: str) -> Duration | None:
    count = _count(text, "duration")
    return None if count is None else Duration(count=count, unit=unit)


def _whole(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value
