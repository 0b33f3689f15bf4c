"""The lists of a patient in words."""

from django.utils.translation import gettext_lazy as _

from medisecure.web.display.words.wording import Words

CRITICALITIES: Words = {
    "LOW": _("low risk"),
    "HIGH": _("high risk"),
    "UNABLE_TO_ASSESS": _("risk not known"),
}
PROBLEM_STATES: Words = {
    "INACTIVE": _("past history"),
    "RESOLVED": _("resolved"),
    "ENTERED_IN_ERROR": _("entered by mistake"),
}
MEDICINE_STATES: Words = {
    "STOPPED": _("stopped"),
    "COMPLETED": _("completed"),
    "ENTERED_IN_ERROR": _("entered by mistake"),
}
ALLERGY_STATES: Words = {
    "INACTIVE": _("no longer"),
    "REFUTED": _("refuted"),
    "ENTERED_IN_ERROR": _("entered by mistake"),
}
