"""What the front desk types about a visit that is booked: its details, and its payment."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appointments.booking.changing import VisitDetails
from appointments.desk.details.places import PlacePart
from appointments.visits.models import (
    PREPARATION_LENGTH,
    PREPARATIONS_COUNT,
    REASON_LENGTH,
    Appointment,
    Payment,
    PaymentStatus,
)
from appointments.visits.wording import MODES, PAYMENT_METHODS
from medisecure.web.display.words.currencies import currency_choices
from medisecure.web.input.fields import TypedDecimal, TypedText, page_helper
from patients.records.wording import VISIT_TYPES
from providers.directory.models import Provider

MOST_TO_PAY = Decimal(1_000_000)
USUAL_CURRENCY = "QAR"
STATES = {
    PaymentStatus.PENDING: _("Not paid yet"),
    PaymentStatus.PAID: _("Taken"),
    PaymentStatus.WAIVED: _("Waived"),
    PaymentStatus.REFUNDED: _("Refunded"),
}


class _VersionedForm(forms.Form):
    """A form about a visit as it was when the page was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()


class DetailsForm(PlacePart, _VersionedForm):
    """What a visit is about, where and how."""

    visit_type = forms.ChoiceField(
        label=_("Type of visit"), choices=[(word, VISIT_TYPES[word]) for word in VISIT_TYPES]
    )
    mode = forms.ChoiceField(label=_("Visit mode"), choices=[(word, MODES[word]) for word in MODES])
    field_order = ("version", "visit_type", "mode", "place", "other_place")
    reason = TypedText(
        label=_("Reason for visit (optional)"),
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    preparation = TypedText(
        label=_("How to prepare"),
        help_text=_("One instruction per line; the patient sees them."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @classmethod
    def as_it_is(cls, visit: Appointment) -> dict[str, Any]:
        """The visit as the form shows it."""
        info = visit.scheduling_info
        return {
            "version": visit.version,
            "visit_type": info.type or "",
            "mode": info.mode or "IN_PERSON",
            "place": info.location or "",
            "reason": visit.reason or "",
            "preparation": "\n".join(visit.preparation or ()),
        }

    def keep_kind(self, kind: str | None) -> None:
        """Offer the kind the visit has, even if it is one we have no word for."""
        field: Any = self.fields["visit_type"]
        if not kind:
            field.required = False
            field.choices = [("", "–"), *field.choices]
        elif kind not in VISIT_TYPES:
            field.choices = [(kind, kind), *field.choices]

    def clean_preparation(self) -> list[str]:
        """The lines that say something, few and short enough to be read."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["preparation"].split("\n")]
        lines = [line for line in lines if line]
        if len(lines) > PREPARATIONS_COUNT or any(len(each) > PREPARATION_LENGTH for each in lines):
            raise ValidationError(
                _("Use at most %(lines)d lines of %(letters)d characters each.")
                % {"lines": PREPARATIONS_COUNT, "letters": PREPARATION_LENGTH},
                code="long",
            )
        return lines

    def details(self) -> VisitDetails:
        """What is wanted, once the form is valid."""
        cleaned = self.cleaned_data
        return VisitDetails(
            visit_type=cleaned["visit_type"],
            mode=cleaned["mode"],
            location=self.location,
            reason=cleaned["reason"],
            preparation=cleaned["preparation"],
        )


class PaymentForm(_VersionedForm):
    """What a visit costs, how it is paid and how that stands."""

    fee = TypedDecimal(
        label=_("Fee"), min_value=Decimal(0), max_value=MOST_TO_PAY, decimal_places=2
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices)
    status = forms.ChoiceField(label=_("Payment status"), choices=list(STATES.items()))
    method = forms.ChoiceField(
        label=_("Payment method"), choices=[("", "–"), *PAYMENT_METHODS.items()], required=False
    )

    @classmethod
    def as_it_is(cls, visit: Appointment, doctor: Provider | None) -> dict[str, Any]:
        """The payment as the form shows it; the doctor's fee where none was agreed yet."""
        pay, terms = visit.payment, doctor.availability if doctor else None
        if pay is None and terms and terms.consultation_fee is not None:
            pay = Payment(fee=terms.consultation_fee, currency=terms.currency or USUAL_CURRENCY)
        return {
            "version": visit.version,
            "fee": pay.fee if pay else None,
            "currency": pay.currency if pay else USUAL_CURRENCY,
            "status": (pay and pay.status) or PaymentStatus.PENDING,
            "method": (pay and pay.method) or "",
        }

    def clean(self) -> dict[str, Any]:
        """What was taken was taken somehow."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("status") == PaymentStatus.PAID and not cleaned.get("method"):
            self.add_error("method", _("Choose the payment method."))
        return cleaned

    def payment(self) -> Payment:
        """What is wanted, once the form is valid."""
        cleaned = self.cleaned_data
        return Payment(
            fee=cleaned["fee"],
            currency=cleaned["currency"],
            status=cleaned["status"],
            method=cleaned["method"] or None,
        )
