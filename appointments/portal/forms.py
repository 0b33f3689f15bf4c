"""What a patient types to book, move or cancel a visit of their own."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appointments.booking.services import sees_patients
from appointments.portal.free_times import (
    ANY,
    DEPARTMENT,
    SPECIALTY,
    Chosen,
    chosen_of,
    specialty_of,
)
from appointments.portal.online_rules import USUAL_KIND, kinds_of, modes_of
from appointments.visits.models import REASON_LENGTH
from appointments.visits.wording import MODES
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.fields import TypedDate, TypedText, new_id, page_helper
from medisecure.web.input.ids import is_id
from medisecure.web.input.widgets import Listed, PlainSelect
from medisecure.written.characters import plain
from providers.directory.choosing import is_general, sees_age
from providers.directory.models import Provider


def sealed_id(patient_id: str) -> str:
    """A new visit's id that only this patient's forms may carry."""
    return _signer(patient_id).sign(new_id("appointment"))


def sealed_visit(patient_id: str, appointment_id: str) -> str:
    """The id of a visit there is, sealed in the same way: for a time kept to move it to."""
    return _signer(patient_id).sign(appointment_id)


def opened_id(patient_id: str, text: str) -> str:
    """The visit's id out of a form; empty if it was not made for this patient."""
    try:
        name = _signer(patient_id).unsign(text)
    except BadSignature:
        return ""
    return name if is_id(name) else ""


def _signer(patient_id: str) -> Signer:
    return Signer(salt=f"appointments.portal.{patient_id}", sep=".")


class ChoiceField(forms.CharField):
    """A time with a doctor, as one of our buttons sends it."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """The `Chosen`; `ValidationError` for anything we did not write."""
        chosen = chosen_of(super().to_python(value) or "")
        if chosen is None:
            raise ValidationError(_("Choose one of the free times."), code="time")
        return chosen


class SearchForm(forms.Form):
    """With whom, what for, how, and around which day; anything odd falls back to the usual."""

    whom = forms.ChoiceField(
        label=_("Doctor or specialty"),
        required=False,
        widget=PlainSelect({"class": "form-select"}),
    )
    kind = forms.ChoiceField(
        label=_("Type of visit"), required=False, widget=PlainSelect({"class": "form-select"})
    )
    mode = forms.ChoiceField(
        label=_("Visit mode"), required=False, widget=PlainSelect({"class": "form-select"})
    )
    day = TypedDate(required=False, widget=forms.HiddenInput)
    near = TypedDate(required=False, widget=forms.HiddenInput)
    first = TypedDate(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()

    def offer(self, providers: Iterable[Provider], age: int | None) -> None:
        """Whom, what and how may be asked for at that age; unknown choices are read as none."""
        seen = [each for each in providers if sees_patients(each) and sees_age(each, age)]
        asked = self.data.get("whom", "")
        self.fields["whom"].choices = Listed(whom_choices(seen, asked))  # type: ignore[attr-defined]
        doctor = next((each for each in seen if each.provider_id == asked), None)
        self.fields["kind"].choices = Listed(kinds_of(doctor))  # type: ignore[attr-defined]
        modes = [(code, label_of(MODES, code)) for code in modes_of(seen)]
        self.fields["mode"].choices = Listed([("", pgettext_lazy("visit mode", "Any")), *modes])  # type: ignore[attr-defined]
        self.has_modes = len(modes) > 1

    def settled(self) -> dict[str, Any]:
        """What is asked for, with the usual in place of what is missing or odd."""
        self.is_valid()
        found = self.cleaned_data
        kinds = [code for code, _name in self.fields["kind"].choices]  # type: ignore[attr-defined]
        usual = USUAL_KIND if USUAL_KIND in kinds else next(iter(kinds), USUAL_KIND)
        return {
            "whom": found.get("whom") or "",
            "kind": found.get("kind") or usual,
            "mode": found.get("mode") or "",
            "day": found.get("day"),
            "near": found.get("near"),
            "first": found.get("first"),
        }


def whom_choices(providers: Iterable[Provider], chosen: str = "") -> list[Any]:
    """Any doctor, a specialty, a department, or one doctor.

    A department that is named like a specialty is not offered beside it, unless it is `chosen`: to
    a patient both are one, and its doctors of other specialties stand under those.
    """
    known = list(providers)
    specialties = sorted({specialty_of(each) for each in known} - {""})
    twice = {plain(each) for each in specialties}
    departments = sorted(
        name for name in {each.department for each in known if each.department}
        if plain(name) not in twice or chosen == f"{DEPARTMENT}{name}"
    )  # fmt: skip
    groups: list[Any] = [("", _("Choose")), (ANY, any_said(known))]
    if specialties:
        groups.append((_("A specialty"), [(f"{SPECIALTY}{n}", n) for n in specialties]))
    if departments:
        groups.append((_("A department"), [(f"{DEPARTMENT}{n}", n) for n in departments]))
    doctors = sorted(known, key=lambda each: each.personal_info.sort_name)
    groups.append((_("A doctor"), [(each.provider_id, name_of(each)) for each in doctors]))
    return groups


def any_said(providers: Iterable[Provider]) -> Any:
    """Whom "any doctor" means in this clinic."""
    if any(map(is_general, providers)):
        return _("Any general doctor (first available)")
    return _("Any doctor (first available)")


def name_of(provider: Provider) -> str:
    work = specialty_of(provider)
    return f"{provider.display_name} · {work}" if work else provider.display_name


class ConfirmForm(forms.Form):
    """The last step of booking: the time that was chosen, and why the patient comes."""

    form = forms.CharField(widget=forms.HiddenInput)
    slot = ChoiceField()
    kind = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    whom = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
    reason = TypedText(
        label=_("Reason for visit (optional)"),
        help_text=_("The doctor reads it before the visit."),
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, patient_id: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
        self.patient_id = patient_id

    def clean_form(self) -> str:
        """The visit's id."""
        name = opened_id(self.patient_id, self.cleaned_data["form"])
        if not name:
            raise ValidationError(
                _(
                    "Something is wrong with this form. Open the page again and fill "
                    "it in once more."
                ),
                code="damaged",
            )
        return name

    @property
    def chosen(self) -> Chosen | None:
        """The time that is asked for, also where another field does not fit."""
        return chosen_of(str(self["slot"].value() or ""))

    @property
    def visit_id(self) -> str:
        return opened_id(self.patient_id, str(self["form"].value() or ""))


class CancelForm(forms.Form):
    """Why a patient calls a visit off, if they care to say."""

    reason = TypedText(
        label=_("Reason (optional)"),
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
