"""How a visit takes place and what it costs, in words a patient uses."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments.visits.models import WALKED_IN, Overruling, Payment
from medisecure.web.display.words.wording import Words, label_of

MODES: Words = {
    "IN_PERSON": _("In person"),
    "VIDEO": _("By video"),
    "PHONE": _("By phone"),
}
PAYMENT_STATES: Words = {
    "PENDING": _("not paid yet"),
    "PAID": _("paid"),
    "WAIVED": _("nothing to pay"),
    "REFUNDED": _("paid back"),
}
PAYMENT_METHODS: Words = {
    "INSURANCE": _("through insurance"),
    "CARD": _("by card"),
    "CASH": _("in cash"),
}
OVERRULED: Words = {WALKED_IN: _("Walked in")}
UNPAID = "PENDING"


def payment_note(payment: Payment) -> str:
    """How the payment stands and how it is made: "not paid yet; by card"."""
    parts = label_of(PAYMENT_STATES, payment.status), label_of(PAYMENT_METHODS, payment.method)
    return gettext("; ").join(part for part in parts if part)


def why_overruled(mark: Overruling | None) -> str:
    """Why a visit was put in: in the desk's own words, or what a code stands for."""
    return label_of(OVERRULED, mark.reason) if mark else ""
